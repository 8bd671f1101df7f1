using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace HpCovSde.Kernels.Interop;

/// <summary>What a path is, which .NET does not tell. Opening a pipe or a device to find out would wait, or do something.</summary>
internal static unsafe partial class FileKind
{
    // struct statx of the Linux kernel, the same on every architecture.
    private const int CurrentDirectory = -100;
    private const uint TypeMask = 1;
    private const int Length = 256;
    private const int OffsetOfMode = 28;

    /// <summary>A file that is neither regular nor a directory, in words; null for these two, or where the system does not say.</summary>
    /// <param name="path">A path; links are followed.</param>
    internal static string? Special(string path)
    {
        byte* buffer = stackalloc byte[Length];
        try
        {
            if (!OperatingSystem.IsLinux() || Statx(CurrentDirectory, path, 0, TypeMask, buffer) != 0)
            {
                return null;
            }
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }

        ushort mode = BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt16LittleEndian(new(buffer + OffsetOfMode, sizeof(ushort)))
            : BinaryPrimitives.ReadUInt16BigEndian(new(buffer + OffsetOfMode, sizeof(ushort)));
        return (mode >> 12) switch
        {
            1 => "a pipe",
            2 or 6 => "a device",
            12 => "a socket",
            _ => null,
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte* result);
}
