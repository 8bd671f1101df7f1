using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// The distance s of a Brownian motion in the hyperbolic plane from its start at time t, as an increasing function of the length R of two
/// independent normals: P(s &gt; s(R)) = e^{−R²/2}. In the Euclidean plane it would be s = √t R. Here s = √t R f(R²), and f is a polynomial
/// in R²/(R² + a), fitted at construction.
/// </summary>
/// <remarks>
/// <para>McKean's heat kernel, integrated over angle and radius, gives P(s &gt; r) = C ∫_r^∞ u e^{−u²/(2t)} 2 √(cosh u − cosh r) du, C = √2
/// e^{−t/8} (2πt)^{−3/2} 2π. All terms are positive, so tails have full relative accuracy. The root s of log P = −R²/2 is found by Newton's
/// method at Chebyshev points. The error of s is below 10⁻¹² of itself for R² ≤ 80, beyond which a normal of double precision does not
/// come.</para>
/// <para>Source of the kernel: McKean 1970, J. Differential Geometry 4. That E cosh s = e^t is a test.</para>
/// </remarks>
internal sealed class HyperbolicRadius
{
    /// <summary>The longest time for which the fit has its accuracy.</summary>
    internal const double LongestTime = 1;

    private const int Terms = 24;
    private const double LargestSquare = 80;

    // The integral over w = √(u − r), up to where e^{−u²/(2t)} is e^{−90} of its largest value.
    private const int Panels = 6;
    private const double LargestExponent = 90;

    // Digits of the coefficients: fewer than the C library computes, so that they are the same on every CPU.
    private const int Decimals = 13;

    private readonly double _rootTime;
    private readonly double _bend;
    private readonly double _largest;
    private readonly double[] _coefficients;

    // Below it the plane is Euclidean to rounding.
    private const double ShortestTime = 1e-15;

    /// <param name="time">t in (0, <see cref="LongestTime"/>].</param>
    /// <param name="error">Terms of the polynomial below this are left out.</param>
    internal HyperbolicRadius(double time, double error)
    {
        _rootTime = Math.Sqrt(time);
        _bend = 20 / (time + 0.3);
        _largest = LargestSquare / (LargestSquare + _bend);
        _coefficients = time < ShortestTime ? [1] : Fit(time, error);
    }

    /// <summary>s.</summary>
    /// <param name="square">R².</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Lanes<T> Of<T>(Lanes<T> square)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> y = square / (square + Lanes<T>.Of(_bend));
        Lanes<T> z = Lanes.MultiplyAdd(Lanes<T>.Of(2 / _largest), y, -Lanes<T>.One);
        Lanes<T> f = Lanes<T>.Of(_coefficients[^1]);
        for (int k = _coefficients.Length - 2; k >= 0; k--)
        {
            f = Lanes.MultiplyAdd(f, z, Lanes<T>.Of(_coefficients[k]));
        }

        return (Lanes<T>.Of(_rootTime) * Lanes.Sqrt(square)) * f;
    }

    // Coefficients of 1, z, z², …, from the interpolant at Chebyshev points.
    private double[] Fit(double time, double error)
    {
        double[] values = [.. Enumerable.Range(0, Terms).Select(k => Factor(Math.Cos((k + 0.5) * Math.PI / Terms), time))];
        double[] chebyshev = [.. Enumerable.Range(0, Terms).Select(n => (n == 0 ? 1.0 : 2.0) / Terms
            * values.Select((value, k) => value * Math.Cos(n * (k + 0.5) * Math.PI / Terms)).Sum())];
        int terms = 1 + Array.FindLastIndex(chebyshev, c => Math.Abs(c) > error);

        // T_0 = 1, T_1 = z, T_{n+1} = 2z T_n − T_{n−1}.
        double[] powers = new double[terms];
        double[] before = new double[terms + 1];
        double[] current = new double[terms + 1];
        current[0] = 1;
        for (int n = 0; n < terms; n++)
        {
            double[] next = new double[terms + 1];
            for (int k = 0; k < terms; k++)
            {
                powers[k] += chebyshev[n] * current[k];
                next[k + 1] = (n == 0 ? 1 : 2) * current[k];
            }

            for (int k = 0; k < terms; k++)
            {
                next[k] -= before[k];
            }

            (before, current) = (current, next);
        }

        return [.. powers.Select(power => Math.Round(power, Decimals))];
    }

    // f at a point z of [−1, 1].
    private double Factor(double z, double time)
    {
        double y = (z + 1) / 2 * _largest;
        double square = _bend * y / (1 - y);
        double euclidean = Math.Sqrt(time * square);
        double radius = euclidean;
        for (int i = 0; i < 60; i++)
        {
            (double log, double hazard) = Survival(radius, time);
            double change = ((-2 * log) - square) / (2 * hazard);
            radius = Math.Max(radius - change, radius / 4);
            if (Math.Abs(change) < 1e-14 * radius)
            {
                break;
            }
        }

        return radius / euclidean;
    }

    // log P(s > r), and the density of s at r over P(s > r).
    private static (double Log, double Hazard) Survival(double r, double time)
    {
        double end = Math.Sqrt(Math.Sqrt((r * r) + (2 * time * LargestExponent)) - r + time);
        GaussLegendre rule = GaussLegendre.Order20;
        double panel = end / Panels;
        double survival = 0;
        double density = 0;
        for (int k = 0; k < Panels * rule.Order; k++)
        {
            double w = panel * rule.Node(k);
            double square = w * w;
            double u = r + square;
            double root = Math.Sqrt(2 * Math.Sinh(r + (square / 2)) * Math.Sinh(square / 2));
            double common = panel * rule.Weight(k) * 2 * w * u * Math.Exp(-square * ((2 * r) + square) / (2 * time));
            survival += common * 2 * root;
            density += common * Math.Sinh(r) / root;
        }

        double scale = Math.Sqrt(2) * Math.Exp(-time / 8) * Math.Pow(2 * Math.PI * time, -1.5) * 2 * Math.PI;
        return (Math.Log(scale * survival) - (r * r / (2 * time)), density / survival);
    }
}
