using HpCovSde.Activations;
using HpCovSde.Commutation;
using HpCovSde.Covariances;
using HpCovSde.Models;

namespace HpCovSde.Tests.Commutation;

public sealed class CommutationStudyTests
{
    private static readonly NetworkFamily Uniform = NetworkFamily.Uniform(ReluFamily.Relu);

    [Theory]
    [InlineData(0.5, ScalingRegime.Normalized, 1)]
    [InlineData(0.7, ScalingRegime.ConvergentSeries, 1)]
    [InlineData(0.45, ScalingRegime.Unstable, 3)]
    [InlineData(0.4999, ScalingRegime.Unstable, 3)]
    [InlineData(0.5001, ScalingRegime.ConvergentSeries, 1)]
    public void Powers_of_the_depth_have_the_expected_regimes(double exponent, ScalingRegime regime, double largestSum)
    {
        var stability = ScalingStability.Of(depth => BranchScaling.Power(depth, exponent));
        Assert.Equal(regime, stability.Regime);
        Assert.Equal(largestSum == 3 ? Math.Pow(65536, 1 - (2 * exponent)) : largestSum, stability.LargestSum, 1e-12);
    }

    [Fact]
    public void Series_are_recognised_as_convergent_divergent_or_bounded()
    {
        Assert.Equal(ScalingRegime.ConvergentSeries, ScalingStability.Of(BranchScaling.LogSeries).Regime);
        Assert.Equal(ScalingRegime.ConvergentSeries, ScalingStability.Of(depth => Series(depth, l => 1.0 / l)).Regime);
        Assert.Equal(ScalingRegime.Unstable, ScalingStability.Of(depth => Series(depth, l => 1 / Math.Sqrt(l))).Regime);

        // A single branch that is not zero: Σ α² = 1, but L h_L² = L.
        Assert.Equal(ScalingRegime.Bounded, ScalingStability.Of(depth => Series(depth, l => l == depth ? 1 : 0)).Regime);
        ScalingRow last = ScalingStability.Of(BranchScaling.Uniform).Rows[^1];
        Assert.Equal((65536, 1.0 / 65536, 1.0 / 65536), (last.Depth, last.LargestSquare, last.DepthTimesSquare));

        static BranchScaling Series(int depth, Func<int, double> scaling) =>
            BranchScaling.FromValues([.. Enumerable.Range(1, depth).Select(scaling)]);
    }

    [Fact]
    public void A_cell_depends_neither_on_the_other_cells_nor_on_threads()
    {
        GramMatrix inputs = GramMatrix.Pair(0.3);
        CommutationCell alone = CommutationStudy.Run(Uniform, inputs, [16], [8], replicas: 64, threads: 1, seed: 5).Cells[0];
        CommutationCell within = CommutationStudy.Run(Uniform, inputs, [4, 16], [8, 2], replicas: 64, threads: 2, seed: 5).Cells[1];
        Assert.Equal(alone, within);
        Assert.NotEqual(alone.Mean, CommutationStudy.Run(Uniform, inputs, [16], [8], replicas: 64, seed: 6).Cells[0].Mean);
    }

    [Fact]
    public void A_family_without_a_limit_reports_it()
    {
        NetworkFamily family = NetworkFamily.Power(ReluFamily.Relu, 0.4);
        Assert.False(family.HasLimit);
        _ = Assert.Throws<InvalidOperationException>(() => family.Limit(GramMatrix.Single()));
        var study = CommutationStudy.Run(family, GramMatrix.Single(), [8, 16], [4, 8], replicas: 32);
        Assert.True(double.IsNaN(study.Cells[0].MeanSquareError.Value) && double.IsFinite(study.Cells[0].MeanSquareOfWidth.Value));
        Assert.Equal(ScalingRegime.Unstable, study.Stability!.Regime);
    }

    [Fact]
    public void Progress_increases_over_the_cells_up_to_one()
    {
        var seen = new List<double>();
        _ = CommutationStudy.Run(Uniform, GramMatrix.Pair(0.3), [4, 8], [2, 4], replicas: 16, threads: 1, progress: seen.Add);
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(1, seen[^1], 1e-12);
    }

    [Fact]
    public void Invalid_studies_are_refused()
    {
        GramMatrix pair = GramMatrix.Pair(0);
        _ = Assert.Throws<ArgumentException>(() => CommutationStudy.Run(Uniform, pair, [], [2]));
        _ = Assert.Throws<ArgumentException>(() => CommutationStudy.Run(Uniform, pair, [4, 4], [2]));
        _ = Assert.Throws<ArgumentException>(() => CommutationStudy.Run(Uniform, pair, [4], [0]));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => CommutationStudy.Run(Uniform, pair, [4], [2], replicas: 1));
        _ = Assert.Throws<ArgumentException>(() => CommutationStudy.Run(Uniform, pair, [4], [2], Quantity.LogDeterminant));
        _ = Assert.Throws<ArgumentException>(() => CommutationStudy.Run(Uniform, pair, [4], [2], Quantity.Covariance(0, 2)));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => NetworkFamily.Power(ReluFamily.Relu, -1));
    }
}
