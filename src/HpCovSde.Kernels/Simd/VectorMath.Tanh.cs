using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// tanh x of each lane, within 2.6 ULP, however small x is. ±0 stays ±0, exactly ±1 from where the rounded result is; NaN where
    /// x is NaN. Does not allocate.
    /// </summary>
    /// <remarks>
    /// With h = (e^{2|x|} − 1)/2, as in <see cref="Expm1{T}(Lanes{T})"/>, it is h/(h + 1) with the sign of x, everywhere: where h is
    /// large, h + 1 is h, and the quotient 1.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Tanh<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Avx512F.IsSupported ? new(TanhRow<Row512<T>, T>(new(x.Vector)).Vector) : TanhOfHalves(x.Vector.GetLower(), x.Vector.GetUpper());

    /// <summary>destination[i] = tanh(x[i]), as <see cref="Tanh{T}(Lanes{T})"/>. Does not allocate.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="destination">As long as <paramref name="x"/>; x itself, or memory apart from it.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Tanh<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementWise.Map<T, TanhFunction<T>>(x, destination);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Lanes<T> TanhOfHalves<T>(Vector256<T> xLower, Vector256<T> xUpper)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Row256<T> lower = TanhRow<Row256<T>, T>(new(xLower));
        Row256<T> upper = TanhRow<Row256<T>, T>(new(xUpper));
        return new(Vector512.Create(lower.Vector, upper.Vector));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow TanhRow<TRow, T>(TRow x)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow signOfX = x & TRow.FromBits(1UL << 63, 1U << 31);
        TRow magnitude = x ^ signOfX;
        TRow twice = magnitude + magnitude;
        TRow largest = TRow.Constant(TanhDouble.Largest, TanhSingle.Largest);
        TRow half = HalfExpm1Row<TRow, T>(TRow.Select(TRow.LessThan(twice, largest), twice, largest));
        TRow tanh = (half / (half + TRow.Constant(1, 1))) ^ signOfX;
        return TRow.Select(TRow.AreEqual(x, x), tanh, TRow.Constant(double.NaN, float.NaN));
    }

    private readonly struct TanhFunction<T> : ILaneFunction<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lanes<T> Apply(Lanes<T> x) => Tanh(x);
    }

    // At 2|x| = Largest, h is more than 2^54 (2^25): adding 1 to it changes nothing.
    private static class TanhDouble
    {
        public const double Largest = 40;
    }

    private static class TanhSingle
    {
        public const float Largest = 20;
    }
}
