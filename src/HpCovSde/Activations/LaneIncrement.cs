using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>
/// A number in an activation's formula that holds a value and its growth from x to x + dx. Every rule computes the growth directly, not as
/// a difference of two values, so that it is accurate relative to dx even for tiny dx (arithmetic of divided differences).
/// </summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
internal readonly struct LaneIncrement<T> : IActivationNumber<LaneIncrement<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // From this |d| on a difference of two values is used. Below it the truncated series is accurate.
    private const double SmallForErf = 1.0 / 32;

    // From here on Φ is 1 to rounding.
    private const double OneForNormalCdf = 10;

    // The bound of x² and (x + d)² for the polynomial near zero.
    private const double NearZeroForErf = 0.25;

    internal readonly Lanes<T> Value;
    internal readonly Lanes<T> Growth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LaneIncrement(Lanes<T> value, Lanes<T> growth)
    {
        Value = value;
        Growth = growth;
    }

    private Lanes<T> End
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Value + Growth;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneIncrement<T> operator +(LaneIncrement<T> x, LaneIncrement<T> y) => new(x.Value + y.Value, x.Growth + y.Growth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneIncrement<T> operator -(LaneIncrement<T> x, LaneIncrement<T> y) => new(x.Value - y.Value, x.Growth - y.Growth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneIncrement<T> operator -(LaneIncrement<T> x) => new(-x.Value, -x.Growth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneIncrement<T> operator *(LaneIncrement<T> x, LaneIncrement<T> y) =>
        new(x.Value * y.Value, Lanes.MultiplyAdd(x.Value, y.Growth, x.Growth * y.End));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneIncrement<T> operator /(LaneIncrement<T> x, LaneIncrement<T> y)
    {
        Lanes<T> quotient = x.Value / y.Value;
        return new(quotient, Lanes.MultiplySubtractFrom(quotient, y.Growth, x.Growth) / y.End);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneIncrement<T> Constant(double value) => new(Lanes<T>.Of(value), Lanes<T>.Zero);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static LaneIncrement<T> Exp(in LaneIncrement<T> x)
    {
        Lanes<T> value = LaneFunctions.Exp(in x.Value);
        Lanes<T> growth = value * LaneFunctions.Expm1(in x.Growth);
        LaneMask<T> far = IsFar(in x);
        return new(value, Lanes.Any(far) ? Lanes.Select(far, LaneFunctions.Exp(x.End) - value, growth) : growth);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static LaneIncrement<T> Expm1(in LaneIncrement<T> x)
    {
        Lanes<T> value = LaneFunctions.Expm1(in x.Value);
        Lanes<T> growth = (value + Lanes<T>.One) * LaneFunctions.Expm1(in x.Growth);
        LaneMask<T> far = IsFar(in x);
        return new(value, Lanes.Any(far) ? Lanes.Select(far, LaneFunctions.Expm1(x.End) - value, growth) : growth);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static LaneIncrement<T> Log(in LaneIncrement<T> x) =>
        new(LaneFunctions.Log(in x.Value), LaneFunctions.Log1p(x.Growth / x.Value));

    public static LaneIncrement<T> Sqrt(in LaneIncrement<T> x)
    {
        Lanes<T> value = Lanes.Sqrt(x.Value);
        Lanes<T> sum = Lanes.Sqrt(x.End) + value;
        return new(value, Lanes.Select(sum > Lanes<T>.Zero, x.Growth / sum, sum));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static LaneIncrement<T> Tanh(in LaneIncrement<T> x)
    {
        Lanes<T> t = VectorMath.Tanh(x.Value);
        return new(t, VectorMath.TanhIncrement(x.Value, t, x.Growth));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static LaneIncrement<T> Erf(in LaneIncrement<T> x)
    {
        Lanes<T> value = VectorMath.Erf(x.Value);
        Lanes<T> growth = ErfGrowthNearZero(in x, out LaneMask<T> near);
        return Lanes.Any(!near)
            ? new(value, Lanes.Select(near, growth, ErfGrowthAwayFromZero(in x, VectorMath.Erf(x.End) - value)))
            : new(value, growth);
    }

    /// <summary>Half the growth of erf at x/√2. If d is not small, a difference of two values, which are accurate in both tails.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static LaneIncrement<T> NormalCdf(in LaneIncrement<T> x)
    {
        Lanes<T> value = VectorMath.NormalCdf(x.Value);
        LaneIncrement<T> z = ScaledForErf(in x);
        Lanes<T> growth = ErfGrowthNearZero(in z, out LaneMask<T> near);
        if (Lanes.Any(!near))
        {
            Lanes<T> difference = VectorMath.NormalCdf(x.End) - value;
            Lanes<T> away = Lanes.Select(IsSmallForNormalCdf(in z), SmallErfGrowth(in z), difference + difference);
            growth = Lanes.Select(near, growth, away);
        }

        return new(value, Lanes<T>.Of(0.5) * growth);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static LaneIncrement<T> Sigmoid(in LaneIncrement<T> x)
    {
        Lanes<T> value = VectorMath.Sigmoid(x.Value);
        return new(value, VectorMath.SigmoidIncrement(x.Value, value, x.Growth));
    }

    /// <summary>
    /// The growth of x Φ(x), which needs Φ only at y = x + d: x (Φ(y) − Φ(x)) + d Φ(y). If d is not small, y Φ(y) minus the value; but
    /// where Φ is 1 at both ends the growth is d, which may be far below the rounding of the value.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static Lanes<T> GrowthOfGelu(in LaneIncrement<T> x, in Lanes<T> value)
    {
        var half = Lanes<T>.Of(0.5);
        Lanes<T> end = x.End;
        Lanes<T> cdf = VectorMath.NormalCdf(end);
        LaneIncrement<T> z = ScaledForErf(in x);
        Lanes<T> part = x.Growth * cdf;
        Lanes<T> growth = Lanes.MultiplyAdd(x.Value, half * ErfGrowthNearZero(in z, out LaneMask<T> near), part);
        if (Lanes.Any(!near))
        {
            Lanes<T> small = Lanes.MultiplyAdd(x.Value, half * SmallErfGrowth(in z), part);
            Lanes<T> difference = Lanes.Select(
                Lanes.Min(x.Value, end) > Lanes<T>.Of(OneForNormalCdf), part, Lanes.MultiplySubtract(end, cdf, value));
            Lanes<T> away = Lanes.Select(IsSmallForNormalCdf(in z), small, difference);
            growth = Lanes.Select(near, growth, away);
        }

        return growth;
    }

    /// <summary>sin(x + d) − sin x = 2 cos(x + d/2) sin(d/2).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static LaneIncrement<T> Sin(in LaneIncrement<T> x)
    {
        Lanes<T> half = Lanes<T>.Of(0.5) * x.Growth;
        Lanes<T> chord = LaneFunctions.Sin(half);
        return new(LaneFunctions.Sin(in x.Value), (chord + chord) * LaneFunctions.Cos(x.Value + half));
    }

    /// <summary>cos(x + d) − cos x = −2 sin(x + d/2) sin(d/2).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static LaneIncrement<T> Cos(in LaneIncrement<T> x)
    {
        Lanes<T> half = Lanes<T>.Of(0.5) * x.Growth;
        Lanes<T> chord = LaneFunctions.Sin(half);
        return new(LaneFunctions.Cos(in x.Value), -(chord + chord) * LaneFunctions.Sin(x.Value + half));
    }

    /// <summary>
    /// With the lower end b, δ = |d| and σ = 1/(1 + e^{−b}), log((1 + e^{b+δ})/(1 + e^b)) is log(1 + σ (e^δ − 1)) for b &lt; 0, and
    /// δ + log(1 + (1 − σ)(e^{−δ} − 1)) for b ≥ 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static LaneIncrement<T> Softplus(in LaneIncrement<T> x)
    {
        Lanes<T> value = LaneFunctions.Softplus(in x.Value);
        Lanes<T> step = Lanes.Abs(x.Growth);
        LaneMask<T> downwards = x.Growth < Lanes<T>.Zero;
        Lanes<T> lower = Lanes.Select(downwards, x.End, x.Value);
        LaneMask<T> negative = lower < Lanes<T>.Zero;
        Lanes<T> power = LaneFunctions.Exp(lower);
        Lanes<T> share = Lanes.Select(negative, power, Lanes<T>.One) / (Lanes<T>.One + power);
        Lanes<T> growth = LaneFunctions.Log1p(LaneFunctions.Expm1(Lanes.Select(negative, step, -step)) * share);
        growth = Lanes.Select(negative, growth, step + growth);
        growth = Lanes.Select(downwards, -growth, growth);

        // For δ > 1 and b < 0 a power may overflow although the growth does not. There a difference of values is accurate.
        LaneMask<T> wide = IsFar(in x) & negative;
        return new(value, Lanes.Any(wide) ? Lanes.Select(wide, LaneFunctions.Softplus(x.End) - value, growth) : growth);
    }

    /// <summary>The growth is d or 0 if the sign does not change. Otherwise it is a difference, and |x| &lt; |d|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneIncrement<T> PositivePart(in LaneIncrement<T> x)
    {
        Lanes<T> end = x.End;
        Lanes<T> value = Lanes.Max(Lanes<T>.Zero, x.Value);
        Lanes<T> same = Lanes.Select(end > Lanes<T>.Zero, x.Growth, Lanes<T>.Zero);
        return new(value, Lanes.Select(x.Value * end > Lanes<T>.Zero, same, Lanes.Max(Lanes<T>.Zero, end) - value));
    }

    // Near zero erf x = x·W(x²). With y = x + d, erf y − erf x = d (W(x²) + y (x + y) (W(y²) − W(x²))/(y² − x²)), which is a polynomial and
    // needs no value of erf.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> ErfGrowthNearZero(in LaneIncrement<T> x, out LaneMask<T> near)
    {
        Lanes<T> end = x.End;
        Lanes<T> u = x.Value * x.Value;
        Lanes<T> v = end * end;
        near = Lanes.Max(u, v) < Lanes<T>.Of(NearZeroForErf);
        return x.Growth * ErfSlope(u, v, end * (x.Value + end));
    }

    // W(u) + factor·(W(v) − W(u))/(v − u), both by Horner's rule. The coefficients interpolate the derivative of x·W(x²) at the Chebyshev
    // nodes of |x| ≤ 1/2. The relative error of the derivative is 2^-54.6 in double precision. Single precision omits the highest terms:
    // 2^-23.4.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> ErfSlope(Lanes<T> u, Lanes<T> v, Lanes<T> factor)
    {
        Lanes<T> w = Lanes<T>.Of(0.00012055290222105482);
        Lanes<T> q = w;
        if (typeof(T) == typeof(double))
        {
            w = Lanes<T>.Of(-1.463008065459386e-07);
            q = w;
            w = Lanes.MultiplyAdd(w, u, Lanes<T>.Of(1.6372958347867734e-06));
            q = Lanes.MultiplyAdd(q, v, w);
            w = Lanes.MultiplyAdd(w, u, Lanes<T>.Of(-1.4923120807127922e-05));
            q = Lanes.MultiplyAdd(q, v, w);
            w = Lanes.MultiplyAdd(w, u, Lanes<T>.Of(0.00012055290222105482));
            q = Lanes.MultiplyAdd(q, v, w);
        }

        w = Lanes.MultiplyAdd(w, u, Lanes<T>.Of(-0.0008548326587654702));
        q = Lanes.MultiplyAdd(q, v, w);
        w = Lanes.MultiplyAdd(w, u, Lanes<T>.Of(0.00522397762285872));
        q = Lanes.MultiplyAdd(q, v, w);
        w = Lanes.MultiplyAdd(w, u, Lanes<T>.Of(-0.02686617064505048));
        q = Lanes.MultiplyAdd(q, v, w);
        w = Lanes.MultiplyAdd(w, u, Lanes<T>.Of(0.11283791670955019));
        q = Lanes.MultiplyAdd(q, v, w);
        w = Lanes.MultiplyAdd(w, u, Lanes<T>.Of(-0.37612638903183754));
        q = Lanes.MultiplyAdd(q, v, w);
        w = Lanes.MultiplyAdd(w, u, Lanes<T>.Of(1.1283791670955126));
        return Lanes.MultiplyAdd(factor, q, w);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> ErfGrowthAwayFromZero(in LaneIncrement<T> x, in Lanes<T> difference) =>
        Lanes.Select(IsSmallForErf(in x), SmallErfGrowth(in x), difference);

    // In the left tail the series is accurate relative to Φ only if d times the logarithmic slope, which is about |x|, is small.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LaneMask<T> IsSmallForNormalCdf(in LaneIncrement<T> x) =>
        Lanes.Abs(x.Growth) * Lanes.Max(Lanes<T>.One, Lanes.Abs(x.Value)) < Lanes<T>.Of(SmallForErf);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LaneMask<T> IsSmallForErf(in LaneIncrement<T> x) => Lanes.Abs(x.Growth) < Lanes<T>.Of(SmallForErf);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LaneIncrement<T> ScaledForErf(in LaneIncrement<T> x)
    {
        var scale = Lanes<T>.Of(Math.Sqrt(0.5));
        return new(scale * x.Value, scale * x.Growth);
    }

    // With m = x + d/2 and Hermite polynomials, erf(x + d) − erf x = (2/√π) e^{−m²} Σ_k H_{2k}(m) 2 (d/2)^{2k+1}/(2k + 1)!, the integral of
    // e^{−u²} expanded about its middle.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Lanes<T> SmallErfGrowth(in LaneIncrement<T> x)
    {
        Lanes<T> half = Lanes<T>.Of(0.5) * x.Growth;
        Lanes<T> m = x.Value + half;

        // Far away e^{−y} is 0, and the polynomials must not be infinite.
        Lanes<T> y = Lanes.Min(Lanes<T>.Of(1000), m * m);
        Lanes<T> h2 = Lanes.MultiplyAdd(Lanes<T>.Of(4), y, Lanes<T>.Of(-2));
        Lanes<T> h4 = Lanes.MultiplyAdd(Lanes.MultiplyAdd(Lanes<T>.Of(16), y, Lanes<T>.Of(-48)), y, Lanes<T>.Of(12));
        Lanes<T> h6 = Lanes.MultiplyAdd(Lanes<T>.Of(64), y, Lanes<T>.Of(-480));
        h6 = Lanes.MultiplyAdd(Lanes.MultiplyAdd(h6, y, Lanes<T>.Of(720)), y, Lanes<T>.Of(-120));
        Lanes<T> square = half * half;
        Lanes<T> sum = Lanes.MultiplyAdd(h6 * square, Lanes<T>.Of(1.0 / 5040), h4 * Lanes<T>.Of(1.0 / 120));
        sum = Lanes.MultiplyAdd(sum, square, h2 * Lanes<T>.Of(1.0 / 6));
        sum = Lanes.MultiplyAdd(sum, square, Lanes<T>.One);
        return (Lanes<T>.Of(2 / Math.Sqrt(Math.PI)) * LaneFunctions.Exp(-y)) * (x.Growth * sum);
    }

    // Where e^d − 1 may overflow although e^{x+d} does not, or e^x underflows although e^{x+d} does not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LaneMask<T> IsFar(in LaneIncrement<T> x) => Lanes.Abs(x.Growth) > Lanes<T>.One;
}
