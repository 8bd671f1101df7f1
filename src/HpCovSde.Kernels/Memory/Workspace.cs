using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HpCovSde.Kernels.Memory;

/// <summary>
/// A fixed arena of scratch memory, 64-byte aligned, rented and given back in stack order. Routines that need scratch
/// take a workspace, open a frame, rent spans from it, and close the frame:
/// <code>
/// using WorkspaceFrame frame = workspace.Enter();
/// Span&lt;double&gt; gram = frame.Rent&lt;double&gt;(m * m);
/// </code>
/// Nothing is allocated after construction. The contents of a rented span are unspecified (NaN in Debug builds).
/// A workspace must be used by one thread at a time.
/// </summary>
public sealed unsafe class Workspace : IDisposable
{
    private byte* _base;
    private readonly long _capacity;
    private long _used;

    /// <summary>Allocates the arena.</summary>
    /// <param name="requirement">The largest amount that is ever rented at once.</param>
    /// <exception cref="OutOfMemoryException">Allocation failed.</exception>
    public Workspace(WorkspaceRequirement requirement)
    {
        _capacity = requirement.Bytes;
        nuint bytes = (nuint)Math.Max(_capacity, WorkspaceRequirement.Alignment);
        _base = (byte*)NativeMemory.AlignedAlloc(bytes, WorkspaceRequirement.Alignment);
    }

    /// <summary>Releases the arena if <see cref="Dispose"/> was not called.</summary>
    ~Workspace() => Release();

    /// <summary>The size of the arena.</summary>
    public WorkspaceRequirement Capacity => new(_capacity);

    /// <summary>Opens a frame. Disposing the frame gives back what was rented through it. Does not allocate.</summary>
    /// <exception cref="ObjectDisposedException">The workspace is disposed.</exception>
    public WorkspaceFrame Enter()
    {
        ObjectDisposedException.ThrowIf(_base == null, this);
        return new(this, _used);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    internal Span<T> Rent<T>(int count)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_base == null, this);
        long bytes = WorkspaceRequirement.Of<T>(count).Bytes;
        if (bytes > _capacity - _used)
        {
            throw new InvalidOperationException(
                $"A workspace of {_capacity} bytes, {_used} of them in use, cannot hold {count} more elements of {sizeof(T)} bytes; "
                + "it must have at least the size of the routine's stated requirement.");
        }

        var span = new Span<T>(_base + _used, count);
        _used += bytes;
        FillWithGarbage(MemoryMarshal.AsBytes(span));
        return span;
    }

    internal void Leave(long mark)
    {
        Debug.Assert(mark <= _used, "Workspace frames must be closed in the reverse order of opening.");
        _used = mark;
    }

    // All-ones is NaN in both precisions, so that a read of unwritten memory is noticed at once.
    [Conditional("DEBUG")]
    private static void FillWithGarbage(Span<byte> span) => span.Fill(0xFF);

    private void Release()
    {
        NativeMemory.AlignedFree(_base);
        _base = null;
    }
}

/// <summary>An open frame of a <see cref="Workspace"/>; disposing it gives back everything rented through it.</summary>
public readonly ref struct WorkspaceFrame
{
    private readonly Workspace _workspace;
    private readonly long _mark;

    internal WorkspaceFrame(Workspace workspace, long mark)
    {
        _workspace = workspace;
        _mark = mark;
    }

    /// <summary>A 64-byte aligned span of <paramref name="count"/> elements with unspecified contents. Does not allocate.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The workspace is smaller than the routine's stated requirement.</exception>
    /// <exception cref="ObjectDisposedException">The workspace was disposed while the frame was open.</exception>
    public Span<T> Rent<T>(int count)
        where T : unmanaged => _workspace.Rent<T>(count);

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _workspace.Leave(_mark);
}
