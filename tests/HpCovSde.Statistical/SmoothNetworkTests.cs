using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;
using MathNet.Numerics.Distributions;

using SpecialFunctions = MathNet.Numerics.SpecialFunctions;

namespace HpCovSde.Statistical;

/// <summary>
/// Compares networks with smooth activations, and the SDE of shaped ones (Li, Nica, Roy 2022, arXiv 2206.02768), with exact laws.
/// </summary>
public sealed class SmoothNetworkTests
{
    private static readonly Activation[] Activations =
    [
        Activation.Tanh, Activation.Sigmoid, Activation.Gelu, Activation.Elu, new SmoothShape(Activation.Tanh, 1).At(25),
        new SmoothShape(Activation.Softplus, 0.7, center: Math.Log(7.0 / 4)).At(25),
    ];

    public static TheoryData<WeightSampling, Precision> Routes => new()
    {
        { WeightSampling.Conditional, Precision.Double },
        { WeightSampling.Conditional, Precision.Single },
        { WeightSampling.Explicit, Precision.Double },
        { WeightSampling.Explicit, Precision.Single },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public void One_layer_has_the_mean_of_its_activation(WeightSampling sampling, Precision precision)
    {
        // E V'^{ab} = c E φ(x)φ(y), (x, y) ~ N(0, V), by quadrature.
        GramMatrix start = Experiment.Start("3");
        var evidence = new Evidence();
        foreach (Activation activation in Activations)
        {
            var network = new FeedforwardNetwork(25, 1, activation) { Sampling = sampling };
            EnsembleResult result = Experiment.Run(network, start, 1 << 14, precision, keep: Quantity.Every(3));
            foreach ((int a, int b) in new[] { (0, 0), (0, 1), (0, 2), (1, 2), (2, 2) })
            {
                evidence.Mean(
                    $"E V[{a},{b}] {activation}",
                    result.Samples(Quantity.Covariance(a, b)),
                    activation.Normalization * Product(activation, start, a, b));
            }
        }

        evidence.AssertNoneRejected();
    }

    [Fact]
    public void Variances_explode_with_the_probability_of_the_gamma_law()
    {
        // P(explosion | V_0 = v) = P(Gamma(β + 1, rate β) < v); T = 25 is so large that no later explosions occur.
        const int Replicas = 1 << 14;
        foreach ((double beta, double v) in new[] { (0.8, 1.0), (2, 0.4), (0.3, 3) })
        {
            IChain chain = new SmoothCovarianceSde(new(beta / 3, 0), 25).Integrate(0.01);
            EnsembleResult result = Experiment.Run(chain, GramMatrix.Single(v), Replicas);
            double expected = SpecialFunctions.GammaLowerRegularized(beta + 1, beta * v);
            double error = Math.Sqrt(expected * (1 - expected) / Replicas);
            Assert.InRange(
                (double)result.Events.Exploded / Replicas, expected - (Evidence.Sigmas * error), expected + (Evidence.Sigmas * error));
            Assert.Equal(0, result.Events.NonFinite);
            Assert.Equal(Replicas - result.Events.Exploded, result.Samples(Quantity.LogVariance(0)).ToArray().Count(double.IsFinite));
        }
    }

    [Fact]
    public void Explosion_times_have_their_exact_law()
    {
        const int Replicas = 1 << 16;
        foreach ((double beta, double v) in new[] { (0.8, 1.0), (2, 0.5), (5, 1) })
        {
            var law = new SmoothStability(beta);
            IChain chain = new SmoothCovarianceSde(new(beta / 3, 0), 1.5).Integrate(0.005);
            double[] times = Experiment.Run(
                chain, GramMatrix.Single(v), Replicas, keep: [Quantity.ExplosionTime]).Samples(Quantity.ExplosionTime).ToArray();
            var evidence = new Evidence();
            var late = new Evidence();
            foreach (double t in new[] { 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5 })
            {
                // The standard error comes from the exact probability, which may be so small that no replica explodes.
                double exact = law.ExplosionTimeCdf(v, t);
                evidence.Proportion($"P(tau <= {t}), beta {beta}", times, tau => tau <= t, exact);
                late.Proportion($"a step late, {t}", times, tau => tau + 0.05 <= t, exact);
            }

            evidence.AssertNoneRejected();
            Assert.NotEmpty(late.Rejected);
        }
    }

    [Fact]
    public void Stable_variances_have_the_stationary_gamma_law_and_the_exact_mean_reciprocal()
    {
        // β < −1: Gamma(|β| − 1, rate |β|); E 1/V_t = e^{(β+2)t} (1/V_0 − β/(β+2)) + β/(β+2).
        var evidence = new Evidence();
        foreach (Scheme scheme in new Scheme[] { new Tri2(), new ExponentialMap(), new InverseVariance() })
        {
            var stationary = new SmoothCovarianceSde(new(0, -1.5), 10);
            evidence.Law($"V {scheme}", Variances(stationary.Integrate(0.005, scheme), GramMatrix.Single(1)), v => Gamma.CDF(2, 3, v));
            const double Time = 0.3;
            double[] v = Variances(new SmoothCovarianceSde(new(0, -3), Time).Integrate(0.002, scheme), GramMatrix.Single(2));
            evidence.Mean($"E 1/V {scheme}", v, x => 1 / x, (Math.Exp(-4 * Time) * (0.5 - 1.5)) + 1.5);
        }

        evidence.AssertNoneRejected();
    }

    [Fact]
    public void Correlations_of_odd_activations_change_as_in_a_linear_network()
    {
        // φ″(0) = 0: E arcsin ρ is constant for any norms.
        var evidence = new Evidence();
        var limit = new SmoothCovarianceSde(SmoothDrift.Of(new SmoothShape(Activation.Tanh, 1)), 1);
        var start = GramMatrix.FromMatrix(new double[,] { { 2, 0.4 }, { 0.4, 0.5 } });
        foreach (Scheme scheme in new Scheme[] { new Tri2(), new ExponentialMap() })
        {
            EnsembleResult result = Experiment.Run(limit.Integrate(0.01, scheme), start, 1 << 15);
            evidence.Mean($"E arcsin rho, {scheme}", result.Samples(Quantity.Correlation(0, 1)), Math.Asin, Math.Asin(0.4));
            evidence.Mean(
                $"E 1/V, {scheme}",
                result.Samples(Quantity.LogVariance(1)),
                x => Math.Exp(-x),
                new SmoothStability(-2).MeanInverseVariance(0.5, 1));
        }

        evidence.AssertNoneRejected();
    }

    [Fact]
    public void Two_schemes_with_different_noise_agree_when_the_drift_moves_correlations_towards_a_half()
    {
        // φ″(0) ≠ 0 and norms apart, where all of the drift is at work; β = 0.4 explodes now and then.
        var sde = new SmoothCovarianceSde(new(0.8, -1), 1);
        var start = GramMatrix.FromMatrix(new double[,] { { 1.5, 0.9 }, { 0.9, 0.7 } });
        EnsembleResult triangular = Experiment.Run(sde.Integrate(1.0 / 256, new Tri2()), start, 1 << 14);
        EnsembleResult exponential = Experiment.Run(sde.Integrate(1.0 / 256, new ExponentialMap()), start, 1 << 14, seed: 2);
        var evidence = new Evidence();
        foreach (Quantity quantity in
            new[] { Quantity.Correlation(0, 1), Quantity.LogVariance(0), Quantity.LogVariance(1), Quantity.LogDeterminant })
        {
            evidence.SameLaw(quantity.Name, Finite(triangular, quantity), Finite(exponential, quantity));
        }

        evidence.AssertNoneRejected();
        var wrong = new Evidence();
        EnsembleResult odd = Experiment.Run(
            new SmoothCovarianceSde(new(0, 0.2), 1).Integrate(1.0 / 256, new ExponentialMap()), start, 1 << 14, seed: 2);
        wrong.SameLaw(
            "without the drift of correlations", Finite(triangular, Quantity.Correlation(0, 1)), Finite(odd, Quantity.Correlation(0, 1)));
        Assert.NotEmpty(wrong.Rejected);

        static double[] Finite(EnsembleResult result, Quantity quantity) => [.. result.Samples(quantity).ToArray().Where(double.IsFinite)];
    }

    [Fact]
    public void Exponents_below_one_half_concentrate_on_the_deterministic_flow()
    {
        // p = 1/4, t = d/√n = 1: noise, steps and the neglected terms of the shape are all of order n^−1/2 in the mean of a function.
        Quantity log = Quantity.LogVariance(0);
        Quantity rho = Quantity.Correlation(0, 1);
        GramMatrix start = GramMatrix.FromMatrix(new double[,] { { 2, 0.5 }, { 0.5, 0.7 } });
        // In difference = A + B x + C x², x = n^−1/2, A must be zero. The slope of a line through 0 must not be zero.
        int[] widths = [36, 100, 256, 576];
        double[] x = [.. widths.Select(n => 1 / Math.Sqrt(n))];
        var difference = new Estimate[2][] { new Estimate[4], new Estimate[4] };
        for (int i = 0; i < widths.Length; i++)
        {
            FeedforwardNetwork network = FeedforwardNetwork.ShapedSmooth(
                widths[i], (int)Math.Sqrt(widths[i]), new SmoothShape(Activation.Softplus, 0.5, exponent: 0.25, center: 2));
            EnsembleResult flow = Experiment.Run(Limits.Of(network).Integrate(1e-3), start, 1);
            EnsembleResult finite = Experiment.Run(network, start, 1 << 13, seed: (ulong)i);
            difference[0][i] = Difference(finite, flow, log);
            difference[1][i] = Difference(finite, flow, rho);
        }

        foreach (Estimate[] part in difference)
        {
            Assert.InRange(WeakOrderTests.LowestPower(x, part, 0, powers: 3), 0, Evidence.Sigmas);
            Assert.True(WeakOrderTests.LowestPower(x, part, 1, powers: 1) > Evidence.Sigmas);
        }

        static Estimate Difference(EnsembleResult finite, EnsembleResult flow, Quantity quantity) =>
            Estimate.OfMean(Moments.Of(finite.Samples(quantity))) - new Estimate(flow.Samples(quantity)[0], 0);
    }

    private static double[] Variances(IChain chain, GramMatrix start) =>
        Experiment.Run(chain, start, 1 << 14).Samples(Quantity.Covariance(0, 0)).ToArray();

    // E φ(x)φ(y): y given x is N(V^{ab}/V^{aa} x, V^{bb} − (V^{ab})²/V^{aa}).
    private static double Product(Activation activation, GramMatrix v, int a, int b)
    {
        double deviation = Math.Sqrt(v[a, a]);
        double slope = v[a, b] / v[a, a];
        double rest = Math.Sqrt(Math.Max(0, v[b, b] - (slope * v[a, b])));
        return GaussianExpectation.Of(g => activation.Apply(deviation * g)
            * (rest > 0 ? GaussianExpectation.Of(
                h => activation.Apply((slope * deviation * g) + (rest * h))) : activation.Apply(deviation * g)));
    }
}
