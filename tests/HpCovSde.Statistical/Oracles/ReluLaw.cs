using HpCovSde.Activations;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Statistical.Oracles;

/// <summary>Exact laws of the ReLU family at finite width.</summary>
internal static class ReluLaw
{
    /// <summary>
    /// E[V_1^{ab} | V_0] = √(V^{aa}V^{bb}) (ρ + ε (√(1 − ρ²) − ρ arccos ρ)), the arc-cosine map of a layer.
    /// Source: Cho and Saul 2009; Li, Nica, Roy 2022 (arXiv 2206.02768).
    /// </summary>
    internal static double OneLayerMean(ReluFamily activation, GramMatrix start, int a, int b)
    {
        double scale = Math.Sqrt(start.Variance(a) * start.Variance(b));
        double rho = Math.Clamp(start[a, b] / scale, -1, 1);
        return scale * (rho + (activation.ArcCosineStrength * (Math.Sqrt(1 - (rho * rho)) - (rho * Math.Acos(rho)))));
    }

    /// <summary>
    /// Mean and variance of one layer's log V'/V for the unshaped ReLU, conditional on a living neuron. K ~ Bin(n, 1/2) neurons are alive,
    /// and V'/V = (2/n) χ²_K. Source: Hanin and Nica 2018.
    /// </summary>
    internal static (double Mean, double Variance) UnshapedLayer(int width)
    {
        double mean = 0;
        double square = 0;
        double variance = 0;
        double alive = 1 - Math.Pow(2, -width);
        for (int k = 1; k <= width; k++)
        {
            double probability = Binomial.PMF(0.5, width, k) / alive;
            double log = SpecialFunctions.DiGamma(k / 2.0) + Math.Log(4.0 / width);
            mean += probability * log;
            square += probability * log * log;
            variance += probability * LinearLaw.TriGamma(k / 2.0);
        }

        return (mean, variance + square - (mean * mean));
    }
}
