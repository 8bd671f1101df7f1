using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Statistical;

/// <summary>
/// The density of a correlation near its ends. The law of artanh ρ has tails as a Gaussian one, so that the density of ρ falls steeply to 0
/// at both ends, from its largest values at the upper one.
/// </summary>
public sealed class DensityTests
{
    private const int Replicas = 20_000;

    // Densities measured on 200,000 other replicas, with the standard errors that follow from their numbers.
    private const int ReplicasOfReference = 200_000;

    private static readonly Lazy<double[]> Correlations = new(() =>
    {
        using var ensemble = new Ensemble(seed: 5);
        FeedforwardNetwork network = FeedforwardNetwork.ShapedRelu(100, 100, 0, -1);
        return ensemble.Run(Limits.Of(network).Integrate(0.01), GramMatrix.Pair(0.3), new RunOptions { Replicas = Replicas })
            .Samples(Quantity.Correlation(0, 1)).ToArray();
    });

    [Theory]
    [InlineData(0.99, 0.995, 3.2, 0.05)]
    [InlineData(0.999, 0.9999, 1.25, 0.005)]
    [InlineData(-0.99999, -0.9999, 0, 0.0005)]
    public void The_density_near_an_end_is_that_of_many_replicas_and_a_reflected_estimate_is_wrong(
        double from, double to, double reference, double rounding)
    {
        double[] samples = Correlations.Value;
        KernelDensity estimate = KernelDensity.Of(EmpiricalDistribution.Of(samples), -1, 1, 401, -1, 1);
        double width = to - from;
        double error = Math.Sqrt(reference / width * ((1.0 / Replicas) + (1.0 / ReplicasOfReference)));
        double tolerance = (5.5 * error) + (5.5 / (Replicas * width) * (reference == 0 ? 1 : 0)) + rounding;
        Assert.Equal(reference, (estimate.Cdf(to) - estimate.Cdf(from)) / width, tolerance);

        // At the end itself the true density is 0. A reflected estimate is not, by more than its own standard errors.
        Moments reflected = Reflected(samples, from < 0 ? -1 : 1);
        Assert.True(reflected.Mean > Evidence.Sigmas * reflected.StandardError, $"{reflected.Mean} +- {reflected.StandardError}");
    }

    [Fact]
    public void The_density_that_is_drawn_stays_in_the_band_of_the_empirical_distribution()
    {
        var sample = EmpiricalDistribution.Of(Correlations.Value);
        double band = Math.Sqrt(Math.Log(2 / 0.05) / (2 * Replicas));
        Assert.True(Farthest(KernelDensity.Of(sample, -1, 1, 401, -1, 1)) < band);

        // Without the coordinate the mass beyond the end is lost.
        Assert.True(Farthest(KernelDensity.Of(sample, -1, 1, 401)) > band);

        double Farthest(KernelDensity estimate)
        {
            double farthest = 0;
            double integral = 0;
            int below = 0;
            double left = -1;
            for (int i = 0; i < 400; i++)
            {
                double right = 0.5 * (estimate.Position(i) + estimate.Position(i + 1));
                integral += estimate.Density[i] * (right - left);
                left = right;
                while (below < Replicas && sample.Sorted[below] <= right)
                {
                    below++;
                }

                farthest = Math.Max(farthest, Math.Abs(integral - (below / (double)Replicas)));
            }

            return farthest;
        }
    }

    // The estimate is the mean of a term of each sample.
    private static Moments Reflected(double[] samples, double end)
    {
        double h = KernelDensity.SilvermanBandwidth(EmpiricalDistribution.Of(samples));
        return Moments.Of(Array.ConvertAll(
            samples, x => 2 * Math.Exp(-0.5 * (end - x) * (end - x) / (h * h)) / (h * Math.Sqrt(2 * Math.PI))));
    }
}
