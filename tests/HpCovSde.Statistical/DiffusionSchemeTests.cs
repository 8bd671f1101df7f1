using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Statistical;

/// <summary>The schemes of the residual diffusion: their measured weak orders and exact properties.</summary>
public sealed class DiffusionSchemeTests
{
    private static readonly Quantity LogNorm = Quantity.LogFeatureNorm(0);

    public static TheoryData<string> OfOneInput => [new LogNormDiffusion().Name, new ClockDiffusion().Name];

    // |X|/|X_0| of a linear network is log-normal with the mean (1/2 − 1/n) t of the log. In error(h) = B h^{p−1} + C h^p + D h^{p+1} B
    // must be zero for the declared p.
    [Fact]
    public void Euler_maruyama_has_weak_order_one()
    {
        double[] h = [1.0 / 20, 1.0 / 40, 1.0 / 80];
        Estimate[] error = LinearErrors(new EulerMaruyama(), 1, [20, 40, 80]);
        Assert.InRange(WeakOrderTests.LowestPower(h, error, 0, powers: 3), 0, Evidence.Sigmas);
        Assert.True(WeakOrderTests.LowestPower(h, error, 1, powers: 2) > Evidence.Sigmas, "Order 1 passes for order 2.");
        Assert.Equal(1, new EulerMaruyama().WeakOrder);
    }

    [Fact]
    public void The_clock_has_weak_order_two()
    {
        Estimate[] error = LinearErrors(new ClockDiffusion(), 3, [1, 2, 4]);
        Assert.InRange(WeakOrderTests.LowestPower([1, 0.5, 0.25], error, 1, powers: 3), 0, Evidence.Sigmas);
        Assert.True(error[0].Value > Evidence.Sigmas * error[0].StandardError, "The largest error cannot be told from none.");
        Assert.Equal(2, new ClockDiffusion().WeakOrder);
    }

    [Fact]
    public void The_clock_has_weak_order_two_for_one_neuron_at_steps_that_show_order_one_of_Euler_Maruyama()
    {
        Assert.InRange(FirstPower(new ClockDiffusion()), 0, Evidence.Sigmas);
        Assert.True(FirstPower(new EulerMaruyama()) > Evidence.Sigmas, "Order 1 passes for order 2.");

        static double FirstPower(Scheme scheme)
        {
            Estimate[] error = LinearErrors(scheme, 1, [4, 8, 16]);
            Assert.True(Math.Abs(error[0].Value) > Evidence.Sigmas * error[0].StandardError, "The largest error cannot be told from none.");
            return WeakOrderTests.LowestPower([0.25, 0.125, 0.0625], error, 1, powers: 3);
        }
    }

    [Fact]
    public void The_log_norm_of_two_neurons_has_weak_order_one_and_much_smaller_errors_than_Euler_Maruyama()
    {
        const double Time = 4;
        double exact = TwoNeuronLaw.At(Time).MeanLogNorm;
        int[] steps = [8, 16, 32];
        var diffusion = new ResidualDiffusion(2, Time);
        IEnumerable<Estimate> errors =
            from count in steps select Error(diffusion.Integrate(Time / count, new LogNormDiffusion()), exact, 1 << 18, (ulong)count);
        Estimate[] error = [.. errors];
        Assert.InRange(WeakOrderTests.LowestPower([.. steps.Select(count => Time / count)], error, 0, powers: 2), 0, Evidence.Sigmas);
        Estimate baseline = Error(new ResidualDiffusion(2, Time).Integrate(Time / 16), exact, 1 << 18, 16);
        double gain = Math.Abs(baseline.Value) - Math.Abs(error[1].Value);
        Assert.True(gain > Evidence.Sigmas * (baseline - error[1]).StandardError, $"{baseline.Value} against {error[1].Value}");
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, -1)]
    [InlineData(4, 1)]
    public void The_log_norm_is_exact_at_any_step_for_one_neuron_and_for_activations_that_preserve_it(int width, double negativeSlope)
    {
        // N((1/2 − 1/n) t, t/n) in steps of 1.
        var diffusion = new ResidualDiffusion(width, 3, new ReluFamily(1, negativeSlope));
        IChain chain = diffusion.Integrate(1, new LogNormDiffusion());
        EnsembleResult result = Experiment.Run(chain, GramMatrix.Single(), 1 << 15, keep: [LogNorm]);
        double[] samples = ResidualNetworkTests.Finite(result.Samples(LogNorm));
        var evidence = new Evidence();
        evidence.Law("log |X_3|/|X_0|", samples, x => Normal.CDF(3 * (0.5 - (1.0 / width)), Math.Sqrt(3.0 / width), x));
        evidence.AssertNoneRejected();
    }

    [Theory]
    [MemberData(nameof(OfOneInput))]
    public void Living_neurons_never_die_at_any_step(string name)
    {
        Scheme scheme = SchemeCatalog.Find(name)!;
        IChain chain = new ResidualDiffusion(2, 30).Integrate(1, scheme);
        EnsembleResult result = Experiment.Run(chain, GramMatrix.Single(), 1 << 14, keep: [LogNorm]);
        var evidence = new Evidence();
        evidence.Mean("P(dead from the beginning)", result.Samples(LogNorm), log => double.IsNaN(log) ? 1 : 0, 0.25);
        evidence.AssertNoneRejected();
        Assert.DoesNotContain(double.NegativeInfinity, result.Samples(LogNorm).ToArray());
        EnsembleResult baseline = Experiment.Run(new ResidualDiffusion(2, 30).Integrate(1), GramMatrix.Single(), 1 << 14, keep: [LogNorm]);
        Assert.Contains(double.NegativeInfinity, baseline.Samples(LogNorm).ToArray());
    }

    [Theory]
    [MemberData(nameof(OfOneInput))]
    public void Numbers_stay_in_range_over_a_very_long_time(string name)
    {
        // n = 1: N(−t/2, t), e^{−5000} of the norm at t = 10⁴.
        Scheme scheme = SchemeCatalog.Find(name)!;
        IChain chain = new ResidualDiffusion(1, 10_000).Integrate(0.25, scheme);
        EnsembleResult result = Experiment.Run(chain, GramMatrix.Single(), 256, Precision.Single, keep: [LogNorm]);
        double[] samples = ResidualNetworkTests.Finite(result.Samples(LogNorm));
        Assert.InRange(samples.Length, 90, 170);

        // At this step the bias of the clock is a tenth of the mean.
        Assert.All(samples, log => Assert.InRange(log, -6500, -4000));
    }

    private static Estimate[] LinearErrors(Scheme scheme, int width, int[] steps)
    {
        var diffusion = new ResidualDiffusion(width, 1, ReluFamily.Linear);
        return [.. steps.Select(count => Error(diffusion.Integrate(1.0 / count, scheme), 0.5 - (1.0 / width), 1 << 20, (ulong)count))];
    }

    private static Estimate Error(IChain chain, double exact, int replicas, ulong seed)
    {
        EnsembleResult result = Experiment.Run(chain, GramMatrix.Single(), replicas, seed: seed, keep: [LogNorm]);
        return Estimate.OfMean(Moments.Of(ResidualNetworkTests.Finite(result.Samples(LogNorm)))) - new Estimate(exact, 0);
    }
}
