using HpCovSde.Activations;
using HpCovSde.InfiniteWidth;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Laws;

/// <summary>
/// The law of one neuron of a residual network of infinite depth and width. For one input X̃ solves dX̃_t = (E φ(X̃_t)²)^{1/2} dB_t. For
/// several inputs X̃ is Gaussian with the covariance q_t of the flow dq/dt = E φ(U)φ(V). Neurons are independent.
/// Source: Hayou 2022 (arXiv 2210.00688).
/// </summary>
/// <remarks>At finite width the mean-square distance of a neuron to this limit is O(1/n) if φ is Lipschitz.</remarks>
public sealed class McKeanVlasovLaw
{
    /// <summary>The law at a time.</summary>
    /// <param name="activation">φ.</param>
    /// <param name="inputs">q_0, the covariance of X̃_0.</param>
    /// <param name="time">t ≥ 0.</param>
    /// <inheritdoc cref="InfiniteWidthKernel.ResidualFlow(Activation, double, int)" path="/exception"/>
    public McKeanVlasovLaw(Activation activation, GramMatrix inputs, double time) =>
        Covariance = InfiniteWidthKernel.ResidualFlow(activation, time).Of(inputs);

    /// <summary>q_t.</summary>
    public GramMatrix Covariance { get; }

    /// <summary>P(X̃_t ≤ x) for one input; a step at 0 for a zero input.</summary>
    /// <param name="input">The index of the input, from 0.</param>
    /// <param name="x">x.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is out of range.</exception>
    public double Cdf(int input, double x) =>
        Covariance.Variance(input) > 0 ? Normal.CDF(0, Math.Sqrt(Covariance.Variance(input)), x) : x >= 0 ? 1 : 0;
}
