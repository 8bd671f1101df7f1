using System.Diagnostics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// Binomial(n, 1/2) for large n, by rejection from rounded normals: k is n/2 + s g rounded to an integer, s² = (n/4)(1 + η) with
/// η = n^−1/2, and is accepted with probability p(k)/(M f(s g)), f being the density of s g. The acceptance rate is about
/// 1 − n^−1/2, 0.94 for the smallest n.
/// </summary>
/// <remarks>
/// <para>With h = n/2, d = k − h, t = d/h and Stirling's error δ, the ratio of the probability to the density is the exponential of
/// δ(n) − δ(k) − δ(n − k) − (k + 1/2) log(1 + t) − (n − k + 1/2) log(1 − t) + g²/2 + log(1 + η)/2.</para>
/// <para>M: the sum of the first three terms is negative, that of the next two is at most −2d²/n + 2d²/n² (for |t| &lt; 0.6, n ≥ 8), and
/// |s g| ≤ |d| + 1/2. So the exponent without its last term is at most (2/n)((|d| + 1/4)/(1 + η) − κd²) with κ = η/(1 + η) − 1/n. The
/// maximum of this over d is (1/(κ(1 + η)²) + 1/(1 + η))/(2n).</para>
/// </remarks>
internal readonly partial struct BinomialProposal : IVariateProposal
{
    /// <summary>From this n on, every normal number (none is larger than 8.6) gives |t| &lt; 0.6.</summary>
    internal const int LeastTrials = 256;

    // 1.5·2⁵²: adding it rounds to an integer, and subtracting it again gives that integer.
    private const double ToInteger = 6755399441055744.0;

    private readonly double _half;
    private readonly double _spread;
    private readonly double _fraction;
    private readonly double _bound;

    internal BinomialProposal(int trials)
    {
        Debug.Assert(trials >= LeastTrials, "For fewer trials the variate is a count of bits.");
        double n = trials;
        double eta = 1 / Math.Sqrt(n);
        double stretch = 1 + eta;
        double kappa = (eta / stretch) - (1 / n);
        _half = n / 2;
        _spread = 0.5 * Math.Sqrt(n * stretch);
        _fraction = (trials & 1) * 0.5;
        _bound = (((1 / (kappa * (stretch * stretch))) + (1 / stretch)) / (2 * n)) - StirlingError(n)[0];
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public LaneMask<double> Propose(ReadOnlySpan<double> normals, out Lanes<double> value)
    {
        Lanes<double> g = Lanes<double>.Load(normals, 0);
        Lanes<double> e1 = Lanes<double>.Load(normals, 2);
        Lanes<double> e2 = Lanes<double>.Load(normals, 3);
        Lanes<double> integer = Lanes.MultiplySubtract(_spread, g, _fraction) + ToInteger;
        Lanes<double> d = (integer - ToInteger) + _fraction;
        Lanes<double> others = _half - d;
        value = _half + d;
        Lanes<double> t = d / _half;
        Lanes<double> exponent = Lanes.MultiplyAdd(value + 0.5, VectorMath.Log1p(t), (others + 0.5) * VectorMath.Log1p(-t));
        exponent = exponent + (StirlingError(value) + StirlingError(others)) + _bound;
        Lanes<double> squares = Lanes.MultiplyAdd(g, g, Lanes.MultiplyAdd(e1, e1, e2 * e2));
        return Lanes<double>.Of(0.5) * squares > exponent;
    }

    // log k! − (k + 1/2) log k + k − log √(2π) = 1/(12k) − 1/(360k³) + 1/(1260k⁵) − …, to rounding for k ≥ 50. DLMF 5.11.1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<double> StirlingError(Lanes<double> k)
    {
        Lanes<double> inverse = Lanes<double>.One / k;
        Lanes<double> square = inverse * inverse;
        Lanes<double> tail = Lanes.MultiplySubtractFrom(square, 1.0 / 1260, 1.0 / 360);
        return inverse * Lanes.MultiplySubtractFrom(square, tail, 1.0 / 12);
    }
}
