using HpCovSde.Activations;
using HpCovSde.Commutation;
using HpCovSde.Covariances;
using HpCovSde.Models;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Statistical;

/// <summary>Hayou 2023 (arXiv 2310.01683): which limits of width and depth commute, and at which rate.</summary>
public sealed class CommutationTests
{
    private static readonly NetworkFamily Uniform = NetworkFamily.Uniform(ReluFamily.Relu);

    // Mean squares over 100 simulations by an independent program, for c_0 = −0.2 and the depths 2, 8 and 256. The tolerance is the error
    // of 100 simulations.
    [Theory]
    [InlineData("Fig. 1, n = 8, c_0 = -0.2", 8, -0.2, .41, .50, .56)]
    [InlineData("Fig. 1, n = 256, c_0 = -0.2", 256, -0.2, 1.35e-2, 1.46e-2, 1.23e-2)]
    [InlineData("Fig. 1, n = 8, as printed", 8, -0.3, .234, .464, .608)]
    [InlineData("Fig. 1, n = 256, as printed", 256, -0.3, 1.32e-2, 1.41e-2, 1.84e-2)]
    public void The_mean_squares_agree_with_the_figure(string row, int width, double correlation, params double[] expected)
    {
        var study = CommutationStudy.Run(Uniform, GramMatrix.Pair(correlation), [width], [2, 8, 256], replicas: 4096, seed: 1);
        for (int i = 0; i < expected.Length; i++)
        {
            // Compared in logarithms: the squares are heavy-tailed, and their standard error is a tenth of their relative spread.
            Estimate ours = study.Cells[i].MeanSquareError;
            double relative = ours.StandardError * Math.Sqrt(4096.0 / 100) / ours.Value;
            Assert.True(
                Math.Abs(Math.Log(expected[i] / ours.Value)) < Evidence.Sigmas * relative,
                FormattableString.Invariant(
                    $"{row}, depth {study.Cells[i].Depth}: {ours.Value} against {expected[i]}, relative error {relative}"));
        }
    }

    [Theory]
    [InlineData("Fig. 1, squared bias of depth 2", 2, 1.29e-3)]
    [InlineData("Fig. 1, squared bias of depth 8", 8, 1.11e-4)]
    [InlineData("Fig. 1, squared bias of depth 256", 256, 1.2e-7)]
    public void The_squared_biases_agree_with_the_figure(string row, int depth, double expected)
    {
        Assert.NotEmpty(row);
        GramMatrix inputs = GramMatrix.Pair(-0.3);
        double bias = Uniform.AtInfiniteWidth(inputs, depth)[0, 1] - Uniform.Limit(inputs)[0, 1];
        Assert.Equal(expected, bias * bias, 0.05 * expected);
    }

    [Fact]
    public void The_error_of_a_uniform_residual_network_is_within_the_bound_of_the_theorem()
    {
        var study = CommutationStudy.Run(Uniform, GramMatrix.Pair(-0.2), [64, 256, 1024], [8, 16, 32], replicas: 2048, seed: 2);
        CommutationFit fit = study.Fit;

        // The term 1/n², of relative size 10/n, changes the slope by less than 0.1 from n = 64 on.
        Assert.InRange(
            fit.WidthRate.Value,
            -1.1 - (Evidence.Sigmas * fit.WidthRate.StandardError),
            -0.9 + (Evidence.Sigmas * fit.WidthRate.StandardError));
        Assert.InRange(fit.DepthRate.Value, -1.01, -0.96);
        Assert.InRange(fit.WidthConstant.Value, 1, 10);
        Assert.InRange(fit.LargestRatio, 0.05, 3);
        Assert.Equal(ScalingRegime.Normalized, study.Stability!.Regime);
        foreach (CommutationCell cell in study.Cells)
        {
            Assert.Equal(cell.MeanSquareError.Value, cell.SquaredBias + (cell.Variance.Value * 2047 / 2048), 1e-9);
            Assert.True(cell.MeanSquareErrorInterval.Contains(cell.MeanSquareError.Value));
        }
    }

    // Fig. 2, L = n: the residual network concentrates, the others stay random. Arcsines of correlations have no heavy tails.
    [Fact]
    public void Only_residual_networks_concentrate_as_width_and_depth_grow_together()
    {
        GramMatrix inputs = GramMatrix.Pair(-0.3);
        LogLogFit residual = Spread(Uniform);
        LogLogFit[] shaped = [Spread(NetworkFamily.ShapedFeedforward), Spread(NetworkFamily.ShapedResidual(0.5))];
        Assert.InRange(
            residual.Slope.Value,
            -1.1 - (Evidence.Sigmas * residual.Slope.StandardError),
            -0.9 + (Evidence.Sigmas * residual.Slope.StandardError));
        Assert.All(shaped, fit => Assert.InRange(
            fit.Slope.Value, -0.1 - (Evidence.Sigmas * fit.Slope.StandardError), 0.1 + (Evidence.Sigmas * fit.Slope.StandardError)));

        LogLogFit Spread(NetworkFamily family)
        {
            double[] sizes = [32, 64, 128];
            var variances = new List<double>();
            var errors = new List<double>();
            foreach (double size in sizes)
            {
                EnsembleResult result = Experiment.Run(
                    family.Network((int)size, (int)size), inputs, 4096, keep: [Quantity.Correlation(0, 1)], seed: (ulong)size);
                Moments moments = Moments.Of(Evidence.Map(result.Samples(Quantity.Correlation(0, 1)), Math.Asin));
                variances.Add(moments.Variance);
                errors.Add(Math.Sqrt((moments.CentralMoment4 - (moments.CentralMoment2 * moments.CentralMoment2)) / moments.Count));
            }

            return LogLogFit.Of(sizes, [.. variances], [.. errors]);
        }
    }

    [Fact]
    public void The_study_of_a_feedforward_network_shows_that_its_limits_do_not_commute()
    {
        var study = CommutationStudy.Run(
            NetworkFamily.Feedforward(ReluFamily.Relu), GramMatrix.Pair(0.5), [32, 128], [32, 128], Quantity.Correlation(0, 1),
            replicas: 2048, seed: 3);
        Assert.All(study.Cells, cell => Assert.Equal(1, cell.Limit));

        // ρ → 1 in both orders of the limits, faster with depth.
        Assert.True(study.Cells[3].MeanSquareError.Value < study.Cells[1].MeanSquareError.Value / 10);
        Assert.Null(study.Stability);
        Assert.False(study.Family.Commutes);
    }

    [Fact]
    public void The_error_for_a_convergent_series_is_within_the_bound_of_its_theorem()
    {
        NetworkFamily family = NetworkFamily.LogSeries(ReluFamily.Relu);
        GramMatrix inputs = GramMatrix.Pair(-0.2);
        double limit = family.Limit(inputs)[0, 1];

        // The bias due to the depth is of the order of the remainder of the series, 1/log L.
        double[] ratios = [.. new[] { 64, 1024, 16384 }.Select(
            depth => (limit - family.AtInfiniteWidth(inputs, depth)[0, 1]) * Math.Log(depth))];
        Assert.All(ratios, ratio => Assert.InRange(ratio, 0.3, 0.8));
        Assert.InRange(ratios[2] / ratios[1], 0.95, 1.1);

        var study = CommutationStudy.Run(family, inputs, [64, 256, 1024], [16, 128], replicas: 1024, seed: 4);
        Assert.Equal(ScalingRegime.ConvergentSeries, study.Stability!.Regime);
        foreach (CommutationCell cell in study.Cells)
        {
            double bound = (1 / Math.Sqrt(cell.Width)) + (1 / Math.Log(cell.Depth));
            Assert.InRange(Math.Sqrt(cell.MeanSquareError.Value) / bound, 0.05, 5);
        }

        Assert.InRange(
            study.Fit.WidthRate.Value,
            -1.15 - (Evidence.Sigmas * study.Fit.WidthRate.StandardError),
            -0.85 + (Evidence.Sigmas * study.Fit.WidthRate.StandardError));
    }

    [Fact]
    public void A_steeper_power_converges_to_the_inputs_at_its_rate()
    {
        NetworkFamily family = NetworkFamily.Power(ReluFamily.Relu, 0.8);
        var study = CommutationStudy.Run(family, GramMatrix.Pair(0.2), [4], [64, 256, 1024, 4096], replicas: 2);
        Assert.Equal(0.2, study.Cells[0].Limit);
        Assert.Equal(-0.6, study.Fit.DepthRate.Value, 0.03);
        Assert.True(double.IsNaN(study.Fit.WidthRate.Value));
    }
}
