using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// log(1 + eˣ) of each lane, within 3 ULP, also for x ≪ 0, where it is close to eˣ. 0 at −∞, +∞ at +∞; NaN where x is NaN.
    /// Does not allocate.
    /// </summary>
    /// <remarks>
    /// max(x, 0) + log(1 + e^(−|x|)), with <see cref="Exp{T}(Lanes{T})"/> and the formula of <see cref="Log1p{T}(Lanes{T})"/>.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Softplus<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Inlined<SoftplusFunction, T>.Apply(x);

    /// <summary>destination[i] = log(1 + exp(x[i])), as <see cref="Softplus{T}(Lanes{T})"/>. Does not allocate.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="destination">As long as <paramref name="x"/>: x itself, or memory that does not overlap it.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Softplus<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementWise.Map<T, Inlined<SoftplusFunction, T>>(x, destination);

    private readonly struct SoftplusFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TRow Apply<TRow, T>(TRow x)
            where TRow : struct, IRow<TRow, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TRow zero = TRow.Constant(0, 0);
            TRow exp = ExpOfMinusMagnitude<TRow, T>(x);
            TRow softplus = TRow.Select(TRow.LessThan(zero, x), x, zero) + Log1pOfNumberRow<TRow, T>(exp);
            return TRow.Select(TRow.AreEqual(x, x), softplus, TRow.Constant(double.NaN, float.NaN));
        }
    }

    // A separate method: together with the logarithm it exceeds what the compiler inlines into one method.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TRow ExpOfMinusMagnitude<TRow, T>(TRow x)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ExpFunction.Apply<TRow, T>(x | TRow.FromBits(1UL << 63, 1U << 31));
}
