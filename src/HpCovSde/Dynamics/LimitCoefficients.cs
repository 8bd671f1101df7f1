using HpCovSde.Activations;

namespace HpCovSde.Dynamics;

/// <summary>The width that the coefficients of a limit are taken at.</summary>
public enum LimitCoefficients
{
    /// <summary>Infinite width, as in the theorems.</summary>
    Asymptotic,

    /// <summary>
    /// The width of the network: the drift over 1/n is the mean change of its layer. The noise and the time are those of the limit. At
    /// finite width the network is nearer to it; both are the same to the first order in 1/n.
    /// </summary>
    Matched,

    /// <summary>
    /// As <see cref="Matched"/>, with all terms of the order 1/n besides. This is known of the law of the correlation of a pair of inputs
    /// (<see cref="Laws.PairDrift.Width"/>), of shaped ReLU networks and linear ones; the covariance as a whole has no such limit.
    /// </summary>
    Corrected,
}

/// <summary>
/// The coefficients of <see cref="LimitCoefficients.Matched"/>, from the exact mean of a layer, E[V'^{ab} | V] = c E φ(u) φ(v), (u, v) ~
/// N(0, V), c = 1/E φ(g)², at the width of the network.
/// </summary>
internal static class LayerMean
{
    /// <summary>
    /// κ_n = clock · ε, ε = (s₊ − s₋)²/(π (s₊² + s₋²)): then clock · (E[V' | V] − V) is the drift ν(ρ)√(V^{aa}V^{bb}) exactly.
    /// </summary>
    /// <param name="activation">φ at the width of the network.</param>
    /// <param name="clock">Layers per unit of time.</param>
    internal static double Kappa(ReluFamily activation, double clock) => clock * activation.ArcCosineStrength;

    /// <summary>
    /// β_n and c_n of a stretched activation. With V^{aa} = V^{bb} = 1 the mean of a layer is Σ_k c a_k² ρ^k, a_k = E φ(g) h_k(g) with the
    /// normalised Hermite polynomials, and the drift is c_n (1 − 3ρ + 2ρ²): c_n = clock · c (a_0² + a_2²)/3, 0 for odd activations.
    /// β_n = clock · (c E g φ(g) φ′(g) − 1) is the slope of the mean of V^{aa} at its fixed point 1, where β(2V − 1) = β.
    /// </summary>
    /// <param name="activation">φ at the width of the network.</param>
    /// <param name="clock">Layers per unit of time.</param>
    internal static SmoothDrift Drift(Activation activation, double clock)
    {
        double mean = GaussianExpectation.Of(activation.Apply);
        double second = GaussianExpectation.Of(g => ((g * g) - 1) * activation.Apply(g));
        double even = (mean * mean) + (second * second / 2);
        double growth = GaussianExpectation.Of(g => activation.At(g) is var jet ? ((g * jet.First) - jet.Value) * jet.Value : 0);
        double scale = clock * activation.Normalization;
        double quadratic = scale * even / 3;
        return new(quadratic, ((scale * growth) - (3 * quadratic)) / 2);
    }
}
