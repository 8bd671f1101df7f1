using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Estimation;
using HpCovSde.Laws;
using HpCovSde.Runs;
using HpCovSde.Schemes;

namespace HpCovSde.Statistical;

/// <summary>Multilevel means against the exact laws of pairs.</summary>
public sealed class MultilevelMeanTests
{
    private const double Kappa = 1 / (2 * Math.PI);

    private static readonly Quantity Rho = Quantity.Correlation(0, 1);

    [Theory]
    [InlineData(Kappa, 0.3, 1)]
    [InlineData(4 * Kappa, 0.3, 1)]
    [InlineData(Kappa, -0.4, 1)]
    [InlineData(Kappa, 0.5, 0.25)]
    public void It_finds_the_exact_correlation(double kappa, double correlation, double time)
    {
        double exact = new PairLaw(new(kappa), 1 - correlation, time).MeanRho.Value;
        var mean = MultilevelMean.Run(new CovarianceSde(kappa, time), GramMatrix.Pair(correlation), [Rho], 0.0005, seed: 4);
        Assert.InRange(
            Math.Abs(mean.Mean(Rho).Value - exact), 0, (Evidence.Sigmas * mean.Mean(Rho).StandardError) + mean.BiasBound(Rho));
        Assert.InRange(mean.Mean(Rho).StandardError, 0, 0.00051);
    }

    [Fact]
    public void A_coarse_chain_has_the_law_of_tri2_with_its_own_steps()
    {
        var limit = new CovarianceSde(4 * Kappa, 1);
        EnsembleResult coarse = Experiment.Run(new GroupCoupling(limit, new(8, 0.125), 4), GramMatrix.Pair(0.3), 1 << 18, seed: 1);
        EnsembleResult plain = Experiment.Run(limit.Integrate(0.5, new Tri2()), GramMatrix.Pair(0.3), 1 << 18, seed: 2);
        var evidence = new Evidence();
        foreach (Quantity quantity in new[] { Rho, Quantity.LogVariance(1), Quantity.LogDeterminant })
        {
            evidence.SameLaw(quantity.Name, coarse.Samples(quantity), plain.Samples(quantity));
        }

        evidence.AssertNoneRejected();
        EnsembleResult other = Experiment.Run(limit.Integrate(1, new Tri2()), GramMatrix.Pair(0.3), 1 << 18, seed: 2);
        var wrong = new Evidence();
        wrong.SameLaw("one step", coarse.Samples(Rho), other.Samples(Rho));
        Assert.NotEmpty(wrong.Rejected);
    }
}
