using System.Runtime.InteropServices;

namespace HpCovSde.Kernels.Tests.Memory;

/// <summary>
/// Memory between two pages that cannot be touched: to read or write one byte before or after it ends the process. For Linux.
/// </summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int NoAccess = 0;
    private const int ReadAndWrite = 3;
    private const int PrivateAndAnonymous = 0x22;
    private static readonly nint Page = Environment.SystemPageSize;

    private readonly byte* _pages;
    private readonly nint _length;
    private readonly byte* _first;
    private readonly int _bytes;

    /// <param name="bytes">The length.</param>
    /// <param name="atEnd">Whether it ends at the last byte before a guard page, or begins at the first byte after one.</param>
    internal GuardedMemory(int bytes, bool atEnd)
    {
        nint inner = (bytes + Page - 1) / Page * Page;
        _bytes = bytes;
        _length = inner + (2 * Page);
        _pages = Map(null, _length, NoAccess, PrivateAndAnonymous, -1, 0);
        if (_pages == (byte*)-1 || (inner > 0 && Protect(_pages + Page, inner, ReadAndWrite) != 0))
        {
            throw new InvalidOperationException($"The system gives no guarded memory: error {Marshal.GetLastPInvokeError()}.");
        }

        _first = _pages + Page + (atEnd ? inner - bytes : 0);
    }

    internal Span<T> Span<T>()
        where T : unmanaged => new(_first, _bytes / sizeof(T));

    public void Dispose() => _ = Unmap(_pages, _length);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* Map(void* address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(void* address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nint length);
}
