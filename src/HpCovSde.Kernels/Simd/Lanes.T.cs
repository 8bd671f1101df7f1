using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HpCovSde.Kernels.Simd;

/// <summary>
/// A row of <see cref="Count"/> numbers, one per replica: 8 doubles or 16 singles on every machine.
/// The width is a constant of the algorithm, not of the CPU. With AVX-512 a row is one register, without it two. Every operation
/// is element-wise and exactly rounded (IEEE 754), so the bits are the same.
/// </summary>
/// <remarks>
/// Formulas above the kernels are written in this type and contain no intrinsics. The compiler never contracts a multiplication and an
/// addition into one operation: a fused multiply-add is always written as <see cref="Lanes.MultiplyAdd{T}"/>.
/// </remarks>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
public readonly struct Lanes<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal readonly Vector512<T> Vector;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Lanes(Vector512<T> vector) => Vector = vector;

    /// <summary>The number of lanes: 8 for <see cref="double"/>, 16 for <see cref="float"/>.</summary>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<T>.Count;
    }

    /// <summary>All lanes 0.</summary>
    public static Lanes<T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<T>.Zero);
    }

    /// <summary>All lanes 1.</summary>
    public static Lanes<T> One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<T>.One);
    }

    /// <summary>The number in lane <paramref name="lane"/>, 0 ≤ lane &lt; <see cref="Count"/>.</summary>
    public T this[int lane]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector[lane];
    }

    /// <summary>Every lane set to <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Lanes<T>(T value) => new(Vector512.Create(value));

    /// <summary>Every lane set to <paramref name="value"/> rounded to <typeparamref name="T"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Of(double value) => new(Vector512.Create(T.CreateTruncating(value)));

    /// <summary>Reads row <paramref name="row"/> of <paramref name="source"/>: elements [row·Count, (row+1)·Count).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Load(ReadOnlySpan<T> source, int row) =>
        new(Vector512.Create(source.Slice(row * Vector512<T>.Count, Vector512<T>.Count)));

    /// <summary>Writes the lanes to row <paramref name="row"/> of <paramref name="destination"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Span<T> destination, int row) =>
        Vector.CopyTo(destination.Slice(row * Vector512<T>.Count, Vector512<T>.Count));

    /// <summary>
    /// The whole rows of <paramref name="source"/>, in place. A loop over such a span is compiled without a bounds check for each row.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<Lanes<T>> Rows(Span<T> source) => MemoryMarshal.Cast<T, Lanes<T>>(source);

    /// <inheritdoc cref="Rows(Span{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<Lanes<T>> Rows(ReadOnlySpan<T> source) => MemoryMarshal.Cast<T, Lanes<T>>(source);

    // For kernels that have checked their arguments as a whole: in an inner loop, checks and address computations would cost more than
    // the arithmetic.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes<T> LoadUnchecked(ref readonly T source, nint element = 0) => new(Vector512.LoadUnsafe(in source, (nuint)element));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void StoreUnchecked(ref T destination, nint element = 0) => Vector.StoreUnsafe(ref destination, (nuint)element);

    /// <summary>Lane-wise x + y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator +(Lanes<T> x, Lanes<T> y) => new(x.Vector + y.Vector);

    /// <summary>Lane-wise x − y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator -(Lanes<T> x, Lanes<T> y) => new(x.Vector - y.Vector);

    /// <summary>Lane-wise −x (the sign bit flips, also of zeros and NaN).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator -(Lanes<T> x) => new(x.Vector ^ Vector512.Create(T.NegativeZero));

    /// <summary>Lane-wise x·y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator *(Lanes<T> x, Lanes<T> y) => new(x.Vector * y.Vector);

    /// <summary>Lane-wise x / y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator /(Lanes<T> x, Lanes<T> y) => new(x.Vector / y.Vector);

    /// <summary>Lane-wise x &lt; y; false where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneMask<T> operator <(Lanes<T> x, Lanes<T> y) => new(Vector512.LessThan(x.Vector, y.Vector));

    /// <summary>Lane-wise x &gt; y; false where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneMask<T> operator >(Lanes<T> x, Lanes<T> y) => new(Vector512.GreaterThan(x.Vector, y.Vector));

    /// <summary>Lane-wise x ≤ y; false where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneMask<T> operator <=(Lanes<T> x, Lanes<T> y) => new(Vector512.LessThanOrEqual(x.Vector, y.Vector));

    /// <summary>Lane-wise x ≥ y; false where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneMask<T> operator >=(Lanes<T> x, Lanes<T> y) => new(Vector512.GreaterThanOrEqual(x.Vector, y.Vector));

    /// <inheritdoc/>
    public override string ToString() => Vector.ToString();
}
