using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Statistical.Oracles;

/// <summary>
/// The mean and the variance of what a layer adds to a quantity, and the standard error of that mean. After L layers the quantity has the
/// mean L·Mean and the variance L·Variance, up to what the first layers add.
/// </summary>
internal readonly record struct Growth(double Mean, double Variance, double StandardError = 0);

/// <summary>
/// What a layer adds to log V and to log(1 − ρ²) once inputs are nearly parallel: then their difference is a tangent vector.
/// </summary>
internal sealed record LayerGrowth(Growth LogVariance, Growth LogDistance)
{
    /// <summary>
    /// All slopes are equal, or homogeneous on one side: V'/V = (s²c/n) χ²_n, and the part of the difference that is orthogonal to the
    /// input becomes χ²_{n−1}, independent of the part along it.
    /// </summary>
    /// <param name="width">n.</param>
    /// <param name="factor">s²c, for the slope s.</param>
    internal static LayerGrowth Linear(int width, double factor = 1) => Of(factor / width, [(width, 1.0)]);

    /// <summary>
    /// The slope is s above 0 and 0 below: the same with K ~ Bin(n, 1/2) living neurons in place of n, conditional on two of them.
    /// </summary>
    internal static LayerGrowth Relu(int width, double factor = 2)
    {
        double[] weights = [.. Enumerable.Range(2, width - 1).Select(k => Binomial.PMF(0.5, width, k))];
        double sum = weights.Sum();
        return Of(factor / width, [.. weights.Select((weight, i) => (i + 2, weight / sum))]);
    }

    private static LayerGrowth Of(double scale, IReadOnlyList<(int Neurons, double Probability)> neurons)
    {
        return new(
            Mixture(k => Math.Log(2 * scale) + SpecialFunctions.DiGamma(k / 2.0), k => LinearLaw.TriGamma(k / 2.0)),
            Mixture(
                k => SpecialFunctions.DiGamma((k - 1) / 2.0) - SpecialFunctions.DiGamma(k / 2.0),
                k => LinearLaw.TriGamma((k - 1) / 2.0) + LinearLaw.TriGamma(k / 2.0)));

        Growth Mixture(Func<int, double> mean, Func<int, double> variance)
        {
            double average = neurons.Sum(k => k.Probability * mean(k.Neurons));
            double between = neurons.Sum(k => k.Probability * Math.Pow(mean(k.Neurons) - average, 2));
            return new(average, between + neurons.Sum(k => k.Probability * variance(k.Neurons)));
        }
    }
}
