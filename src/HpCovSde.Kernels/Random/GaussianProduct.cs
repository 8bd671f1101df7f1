using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// Products G·H with a matrix G of standard normals that is drawn during the product and never stored as a whole. Row i of G consists of
/// the numbers of a stream from segment i·⌈columns/SegmentLength⌉ on, see <see cref="NormalLanes{T}.OfMatrixRows"/>. Nothing allocates.
/// </summary>
internal static class GaussianProduct
{
    /// <summary>
    /// The largest number of columns of H for <see cref="MultiplyRows"/>. For more columns the arithmetic costs more than the normals,
    /// and a BLAS does it faster.
    /// </summary>
    public const int LargestFused = 8;

    /// <summary>The scratch of <see cref="MultiplyRows"/>.</summary>
    public static WorkspaceRequirement RowsRequirement<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => WorkspaceRequirement.Of<T>(StandardNormals.SegmentLength * Lanes<T>.Count);

    /// <summary>
    /// One row of G in every lane: lane j of row a of <paramref name="products"/> ← Σ_k G_{row+j,k} H_ka. One segment of normals per lane
    /// is drawn into the L1 cache and used from there.
    /// </summary>
    /// <param name="stream">The stream of the normals of G.</param>
    /// <param name="row">The row of lane 0.</param>
    /// <param name="columns">Columns of G, rows of H.</param>
    /// <param name="h">H column after column: H_ka is element a·<paramref name="stride"/> + k.</param>
    /// <param name="stride">The distance from one column of H to the next, at least <paramref name="columns"/>.</param>
    /// <param name="inputs">Columns of H, 1 to <see cref="LargestFused"/>.</param>
    /// <param name="products">
    /// At least <paramref name="inputs"/> rows of lanes, rounded up to an even number; for an odd number the last row has no meaning.
    /// </param>
    /// <param name="workspace">At least <see cref="RowsRequirement{T}"/>.</param>
    /// <exception cref="ArgumentException">A span is too short, or a number is out of its range.</exception>
    public static void MultiplyRows<T>(
        RandomStream stream, int row, int columns, ReadOnlySpan<T> h, int stride, int inputs, Span<T> products, Workspace workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(workspace);
        BlasArguments.CheckDimension(columns, nameof(columns));
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inputs, LargestFused);
        int rows = StandardNormals.WholePairs(inputs);
        RequireLength(h.Length, ((long)(inputs - 1) * stride) + columns, nameof(h));
        RequireLength(products.Length, (long)rows * Lanes<T>.Count, nameof(products));
        products[..(rows * Lanes<T>.Count)].Clear();
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> segment = frame.Rent<T>(StandardNormals.SegmentLength * Lanes<T>.Count);
        NormalLanes<T> normals = NormalLanes<T>.OfMatrixRows(stream, row, columns);
        for (int column = 0, count; column < columns; column += count)
        {
            count = Math.Min(StandardNormals.SegmentLength, columns - column);
            normals.Next(segment[..(StandardNormals.WholePairs(count) * Lanes<T>.Count)]);
            if (Avx512F.IsSupported)
            {
                AddProducts<Row512<T>, T>(segment, h[column..], stride, count, inputs, products);
            }
            else
            {
                int half = Vector256<T>.Count;
                AddProducts<Row256<T>, T>(segment, h[column..], stride, count, inputs, products);
                AddProducts<Row256<T>, T>(segment[half..], h[column..], stride, count, inputs, products[half..]);
            }
        }
    }

    /// <summary>The scratch of <see cref="Multiply"/>.</summary>
    public static WorkspaceRequirement Requirement<T>(IBlas<T> blas, int columns, int inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(blas);
        return WorkspaceRequirement.Of<T>((long)StandardNormals.WholePairs(columns) * Lanes<T>.Count)
            .And(blas.GemmRequirement(Lanes<T>.Count, inputs, columns));
    }

    /// <summary>Z ← γ·G·H for any number of inputs, with a BLAS, Lanes.Count rows of G at a time.</summary>
    /// <param name="stream">The stream of the normals of G.</param>
    /// <param name="rows">Rows of G and Z.</param>
    /// <param name="columns">Columns of G, rows of H.</param>
    /// <param name="gain">γ.</param>
    /// <param name="h">H, columns × inputs, row-major without gaps.</param>
    /// <param name="inputs">Columns of H and Z.</param>
    /// <param name="z">Z, rows × inputs, row-major without gaps, in memory that does not overlap H.</param>
    /// <param name="blas">The provider of the products.</param>
    /// <param name="workspace">At least <see cref="Requirement{T}"/>.</param>
    /// <exception cref="ArgumentException">H or Z is too short, or a number is negative.</exception>
    public static void Multiply<T>(
        RandomStream stream, int rows, int columns, T gain, ReadOnlySpan<T> h, int inputs, Span<T> z, IBlas<T> blas, Workspace workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(blas);
        ArgumentNullException.ThrowIfNull(workspace);
        BlasArguments.CheckDimension(rows, nameof(rows));
        BlasArguments.CheckDimension(columns, nameof(columns));
        BlasArguments.CheckDimension(inputs, nameof(inputs));
        RequireLength(h.Length, (long)columns * inputs, nameof(h));
        RequireLength(z.Length, (long)rows * inputs, nameof(z));
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> transposed = frame.Rent<T>(StandardNormals.WholePairs(columns) * Lanes<T>.Count);
        for (int row = 0; row < rows; row += Lanes<T>.Count)
        {
            // Lanes that each hold one row of G are the transpose of these rows.
            NormalLanes<T>.OfMatrixRows(stream, row, columns).Next(transposed);
            int count = Math.Min(Lanes<T>.Count, rows - row);
            blas.Gemm(
                Transpose.Yes, Transpose.No, count, inputs, columns,
                gain, transposed, Lanes<T>.Count, h, inputs, T.Zero, z.Slice(row * inputs, count * inputs), inputs, workspace);
        }
    }

    private static void AddProducts<TRow, T>(
        ReadOnlySpan<T> segment, ReadOnlySpan<T> h, int stride, int count, int inputs, Span<T> products)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T g = ref MemoryMarshal.GetReference(segment);
        ref T first = ref MemoryMarshal.GetReference(h);
        ref T product = ref MemoryMarshal.GetReference(products);
        int input = 0;
        for (; input + 4 <= inputs; input += 4)
        {
            ref T column = ref Unsafe.Add(ref first, (nint)input * stride);
            AddFour<TRow, T>(ref g, ref column, stride, count, ref Unsafe.Add(ref product, input * Vector512<T>.Count));
        }

        for (; input < inputs; input += 2)
        {
            // An odd last column is used twice; the second product goes into the row without meaning.
            int toNext = input + 1 < inputs ? stride : 0;
            ref T column = ref Unsafe.Add(ref first, (nint)input * stride);
            AddTwo<TRow, T>(ref g, ref column, toNext, count, ref Unsafe.Add(ref product, input * Vector512<T>.Count));
        }
    }

    // Four independent sums hide the latency of a multiply-add.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddFour<TRow, T>(ref T g, ref T h, nint stride, int count, ref T products)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow sum0 = TRow.Load(in products);
        TRow sum1 = TRow.Load(in Unsafe.Add(ref products, Vector512<T>.Count));
        TRow sum2 = TRow.Load(in Unsafe.Add(ref products, 2 * Vector512<T>.Count));
        TRow sum3 = TRow.Load(in Unsafe.Add(ref products, 3 * Vector512<T>.Count));
        ref T h1 = ref Unsafe.Add(ref h, stride);
        ref T h2 = ref Unsafe.Add(ref h, 2 * stride);
        ref T h3 = ref Unsafe.Add(ref h, 3 * stride);
        for (nint k = 0; k < count; k++)
        {
            TRow x = TRow.Load(in Unsafe.Add(ref g, k * Vector512<T>.Count));
            sum0 = TRow.MultiplyAdd(x, TRow.Broadcast(Unsafe.Add(ref h, k)), sum0);
            sum1 = TRow.MultiplyAdd(x, TRow.Broadcast(Unsafe.Add(ref h1, k)), sum1);
            sum2 = TRow.MultiplyAdd(x, TRow.Broadcast(Unsafe.Add(ref h2, k)), sum2);
            sum3 = TRow.MultiplyAdd(x, TRow.Broadcast(Unsafe.Add(ref h3, k)), sum3);
        }

        TRow.Store(sum0, ref products);
        TRow.Store(sum1, ref Unsafe.Add(ref products, Vector512<T>.Count));
        TRow.Store(sum2, ref Unsafe.Add(ref products, 2 * Vector512<T>.Count));
        TRow.Store(sum3, ref Unsafe.Add(ref products, 3 * Vector512<T>.Count));
    }

    // Four independent sums again: two over the even and two over the odd columns of G.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddTwo<TRow, T>(ref T g, ref T h, nint stride, int count, ref T products)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow even0 = TRow.Load(in products);
        TRow even1 = TRow.Load(in Unsafe.Add(ref products, Vector512<T>.Count));
        TRow odd0 = TRow.Constant(0, 0);
        TRow odd1 = odd0;
        ref T h1 = ref Unsafe.Add(ref h, stride);
        nint k = 0;
        for (; k + 2 <= count; k += 2)
        {
            TRow x = TRow.Load(in Unsafe.Add(ref g, k * Vector512<T>.Count));
            even0 = TRow.MultiplyAdd(x, TRow.Broadcast(Unsafe.Add(ref h, k)), even0);
            even1 = TRow.MultiplyAdd(x, TRow.Broadcast(Unsafe.Add(ref h1, k)), even1);
            x = TRow.Load(in Unsafe.Add(ref g, (k + 1) * Vector512<T>.Count));
            odd0 = TRow.MultiplyAdd(x, TRow.Broadcast(Unsafe.Add(ref h, k + 1)), odd0);
            odd1 = TRow.MultiplyAdd(x, TRow.Broadcast(Unsafe.Add(ref h1, k + 1)), odd1);
        }

        if (k < count)
        {
            TRow x = TRow.Load(in Unsafe.Add(ref g, k * Vector512<T>.Count));
            even0 = TRow.MultiplyAdd(x, TRow.Broadcast(Unsafe.Add(ref h, k)), even0);
            even1 = TRow.MultiplyAdd(x, TRow.Broadcast(Unsafe.Add(ref h1, k)), even1);
        }

        TRow.Store(even0 + odd0, ref products);
        TRow.Store(even1 + odd1, ref Unsafe.Add(ref products, Vector512<T>.Count));
    }

    private static void RequireLength(int length, long needed, string name)
    {
        if (length < needed)
        {
            throw new ArgumentException($"{name} has {length} elements; {needed} are needed.", name);
        }
    }
}
