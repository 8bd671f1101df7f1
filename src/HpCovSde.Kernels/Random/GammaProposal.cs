using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// Gamma(α) for α ≥ 1: x ~ N(0, 1), v = (1 + x/√(9d))³ with d = α − 1/3, and d v is accepted with probability
/// exp(x²/2 + d (1 − v + log v)); the acceptance rate is at least 0.95.
/// Source: Marsaglia, Tsang, "A simple method for generating gamma variables", ACM Trans. Math. Softw. 26 (2000).
/// </summary>
/// <remarks>
/// The uniform number u of the comparison enters as −log u, which is half the sum of the squares of two normals. The exponent is of
/// fourth order in x/√d but is computed as a difference of terms of first order, with an absolute error of about 10⁻¹⁶ √d.
/// </remarks>
internal readonly partial struct GammaProposal : IVariateProposal
{
    private const double Third = 1.0 / 3;

    private readonly Lanes<double> _d;
    private readonly Lanes<double> _slope;

    /// <summary>The proposal for the shapes α.</summary>
    internal GammaProposal(Lanes<double> shape)
    {
        _d = shape - Third;
        _slope = Lanes<double>.Of(Third) / Lanes.Sqrt(_d);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public LaneMask<double> Propose(ReadOnlySpan<double> normals, out Lanes<double> value)
    {
        Lanes<double> x = Lanes<double>.Load(normals, 0);
        Lanes<double> e1 = Lanes<double>.Load(normals, 2);
        Lanes<double> e2 = Lanes<double>.Load(normals, 3);
        Lanes<double> y = _slope * x;
        Lanes<double> root = Lanes<double>.One + y;
        value = _d * (root * (root * root));

        // log v − (v − 1). Where v ≤ 0 the logarithm is NaN or −∞, and the comparison is false.
        Lanes<double> excess = y * Lanes.MultiplyAdd(y, Lanes<double>.Of(3) + y, 3);
        Lanes<double> exponent = Lanes.MultiplySubtract(3, VectorMath.Log1p(y), excess);
        Lanes<double> squares = Lanes.MultiplyAdd(x, x, Lanes.MultiplyAdd(e1, e1, e2 * e2));
        return Lanes.MultiplyAdd(_d, exponent, Lanes<double>.Of(0.5) * squares) > Lanes<double>.Zero;
    }
}
