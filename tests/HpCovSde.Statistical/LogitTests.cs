using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;

namespace HpCovSde.Statistical;

/// <summary>Compares outputs of networks, which are Gaussian conditional on the covariance, with exact laws.</summary>
public sealed class LogitTests
{
    [Theory]
    [InlineData("1", WeightSampling.Conditional, Precision.Double)]
    [InlineData("3", WeightSampling.Conditional, Precision.Double)]
    [InlineData("3", WeightSampling.Conditional, Precision.Single)]
    [InlineData("3", WeightSampling.Explicit, Precision.Double)]
    [InlineData("digits10", WeightSampling.Conditional, Precision.Double)]
    public void Outputs_of_a_linear_network_have_their_exact_moments(string inputs, WeightSampling sampling, Precision precision)
    {
        // E f_a f_b = E V^{ab}, E f⁴ = 3 V_0² (1 + 2/n)^d. For two output units E f g = 0, but E f² g² = E V², not (E V)².
        const int Width = 20;
        const int Depth = 5;
        GramMatrix start = Experiment.Start(inputs);
        EnsembleResult result = Run(
            new FeedforwardNetwork(Width, Depth, ReluFamily.Linear) { Sampling = sampling }, start, 1 << 14, precision);
        double square = Math.Pow(1 + (2.0 / Width), Depth);
        var evidence = new Evidence();
        var wrong = new Evidence();
        for (int a = 0; a < start.Size; a++)
        {
            double v = start.Variance(a);
            ReadOnlySpan<double> f = result.Samples(Quantity.Logit(0, a));
            ReadOnlySpan<double> g = result.Samples(Quantity.Logit(1, a));
            evidence.Mean($"E f[{a}]^4", f, x => x * x * x * x, 3 * v * v * square);
            evidence.Mean($"E f[{a}]^2 g[{a}]^2", Evidence.Map(f, g, (x, y) => x * x * y * y), v * v * square);
            wrong.Mean($"E f[{a}]^2 g[{a}]^2 if they were independent", Evidence.Map(f, g, (x, y) => x * x * y * y), v * v);
            for (int b = 0; b <= a; b++)
            {
                evidence.Mean($"E f[{a}] f[{b}]", Evidence.Map(f, result.Samples(Quantity.Logit(0, b)), (x, y) => x * y), start[a, b]);
                evidence.Mean($"E g[{a}] g[{b}]", Evidence.Map(g, result.Samples(Quantity.Logit(1, b)), (x, y) => x * y), start[a, b]);
                evidence.Mean($"E f[{a}] g[{b}]", Evidence.Map(f, result.Samples(Quantity.Logit(1, b)), (x, y) => x * y), 0);
            }
        }

        evidence.AssertNoneRejected();
        Assert.NotEmpty(wrong.Rejected);
    }

    [Fact]
    public void Outputs_have_the_mixture_law_at_finite_width_and_in_the_limit()
    {
        var evidence = new Evidence();
        var wrong = new Evidence();
        ReadOnlySpan<double> linear = Run(
            new FeedforwardNetwork(10, 8, ReluFamily.Linear), GramMatrix.Single(1.7), 1 << 14).Samples(Quantity.Logit(0, 0));
        evidence.Law("linear, n = 10, d = 8", linear, LogitLaw.Linear(10, 8, 1.7).Cdf);
        wrong.Law("linear, half as deep", linear, LogitLaw.Linear(10, 4, 1.7).Cdf);

        ReadOnlySpan<double> limit = Run(
            new CovarianceSde(1 / (2 * Math.PI), 0.8).Integrate(0.1), GramMatrix.Single(1.7), 1 << 14).Samples(Quantity.Logit(0, 0));
        evidence.Law("shaped ReLU limit", limit, LogitLaw.Lognormal(LogVarianceLaw.Limit(ReluFamily.Linear, 0.8), 1.7).Cdf);
        wrong.Law("Gaussian of the same variance", limit, LogitLaw.Of([1.7]).Cdf);

        double[] stationary = Run(
            new SmoothCovarianceSde(new(0, -1.5), 10).Integrate(0.005),
            GramMatrix.Single(),
            1 << 13).Samples(Quantity.Logit(0, 0)).ToArray();
        evidence.Law("stationary law of beta = -3", stationary, LogitLaw.Gamma(new(2, 3)).Cdf);
        evidence.AssertNoneRejected();
        Assert.Equal(2, wrong.Rejected.Count);
    }

    [Fact]
    public void Mixtures_over_samples_of_the_variance_agree_with_independent_outputs()
    {
        // A ReLU network of 4 neurons, dead with probability 1 − (15/16)³. Its law has no closed form.
        var network = new FeedforwardNetwork(4, 3, ReluFamily.Relu);
        LogitLaw law = LogitLaw.Of(Experiment.Run(network, GramMatrix.Single(), 1 << 12, seed: 7).Samples(Quantity.Covariance(0, 0)));
        double[] f = Run(network, GramMatrix.Single(), 1 << 12).Samples(Quantity.Logit(0, 0)).ToArray();
        double[] alive = [.. f.Where(x => x != 0)];
        double dead = 1 - Math.Pow(15.0 / 16, 3);
        var evidence = new Evidence();
        evidence.Mean("P(f = 0)", Evidence.Map(f, x => x == 0 ? 1 : 0), dead);

        // Conditional on being alive. The error of the mixture is below the tolerance of KS for samples of the same size.
        evidence.Law("f given f ≠ 0", alive, x => (law.Cdf(x) - (x < 0 ? 0 : law.ZeroProbability)) / (1 - law.ZeroProbability));
        evidence.AssertNoneRejected();
        Assert.InRange(
            law.ZeroProbability, dead - (Evidence.Sigmas * Math.Sqrt(dead / 4096)), dead + (Evidence.Sigmas * Math.Sqrt(dead / 4096)));
    }

    [Fact]
    public void Outputs_of_nearly_parallel_and_of_many_inputs_have_the_reported_covariance()
    {
        // Conditional on V, (f_a − f_b)²/(V^{aa} + V^{bb} − 2V^{ab}) is χ²_1. Tested for a deep ReLU network with 1 − ρ near 10⁻⁶, and for
        // 18 inputs.
        var evidence = new Evidence();
        foreach ((GramMatrix start, int width, int depth) in new[] { (GramMatrix.Pair(0.3), 40, 900), (Many(), 40, 10) })
        {
            int last = start.Size - 1;
            Quantity[] keep =
            [
                Quantity.Logit(0, 0), Quantity.Logit(0, last), Quantity.LogVariance(0), Quantity.LogVariance(last),
                Quantity.OneMinusCorrelation(0, last),
            ];
            using var ensemble = new Ensemble(seed: 4);
            EnsembleResult result = ensemble.Run(
                new FeedforwardNetwork(width, depth, ReluFamily.Relu), start,
                new RunOptions { Replicas = 1 << 11, Logits = 1, Quantities = keep });
            double[] ratio = new double[1 << 11];
            for (int i = 0; i < ratio.Length; i++)
            {
                double scale = Math.Exp(result.Samples(keep[2])[i] / 2);
                double relative = Math.Exp((result.Samples(keep[3])[i] - result.Samples(keep[2])[i]) / 2);
                double difference = (result.Samples(keep[1])[i] / scale / relative) - (result.Samples(keep[0])[i] / scale);
                ratio[i] = difference / Math.Sqrt(2 * result.Samples(keep[4])[i]);
            }

            evidence.Law($"(u_b - u_a) g of {start.Size} inputs", ratio, x => MathNet.Numerics.Distributions.Normal.CDF(0, 1, x));
        }

        evidence.AssertNoneRejected();

        static GramMatrix Many()
        {
            GramMatrix digits = Experiment.Start("digits200");
            double[,] block = new double[18, 18];
            for (int a = 0; a < 18; a++)
            {
                for (int b = 0; b < 18; b++)
                {
                    block[a, b] = digits[10 * a, 10 * b];
                }
            }

            return GramMatrix.FromMatrix(block);
        }
    }

    private static EnsembleResult Run(IChain chain, GramMatrix start, int replicas, Precision precision = Precision.Double)
    {
        using var ensemble = new Ensemble(seed: 1);
        return ensemble.Run(
            chain, start,
            new RunOptions { Replicas = replicas, Precision = precision, Logits = 2, Quantities = Quantity.Logits(2, start.Size) });
    }
}
