using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// sin x of each lane, x in radians, within 1.5 ULP for |x| ≤ 2³⁰ (double) or |x| ≤ 2²⁰ (single), also near its zeros.
    /// ±0 stays ±0. NaN for larger |x|, for which the reduction would exceed this error, and where x is NaN. Does not allocate.
    /// </summary>
    /// <remarks>
    /// |x| = q·π/2 + r with an integer q and |r| ≤ π/4; π/2 is a sum of three numbers of the type, r a sum of two.
    /// sin r and cos r are polynomials, and q mod 4 selects one of them and its sign.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Sin<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Inlined<SinFunction, T>.Apply(x);

    /// <summary>destination[i] = sin(x[i]), as <see cref="Sin{T}(Lanes{T})"/>. Does not allocate.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="destination">As long as <paramref name="x"/>: x itself, or memory that does not overlap it.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Sin<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementWise.Map<T, Inlined<SinFunction, T>>(x, destination);

    private readonly struct SinFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TRow Apply<TRow, T>(TRow x)
            where TRow : struct, IRow<TRow, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TRow signOfX = x & TRow.FromBits(1UL << 63, 1U << 31);
            return SineOfMagnitudeRow<TRow, T>(x ^ signOfX, TRow.FromBits(0, 0), signOfX);
        }
    }
}
