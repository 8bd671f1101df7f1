using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HpCovSde.Cli;

/// <summary>
/// Standard output and standard error of the process. <see cref="Console"/> does not say that the reader of a pipe has gone, and fails with
/// a trace if a stream is closed.
/// </summary>
internal static class StandardStreams
{
    private const int OutputNumber = 1;
    private const int ErrorNumber = 2;

    // EPIPE and EAGAIN of Linux and macOS.
    private const int BrokenPipe = 32;

    // O_CLOEXEC of Linux. The runtime opens its own files with it, and a stream that was inherited cannot have it.
    private const long ClosedOnExecution = 0x80000;
    private static readonly int Full = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>Standard output. Nothing is written before a flush. Writing fails if it is closed or if its reader has gone.</summary>
    internal static TextWriter OpenOutput() => new StreamWriter(
        IsOpen(OutputNumber) ? Pipe() ?? Console.OpenStandardOutput() : new PipeStream(null),
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        bufferSize: 1 << 16);

    /// <summary>Standard error. What cannot be written there is lost: there is no place to say so.</summary>
    internal static TextWriter OpenError() => IsOpen(ErrorNumber)
        ? new LenientWriter(new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true })
        : TextWriter.Null;

    /// <summary>Whether a failure to write means that the reader of a pipe has gone.</summary>
    internal static bool IsBrokenPipe(IOException failure) => failure.HResult == BrokenPipe;

    // If a stream is closed, the first file that the runtime opens gets its number. Writing there would harm the runtime.
    private static bool IsOpen(int number)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        try
        {
            string flags = File.ReadLines($"/proc/self/fdinfo/{number}").First(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return (Convert.ToInt64(flags["flags:".Length..].Trim(), 8) & ClosedOnExecution) == 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // Without /proc nothing is known.
            return !Directory.Exists("/proc/self/fdinfo");
        }
    }

    // A pipe, a socket or a terminal; null for a file, whose position Console keeps up to date for the programs that write after this one.
    private static PipeStream? Pipe()
    {
        var file = new FileStream(new SafeFileHandle(OutputNumber, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return OperatingSystem.IsWindows() || file.CanSeek ? null : new(file);
    }

    // Writes to a pipe and fails if nobody reads it. Without a file, it is closed.
    private sealed class PipeStream(FileStream? file) : Stream
    {
        // A pipe that must not block takes such a piece as a whole or not at all: PIPE_BUF.
        private const int Piece = 4096;
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> bytes)
        {
            FileStream pipe = file ?? throw new IOException("it is closed");
            while (!bytes.IsEmpty)
            {
                ReadOnlySpan<byte> piece = bytes[..Math.Min(Piece, bytes.Length)];
                try
                {
                    pipe.Write(piece);
                    bytes = bytes[piece.Length..];
                }
                catch (IOException failure) when (failure.HResult == Full)
                {
                    Thread.Sleep(Pause);
                }
            }
        }
    }

    // Several threads write here: the command, its progress bar and the end of an interruption.
    private sealed class LenientWriter(TextWriter writer) : TextWriter(CultureInfo.InvariantCulture)
    {
        private readonly Lock _lock = new();

        public override Encoding Encoding => writer.Encoding;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void WriteLine(string? value) => Write($"{value}\n");

        public override void Write(string? value)
        {
            lock (_lock)
            {
                try
                {
                    writer.Write(value);
                }
                catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
                {
                    // Closed, full or broken.
                }
            }
        }
    }
}
