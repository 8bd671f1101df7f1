using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Estimation;
using HpCovSde.Laws;
using HpCovSde.Models;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;
using MathNet.Numerics;

namespace HpCovSde.Statistical;

/// <summary>Control variates and tolerances: what they save, and whether they keep what they say.</summary>
public sealed class MeanEstimatorTests
{
    private static readonly Quantity Rho = Quantity.Correlation(0, 1);

    [Theory]
    [InlineData(1, 0.25, 30)]
    [InlineData(0.25, 0.125, 100)]
    public void Linear_controls_of_the_sde_save_replicas(double time, double step, double factor)
    {
        var limit = new CovarianceSde(1 / (2 * Math.PI), time);
        GramMatrix start = GramMatrix.Pair(0.3);
        double exact = new PairLaw(new(1 / (2 * Math.PI)), 0.7, time).MeanRho.Value;
        AssertSaves(limit.Integrate(step, new Tri2()), start, LinearControls.Of(limit, start, step)!, factor, exact, bias: 4e-4);
    }

    [Fact]
    public void Linear_controls_of_a_network_save_replicas()
    {
        FeedforwardNetwork network = FeedforwardNetwork.ShapedRelu(64, 64, 0, -1);
        GramMatrix start = GramMatrix.Pair(0.3);
        AssertSaves(network, start, LinearControls.Of(network, start)!, 12, exact: null, bias: 0);
    }

    [Theory]
    [InlineData("sde")]
    [InlineData("network")]
    [InlineData("few neurons")]
    public void The_means_of_the_controls_are_those_of_the_linear_chain(string name)
    {
        GramMatrix start = Experiment.Start("3");
        LinearControls controls = name switch
        {
            "sde" => LinearControls.Of(new CovarianceSde(1, 0.7), start, 0.1)!,
            "network" => LinearControls.Of(FeedforwardNetwork.ShapedRelu(50, 20, 0, -1), start)!,
            _ => LinearControls.Of(FeedforwardNetwork.ShapedRelu(6, 3, 0, -1), start)!,
        };
        Assert.Equal(name == "sde" ? 13 : 7, controls.Controls.Count);
        EnsembleResult result = Experiment.Run(controls.Chain, start, 1 << 17);
        var evidence = new Evidence();
        foreach ((int i, KnownMean control) in controls.Controls.Index())
        {
            evidence.Mean(
                $"{i} {control.Quantity.Name}", result.Samples(control.Quantity), control.Function ?? (x => x), control.Mean);
        }

        evidence.AssertNoneRejected();
        var wrong = new Evidence();
        wrong.Mean("without growth", result.Samples(Quantity.LogDeterminant), x => x, controls.Controls[^1].Mean + 0.1);
        Assert.NotEmpty(wrong.Rejected);
    }

    [Fact]
    public void Laws_of_pairs_control_a_function_of_three_inputs()
    {
        var limit = new CovarianceSde(1 / (2 * Math.PI), 1);
        GramMatrix start = Experiment.Equicorrelated(3, 0.3);
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.csv");
        File.WriteAllText(file, "1,0.3,0.3\n0.3,1,0.3\n0.3,0.3,1\n");
        PairLaws? laws = ModelSpec.Read(new() { CPlus = 0, CMinus = -1, Time = 1, Gram = file }).OrThrow().PairLaws().Value;
        File.Delete(file);
        using var ensemble = new Ensemble(seed: 1);
        Estimate Mean(LinearControls? controls)
        {
            var estimator = new MeanEstimator(
                ensemble, limit.Integrate(0.125, new Tri2()), start, [Quantity.LogDeterminant], controls);
            estimator.Add(1 << 14);
            return estimator.Means()[0];
        }

        Estimate plain = Mean(null);
        Estimate linear = Mean(LinearControls.Of(limit, start, 0.125));
        Estimate both = Mean(LinearControls.Of(limit, start, 0.125, laws));
        Assert.True(linear.StandardError < plain.StandardError / 4, $"{plain} {linear}");
        Assert.True(both.StandardError < linear.StandardError / 1.02, $"{linear} {both}");
        Estimate difference = plain - both;
        Assert.InRange(Math.Abs(difference.Value), 0, Evidence.Sigmas * difference.StandardError);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_tolerance_is_kept_in_at_least_95_of_100_seeds(int inputs)
    {
        // tanh with beta = -3 after a long time: V ~ Gamma(2, 3), E log V = psi(2) - log 3.
        const double Error = 0.02;
        double exact = SpecialFunctions.DiGamma(2) - Math.Log(3);
        var shape = new ModelDocument { Activation = "tanh", A = Math.Sqrt(2 / 3.0), Time = 8, InputsCount = inputs == 1 ? 1 : null };
        ModelSpec model = ModelSpec.Read(shape).OrThrow();
        RunSpec run = RunSpec.Read(RunKind.Sde, model, new()).OrThrow();
        int kept = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            using var ensemble = new Ensemble(seed: (ulong)seed);
            ToleranceResult result = ToleranceSearch.Run(run, new(Error, false, [Quantity.LogVariance(0)]), ensemble);
            Assert.True(result.IsReached);
            kept += Math.Abs(result.Means[Quantity.LogVariance(0)].Value - exact) <= Error ? 1 : 0;
        }

        Assert.InRange(kept, 95, 100);
    }

    private static void AssertSaves(
        Chains.IChain chain, GramMatrix start, LinearControls controls, double factor, double? exact, double bias)
    {
        using var ensemble = new Ensemble(seed: 3);
        var controlled = new MeanEstimator(ensemble, chain, start, [Rho], controls);
        var plain = new MeanEstimator(ensemble, chain, start, [Rho]);
        controlled.Add(1 << 14);
        plain.Add(1 << 14);
        Estimate x = controlled.Means()[0];
        Estimate y = plain.Means()[0];
        double saved = Math.Pow(y.StandardError / x.StandardError, 2);
        Assert.True(saved > factor, $"The variance falls by {saved}.");
        Assert.InRange(Math.Abs(x.Value - y.Value), 0, Evidence.Sigmas * y.StandardError);
        Assert.InRange(Math.Abs(x.Value - (exact ?? x.Value)), 0, bias + (Evidence.Sigmas * x.StandardError));
    }
}
