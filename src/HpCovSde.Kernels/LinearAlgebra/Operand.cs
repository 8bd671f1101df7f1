using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// One factor of a product as the micro-kernel sees it: vectors x_0, x_1, … (rows of op(A), columns of op(B))
/// with an inner index p, element (x, p) at start[x·ld + p] if a vector is contiguous in memory, else at start[p·ld + x].
/// </summary>
internal readonly unsafe struct Operand<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T* _start;
    private readonly nint _leadingDimension;
    private readonly bool _contiguousVectors;

    internal Operand(T* start, int leadingDimension, bool contiguousVectors)
    {
        _start = start;
        _leadingDimension = leadingDimension;
        _contiguousVectors = contiguousVectors;
    }

    /// <summary>Whether the matrix in memory already has the order of a panel, so that full panels need no packing.</summary>
    internal bool IsPanel => !_contiguousVectors;

    /// <summary>The distance between successive inner indices if <see cref="IsPanel"/>.</summary>
    internal nint PanelStride => _leadingDimension;

    /// <summary>The distance between the same elements of two successive vectors.</summary>
    internal nint VectorStride => _contiguousVectors ? _leadingDimension : 1;

    /// <summary>The distance between successive elements of a vector.</summary>
    internal nint InnerStride => _contiguousVectors ? 1 : _leadingDimension;

    /// <summary>The address of element (<paramref name="first"/>, <paramref name="from"/>).</summary>
    internal T* At(int first, int from) =>
        _contiguousVectors ? _start + (first * _leadingDimension) + from : _start + (from * _leadingDimension) + first;

    /// <summary>
    /// Packs vectors [first, first + count) at inner indices [from, from + depth) into a panel <paramref name="width"/> wide:
    /// element (x, p) goes to panel[(p − from)·width + (x − first)]; the rest of the panel is zero.
    /// </summary>
    internal void Pack(int first, int count, int from, int depth, T* panel, int width)
    {
        if (count < width)
        {
            new Span<T>(panel, depth * width).Clear();
        }

        if (_contiguousVectors)
        {
            Transposed(At(first, from), _leadingDimension, count, depth, panel, width);
        }
        else
        {
            PackCopying(At(first, from), count, depth, panel, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackCopying(T* source, int count, int depth, T* panel, int width)
    {
        for (int p = 0; p < depth; p++)
        {
            int x = 0;
            for (; x <= count - Vector256<T>.Count; x += Vector256<T>.Count)
            {
                Vector256.Load(source + x).Store(panel + x);
            }

            for (; x < count; x++)
            {
                panel[x] = source[x];
            }

            source += _leadingDimension;
            panel += width;
        }
    }

    /// <summary>destination[p·width + x] ← source[x·stride + p] for x &lt; count, p &lt; depth; nothing else is written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Transposed(T* source, nint stride, int count, int depth, T* destination, nint width)
    {
        int x = 0;
        for (; x + 4 <= count; x += 4)
        {
            T* s0 = source + (x * stride);
            T* s1 = s0 + stride;
            T* s2 = s1 + stride;
            T* s3 = s2 + stride;
            T* d = destination + x;
            int p = 0;
            for (; p <= depth - 4; p += 4)
            {
                Transpose4x4.Run(s0 + p, s1 + p, s2 + p, s3 + p, d, width);
                d += 4 * width;
            }

            for (; p < depth; p++)
            {
                d[0] = s0[p];
                d[1] = s1[p];
                d[2] = s2[p];
                d[3] = s3[p];
                d += width;
            }
        }

        for (; x < count; x++)
        {
            T* s = source + (x * stride);
            T* d = destination + x;
            for (int p = 0; p < depth; p++)
            {
                *d = s[p];
                d += width;
            }
        }
    }
}
