using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>
    /// The z with erfi z = (2/√π) ∫₀ᶻ exp(t²) dt = x of each lane, within 5 ULP for every x. ±0 stays ±0, ±∞ at ±∞; NaN where x is NaN.
    /// |z| is at most 26.65 for finite x. Does not allocate.
    /// </summary>
    /// <remarks>
    /// With x = sinh s, z/s is a smooth function of log(1 + s) from 0, where z ≈ x √π/2, to the largest number, where z ≈ √s: the
    /// singularities of the inverse, x = ±i, are at s = ±iπ/2. Sixteen polynomials are used, as for <see cref="Erf{T}(Lanes{T})"/>. There
    /// is no iteration, and nothing overflows.
    /// </remarks>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> InverseErfi<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Called<InverseErfiFunction, T>.Apply(x);

    /// <summary>destination[i] = the inverse of erfi at x[i], as <see cref="InverseErfi{T}(Lanes{T})"/>. Does not allocate.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="destination">As long as <paramref name="x"/>: x itself, or memory that does not overlap it.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void InverseErfi<T>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ElementWise.Map<T, Called<InverseErfiFunction, T>>(x, destination);

    // Sixteen tables exceed the inlining budget of a caller.
    private readonly struct InverseErfiFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TRow Apply<TRow, T>(TRow x)
            where TRow : struct, IRow<TRow, T>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            TRow signOfX = x & TRow.FromBits(1UL << 63, 1U << 31);
            TRow magnitude = x ^ signOfX;
            TRow infinity = TRow.Constant(double.PositiveInfinity, float.PositiveInfinity);
            TRow s = AsinhRow<TRow, T>(magnitude, out _);
            TRow t = InverseErfiPieceRow<TRow, T>(s, out TRow j);
            TRow z = s * InverseErfiPolynomial<TRow, T>(t, j);
            z = TRow.Select(TRow.LessThan(magnitude, infinity), z, magnitude) ^ signOfX;
            return TRow.Select(TRow.AreEqual(x, x), z, TRow.Constant(double.NaN, float.NaN));
        }
    }

    /// <summary>s = log(x + √(1 + x²)) of x ≥ 0, for +∞ that of the largest number; and √(1 + x²).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow AsinhRow<TRow, T>(TRow x, out TRow cosh)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow one = TRow.Constant(1, 1);
        TRow largest = TRow.Constant(double.MaxValue, float.MaxValue);
        TRow large = TRow.LessThan(TRow.Constant(InverseErfiMapDouble.Large, InverseErfiMapSingle.Large), x);
        TRow y = TRow.Select(large, one, x);
        TRow root = TRow.Sqrt(TRow.MultiplyAdd(y, y, one));
        TRow excess = TRow.MultiplyAdd(y, y / (root + one), y);
        cosh = TRow.Select(large, x, root);
        TRow ln2 = TRow.Select(large, TRow.Constant(LogDouble.Ln2, LogSingle.Ln2), TRow.Constant(0, 0));
        return Log1pOfNumberRow<TRow, T>(TRow.Select(large, TRow.Select(TRow.LessThan(x, largest), x, largest), excess)) + ln2;
    }

    /// <summary>The piece j that contains log(1 + s), in the low bits, and the distance of log(1 + s) from its middle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow InverseErfiPieceRow<TRow, T>(TRow s, out TRow j)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow u = Log1pOfNumberRow<TRow, T>(s);
        TRow rounder = TRow.Constant(RoundToIntegerDouble, RoundToIntegerSingle);
        j = TRow.MultiplyAdd(u, TRow.Constant(1 / InverseErfiMapDouble.Width, 1 / InverseErfiMapSingle.Width), rounder);
        return TRow.MultiplyAdd(rounder - j, TRow.Constant(InverseErfiMapDouble.Width, InverseErfiMapSingle.Width), u);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TRow InverseErfiPolynomial<TRow, T>(TRow t, TRow j)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TRow p;
        if (typeof(T) == typeof(double))
        {
            p = TRow.Lookup(j, InverseErfiDouble.C15, []);
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C14, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C13, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C12, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C11, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C10, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C9, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C8, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C7, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C6, []));
            p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C5, []));
        }
        else
        {
            p = TRow.Lookup(j, [], InverseErfiSingle.C5);
        }

        p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C4, InverseErfiSingle.C4));
        p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C3, InverseErfiSingle.C3));
        p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C2, InverseErfiSingle.C2));
        p = TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C1, InverseErfiSingle.C1));
        return TRow.MultiplyAdd(p, t, TRow.Lookup(j, InverseErfiDouble.C0, InverseErfiSingle.C0));
    }

    // For x > Large, √(1 + x²) and 1 + x round to x; log(1 + asinh x) of the largest x is within 15.5 pieces.
    private static class InverseErfiMapDouble
    {
        public const double Width = 0.4375;
        public const double Large = 1L << 60;
    }

    private static class InverseErfiMapSingle
    {
        public const float Width = 0.296875f;
        public const float Large = 1 << 30;
    }
}
