using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Runs;

namespace HpCovSde.Tests.Networks;

/// <summary>Two inputs so near that a network multiplies 1 − ρ by a factor that does not depend on it.</summary>
internal static class NearInputs
{
    /// <summary>
    /// As 1 − ρ → 0 a layer multiplies it by a factor that does not depend on it, up to √(1 − ρ). So from 1e-22 and from 1e-28, with the
    /// same normals, the factors of all layers agree to 1e-9 and to rounding.
    /// </summary>
    internal static void AssertShrinkAlike(IChain network, Precision precision, double tolerance)
    {
        using var ensemble = new Ensemble(1, seed: 9);
        double[] larger = Shrinkage(1e-11);
        double[] smaller = Shrinkage(1e-14);
        for (int replica = 0; replica < larger.Length; replica++)
        {
            Assert.True(double.IsFinite(larger[replica]));
            Assert.Equal(larger[replica], smaller[replica], tolerance);
        }

        double[] Shrinkage(double distance)
        {
            GramMatrix start = GramMatrix.FromInputs(new double[,] { { 1, 0 }, { 1, distance } });
            Quantity quantity = Quantity.OneMinusCorrelation(0, 1);
            EnsembleResult result = ensemble.Run(
                network, start, new RunOptions { Replicas = 64, Precision = precision, Quantities = [quantity] });
            return [.. result.Samples(quantity).ToArray().Select(delta => Math.Log(delta / start.OneMinusCorrelation(0, 1)))];
        }
    }
}
