using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>
/// x and x + dx as an activation's formula sees them: a value and by how much it grows. Every rule gives the growth as a whole, never as a difference of two
/// values, so that it is accurate relative to dx however small dx is: arithmetic of divided differences.
/// </summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
internal readonly struct LaneIncrement<T> : IActivationNumber<LaneIncrement<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // From here on a difference of two values is as good as the rule for small ones, whose series ends in time below.
    private const double SmallForErf = 1.0 / 32;

    // Of x² and (x + d)².
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
    public static LaneIncrement<T> Log(in LaneIncrement<T> x) => new(LaneFunctions.Log(in x.Value), LaneFunctions.Log1p(x.Growth / x.Value));

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

    /// <summary>
    /// Near zero erf x = x·W(x²), and with y = x + d erf y − erf x = d (W(x²) + y (x + y) (W(y²) − W(x²))/(y² − x²)): no value of erf at all, but a polynomial.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static LaneIncrement<T> Erf(in LaneIncrement<T> x)
    {
        Lanes<T> value = LaneFunctions.Erf(in x.Value);
        Lanes<T> end = x.End;
        Lanes<T> u = x.Value * x.Value;
        Lanes<T> v = end * end;
        Lanes<T> growth = x.Growth * ErfSlope(u, v, end * (x.Value + end));
        LaneMask<T> near = Lanes.Max(u, v) < Lanes<T>.Of(NearZeroForErf);
        return new(value, Lanes.Any(!near) ? Lanes.Select(near, growth, ErfGrowthAwayFromZero(in x, in value)) : growth);
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

    /// <summary>From the lower end b upwards, log((1 + e^{b+δ})/(1 + e^b)) = δ + log(1 + (e^{−δ} − 1)/(1 + e^b)) with δ = |d|.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static LaneIncrement<T> Softplus(in LaneIncrement<T> x)
    {
        Lanes<T> value = LaneFunctions.Softplus(in x.Value);
        Lanes<T> step = Lanes.Abs(x.Growth);
        LaneMask<T> downwards = x.Growth < Lanes<T>.Zero;
        Lanes<T> lower = Lanes.Select(downwards, x.End, x.Value);
        Lanes<T> growth = step + LaneFunctions.Log1p(LaneFunctions.Expm1(-step) / (Lanes<T>.One + LaneFunctions.Exp(lower)));
        growth = Lanes.Select(downwards, -growth, growth);

        // Beyond a unit step the logarithm may be of nothing, e^{−δ} + e^b; there the value at a lower end below 0 is not large beside δ.
        LaneMask<T> nothing = IsFar(in x) & (lower < Lanes<T>.Zero);
        return new(value, Lanes.Any(nothing) ? Lanes.Select(nothing, LaneFunctions.Softplus(x.End) - value, growth) : growth);
    }

    /// <summary>d while the sign stays; a difference only where it changes, and there |x| &lt; |d|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneIncrement<T> PositivePart(in LaneIncrement<T> x)
    {
        Lanes<T> end = x.End;
        Lanes<T> value = Lanes.Max(Lanes<T>.Zero, x.Value);
        Lanes<T> same = Lanes.Select(end > Lanes<T>.Zero, x.Growth, Lanes<T>.Zero);
        return new(value, Lanes.Select(x.Value * end > Lanes<T>.Zero, same, Lanes.Max(Lanes<T>.Zero, end) - value));
    }

    // W(u) + factor·(W(v) − W(u))/(v − u), by Horner's rule for both. The derivative of x·W(x²) was interpolated at the Chebyshev nodes of |x| ≤ 1/2: error
    // relative to that of erf 2^-54.6, and 2^-23.4 in single, which leaves out what it would not see.
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

    // erf(x + d) − erf x = (2/√π) e^{−m²} Σ_k H_{2k}(m) 2 (d/2)^{2k+1}/(2k + 1)! with m = x + d/2 and Hermite's polynomials, the integral of e^{−u²} about its
    // middle; and the difference of two values where d is not small.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Lanes<T> ErfGrowthAwayFromZero(in LaneIncrement<T> x, in Lanes<T> value)
    {
        Lanes<T> half = Lanes<T>.Of(0.5) * x.Growth;
        Lanes<T> m = x.Value + half;
        Lanes<T> y = m * m;
        Lanes<T> h2 = Lanes.MultiplyAdd(Lanes<T>.Of(4), y, Lanes<T>.Of(-2));
        Lanes<T> h4 = Lanes.MultiplyAdd(Lanes.MultiplyAdd(Lanes<T>.Of(16), y, Lanes<T>.Of(-48)), y, Lanes<T>.Of(12));
        Lanes<T> h6 = Lanes.MultiplyAdd(Lanes.MultiplyAdd(Lanes.MultiplyAdd(Lanes<T>.Of(64), y, Lanes<T>.Of(-480)), y, Lanes<T>.Of(720)), y, Lanes<T>.Of(-120));
        Lanes<T> square = half * half;
        Lanes<T> sum = Lanes.MultiplyAdd(h6 * square, Lanes<T>.Of(1.0 / 5040), h4 * Lanes<T>.Of(1.0 / 120));
        sum = Lanes.MultiplyAdd(sum, square, h2 * Lanes<T>.Of(1.0 / 6));
        sum = Lanes.MultiplyAdd(sum, square, Lanes<T>.One);
        Lanes<T> small = (Lanes<T>.Of(2 / Math.Sqrt(Math.PI)) * LaneFunctions.Exp(-y)) * (x.Growth * sum);
        return Lanes.Select(Lanes.Abs(x.Growth) < Lanes<T>.Of(SmallForErf), small, LaneFunctions.Erf(x.End) - value);
    }

    // Where a power of e may be beyond the range of numbers that its growth from the start is not, or the other way round.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LaneMask<T> IsFar(in LaneIncrement<T> x) => Lanes.Abs(x.Growth) > Lanes<T>.One;
}
