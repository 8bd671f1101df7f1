using System.Security.Cryptography;
using System.Text;
using HpCovSde.Data;

namespace HpCovSde.Runs;

/// <summary>
/// A shard as a file, little-endian: the 8 bytes "HPCSHARD", the version of the format as 4 bytes, the content, and the SHA-256 hash of
/// everything before it.
/// </summary>
internal static class ShardFile
{
    /// <summary>Any change of the content needs another number.</summary>
    internal const int Version = 2;

    private const int BufferLength = 1 << 20;
    private const int HeaderLength = 8 + sizeof(int);

    private static ReadOnlySpan<byte> Magic => "HPCSHARD"u8;

    internal static void Save(Shard shard, string path, bool overwrite)
    {
        using AtomicFile file = AtomicFile.Create(path, overwrite);
        using var stream = new ShardStream(file);
        using (var writer = new BinaryWriter(new BufferedStream(stream, BufferLength), Encoding.UTF8, leaveOpen: false))
        {
            WriteContent(writer, shard);
            writer.Flush();
            file.Append(stream.Hash());
            file.Commit();
        }
    }

    /// <summary>The content of the file in memory.</summary>
    internal static byte[] ToBytes(Shard shard)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            WriteContent(writer, shard);
        }

        stream.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> has made.</summary>
    /// <param name="bytes">The content.</param>
    /// <param name="name">Where it is from, for messages.</param>
    /// <exception cref="DataFileException">It is not a shard, is damaged, or has another version of the format.</exception>
    internal static Shard OfBytes(byte[] bytes, string name) => Load(new MemoryStream(bytes), name);

    internal static Shard Load(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Load(file, path);
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure) && failure is not EndOfStreamException)
        {
            throw DataFileException.From(path, failure);
        }
    }

    // Everything before the hash.
    private static void WriteContent(BinaryWriter writer, Shard shard)
    {
        writer.Write(Magic);
        writer.Write(Version);
        ShardWriter.Write(writer, shard);
    }

    private static Shard Load(Stream file, string path)
    {
        try
        {
            Check(path, file);
            file.Position = HeaderLength;
            using var reader = new BinaryReader(new BufferedStream(file, BufferLength), Encoding.UTF8);
            return new ShardReader(reader, file.Length).Read();
        }
        catch (Exception failure) when (
            failure is EndOfStreamException or InvalidDataException or ArgumentException or OverflowException or FormatException)
        {
            throw new DataFileException(path, "the checksum is right, but the content is not that of a shard", failure);
        }
    }

    private static void Check(string path, Stream file)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || !header[..8].SequenceEqual(Magic))
        {
            throw new DataFileException(path, "is not a shard file");
        }

        int version = BitConverter.ToInt32(header[8..]);
        if (version != Version)
        {
            throw new DataFileException(path, $"has version {version} of the shard format; this program reads version {Version}");
        }

        if (file.Length < HeaderLength + SHA256.HashSizeInBytes)
        {
            throw Damaged(path);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferLength];
        file.Position = 0;
        for (long left = file.Length - SHA256.HashSizeInBytes; left > 0;)
        {
            int read = file.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0)
            {
                throw Damaged(path);
            }

            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        Span<byte> stated = stackalloc byte[SHA256.HashSizeInBytes];
        file.ReadExactly(stated);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(stated))
        {
            throw Damaged(path);
        }
    }

    private static DataFileException Damaged(string path) =>
        new(path, "is damaged or cut off: its content does not fit the checksum at its end");
}
