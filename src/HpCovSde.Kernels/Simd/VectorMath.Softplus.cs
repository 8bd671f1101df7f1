using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// log(1 + eˣ) of each lane, within 3 ULP, also where it is as small as eˣ. 0 at −∞, +∞ at +∞; NaN where x is NaN.
    /// Does not allocate.
    /// </summary>
    /// <remarks>
    /// max(x, 0) + log(1 + e^(−|x|)), with <see cref="Exp{T}(Lanes{T})"/> and the formula of <see cref="Log1p{T}(Lanes{T})"/>.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Softplus<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Avx512F.IsSupported
            ? new(SoftplusRow<Row512<T>, T>(new(x.Vector)).Vector)
            : SoftplusOfHalves(x.Vector.GetLower(), x.Vector.GetUpper());

    /// <summary>destination[i] = log(1 + exp(x[i])), as <see cref="Softplus{T}(Lanes{T})"/>. Does not allocate.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="destination">As long as <paramref name="x"/>; x itself, or memory apart from it.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Softplus<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementWise.Map<T, SoftplusFunction<T>>(x, destination);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Lanes<T> SoftplusOfHalves<T>(Vector256<T> xLower, Vector256<T> xUpper)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Row256<T> lower = SoftplusRow<Row256<T>, T>(new(xLower));
        Row256<T> upper = SoftplusRow<Row256<T>, T>(new(xUpper));
        return new(Vector512.Create(lower.Vector, upper.Vector));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow SoftplusRow<TRow, T>(TRow x)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow zero = TRow.Constant(0, 0);
        TRow exp = ExpOfMinusMagnitude<TRow, T>(x);
        TRow softplus = TRow.Select(TRow.LessThan(zero, x), x, zero) + Log1pOfNumberRow<TRow, T>(exp);
        return TRow.Select(TRow.AreEqual(x, x), softplus, TRow.Constant(double.NaN, float.NaN));
    }

    // Apart: with the logarithm it is more than the compiler inlines into one method.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TRow ExpOfMinusMagnitude<TRow, T>(TRow x)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ExpRow<TRow, T>(x | TRow.FromBits(1UL << 63, 1U << 31));

    private readonly struct SoftplusFunction<T> : ILaneFunction<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lanes<T> Apply(Lanes<T> x) => Softplus(x);
    }
}
