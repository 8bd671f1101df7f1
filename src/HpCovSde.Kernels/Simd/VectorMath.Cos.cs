using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// cos x of each lane, x in radians, within 1.5 ULP for |x| ≤ 2³⁰ of doubles and |x| ≤ 2²⁰ of singles, also where it nearly vanishes.
    /// cos(±0) = 1 exactly; NaN for larger |x|, for which the reduction would not hold this bound, and where x is NaN. Does not allocate.
    /// </summary>
    /// <remarks>
    /// |x| = q·π/2 + r with an integer q and |r| ≤ π/4, π/2 being a sum of three numbers of the type and r of two;
    /// sin r and cos r are polynomials, and q mod 4 says which is which, with which sign.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Cos<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Inlined<CosFunction, T>.Apply(x);

    /// <summary>destination[i] = cos(x[i]), as <see cref="Cos{T}(Lanes{T})"/>. Does not allocate.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="destination">As long as <paramref name="x"/>; x itself, or memory apart from it.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Cos<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementWise.Map<T, Inlined<CosFunction, T>>(x, destination);

    private readonly struct CosFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TRow Apply<TRow, T>(TRow x)
            where TRow : struct, IRow<TRow, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            SineOfMagnitudeRow<TRow, T>(
                x & TRow.FromBits(~(1UL << 63), ~(1U << 31)), TRow.FromBits(1, 1), TRow.FromBits(0, 0));
    }
}
