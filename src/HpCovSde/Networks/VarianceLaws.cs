using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>The law of the factor by which a layer multiplies V of a single input.</summary>
internal interface IVarianceLaw
{
    /// <summary>log of the factor of layer <paramref name="step"/>, a replica a lane; −∞ where V vanishes.</summary>
    Lanes<double> LogFactor(ref VariateLanes variates, uint step);
}

/// <summary>
/// χ²_n/n: a feedforward layer whose activation keeps magnitudes, the identity or the modulus. Also |Y_0|²/(n q_0) of a residual network.
/// Source: Hanin and Nica 2018 (arXiv 1812.05994).
/// </summary>
internal readonly struct ChiSquaredLaw(int width) : IVarianceLaw
{
    private readonly double _inverse = 1.0 / width;

    public Lanes<double> LogFactor(ref VariateLanes variates, uint step) =>
        VectorMath.Log(Lanes<double>.Of(_inverse) * variates.ChiSquare((double)width));
}

/// <summary>
/// (c/n)(s₊² χ²_K + s₋² χ²_{n−K}), K ~ Binomial(n, 1/2): a feedforward layer of the ReLU family, K of whose neurons are positive.
/// Source: Hanin and Nica 2018 (arXiv 1812.05994) for the ReLU.
/// </summary>
internal readonly struct TwoSlopesLaw : IVarianceLaw
{
    private readonly int _width;
    private readonly double _ofPositive;
    private readonly double _ofNegative;

    internal TwoSlopesLaw(int width, ReluFamily activation)
    {
        _width = width;
        _ofPositive = activation.Normalization * (activation.PositiveSlope * activation.PositiveSlope) / width;
        _ofNegative = activation.Normalization * (activation.NegativeSlope * activation.NegativeSlope) / width;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Lanes<double> LogFactor(ref VariateLanes variates, uint step)
    {
        Lanes<double> positive = variates.Binomial(_width);
        Lanes<double> factor = Part(_ofPositive, positive, ref variates) + Part(_ofNegative, _width - positive, ref variates);
        return VectorMath.Log(factor);
    }

    private static Lanes<double> Part(double weight, Lanes<double> neurons, ref VariateLanes variates) =>
        weight > 0 ? weight * variates.ChiSquare(neurons) : Lanes<double>.Zero;
}

/// <summary>
/// (α_l²s²/n) χ'²_n(n/(α_l s)²): |Y_l|²/|Y_{l−1}|² of a residual network whose activation multiplies magnitudes by s. The increment is
/// Gaussian and its law isotropic. Source: Hayou 2022 (arXiv 2210.00688) for the network; that the law is this one was derived for this
/// library.
/// </summary>
internal readonly struct ResidualNormLayer(int width, double slope, BranchScaling branches) : IVarianceLaw
{
    private readonly double _scale = slope / Math.Sqrt(width);

    public Lanes<double> LogFactor(ref VariateLanes variates, uint step) =>
        variates.LogNonCentralChiSquare(width, branches.Values[(int)step] * _scale);
}
