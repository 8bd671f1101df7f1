using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Statistical.Oracles;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Statistical;

/// <summary>Compares linear networks with their exact laws at finite width, for all ways of sampling and in both precisions.</summary>
public sealed class LinearNetworkTests
{
    private const int Width = 20;
    private const int Depth = 5;

    public static TheoryData<string, WeightSampling, Precision> Routes
    {
        get
        {
            var rows = new TheoryData<string, WeightSampling, Precision>();
            foreach (string inputs in new[] { "1", "2", "3", "digits10" })
            {
                foreach (WeightSampling sampling in new[] { WeightSampling.Conditional, WeightSampling.Explicit })
                {
                    rows.Add(inputs, sampling, Precision.Double);
                    rows.Add(inputs, sampling, Precision.Single);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void A_linear_network_has_its_exact_law(string inputs, WeightSampling sampling, Precision precision)
    {
        GramMatrix start = Experiment.Start(inputs);
        var evidence = new Evidence();
        Compare(evidence, start, Sample(start, Width, Depth, sampling, precision), new LinearLaw.OfNetwork(Width, Depth));
        evidence.AssertNoneRejected();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Wrong_widths_and_depths_are_noticed(int error)
    {
        // The same comparisons must detect a width or a depth that is wrong by one (5 and 20 per cent of the variance of log V).
        GramMatrix start = Experiment.Start("3");
        EnsembleResult result = Sample(start, Width, Depth, WeightSampling.Conditional, Precision.Double);
        var ofWidth = new Evidence();
        Compare(ofWidth, start, result, new LinearLaw.OfNetwork(Width + error, Depth));
        Assert.NotEmpty(ofWidth.Rejected);
        var ofDepth = new Evidence();
        Compare(ofDepth, start, result, new LinearLaw.OfNetwork(Width, Depth + error));
        Assert.NotEmpty(ofDepth.Rejected);
    }

    [Fact]
    public void One_layer_of_one_input_is_a_chi_squared_variable()
    {
        var evidence = new Evidence();
        var network = new FeedforwardNetwork(Width, 1, ReluFamily.Linear);
        EnsembleResult result = Experiment.Run(network, GramMatrix.Single(1), 1 << 15);
        evidence.Law("n V_1 ~ chi2_n", result.Samples(Quantity.Covariance(0, 0)), v => ChiSquared.CDF(Width, Width * v));
        evidence.AssertNoneRejected();
    }

    [Fact]
    public void Two_hundred_real_inputs_of_rank_53_keep_their_mean_and_their_angles()
    {
        GramMatrix start = Experiment.Start("digits200");
        foreach ((WeightSampling sampling, Precision precision) in new[]
            {
                (WeightSampling.Conditional, Precision.Double), (WeightSampling.Conditional, Precision.Single),
                (WeightSampling.Explicit, Precision.Double), (WeightSampling.Explicit, Precision.Single),
            })
        {
            (int A, int B)[] pairs = [(0, 1), (0, 20), (17, 199), (60, 61), (100, 180)];
            IReadOnlyList<Quantity> keep =
            [
                .. Enumerable.Range(0, 200).Select(a => Quantity.Covariance(a, a)),
                .. pairs.SelectMany(p => new[] { Quantity.Covariance(p.A, p.B), Quantity.Correlation(p.A, p.B) }),
                Quantity.LogDeterminant,
            ];
            var network = new FeedforwardNetwork(40, 3, ReluFamily.Linear) { Sampling = sampling };
            EnsembleResult result = Experiment.Run(network, start, 1024, precision, keep: keep);
            var evidence = new Evidence();
            for (int a = 0; a < 200; a++)
            {
                evidence.Mean($"E V[{a},{a}] {sampling} {precision}", result.Samples(Quantity.Covariance(a, a)), start.Variance(a));
            }

            foreach ((int a, int b) in pairs)
            {
                evidence.Mean($"E V[{a},{b}] {sampling} {precision}", result.Samples(Quantity.Covariance(a, b)), start[a, b]);
                evidence.Mean(
                    $"E arcsin rho[{a},{b}] {sampling} {precision}", result.Samples(Quantity.Correlation(a, b)), Math.Asin,
                    Math.Asin(1 - start.OneMinusCorrelation(a, b)));
            }

            evidence.AssertNoneRejected();

            // A Gram matrix of rank 53 stays singular through a linear network.
            Assert.All(result.Samples(Quantity.LogDeterminant).ToArray(), value => Assert.True(double.IsNaN(value)));
        }
    }

    [Fact]
    public void Correlations_of_a_deep_linear_network_end_at_plus_or_minus_one_with_the_arcsine_probabilities()
    {
        // t = 100: |rho| differs from 1 by e^-100. Source: E arcsin ρ is constant, so P(+1) = 1/2 + arcsin(ρ_0)/π.
        EnsembleResult result = Experiment.Run(new FeedforwardNetwork(20, 2000, ReluFamily.Linear), GramMatrix.Pair(0.3), 4096);
        double[] rho = result.Samples(Quantity.Correlation(0, 1)).ToArray();
        Assert.All(rho, r => Assert.Equal(1, Math.Abs(r), 1e-9));
        var evidence = new Evidence();
        evidence.Mean("P(rho = 1)", Evidence.Map(rho, r => r > 0 ? 1 : 0), 0.5 + (Math.Asin(0.3) / Math.PI));
        evidence.AssertNoneRejected();
    }

    internal static void Compare(Evidence evidence, GramMatrix start, EnsembleResult result, LinearLaw law)
    {
        int m = start.Size;
        (double logMean, double logVariance) = law.LogVariance;
        for (int a = 0; a < m; a++)
        {
            ReadOnlySpan<double> v = result.Samples(Quantity.Covariance(a, a));
            ReadOnlySpan<double> log = result.Samples(Quantity.LogVariance(a));
            evidence.Mean($"E V[{a},{a}]", v, start.Variance(a));
            evidence.Mean($"E V[{a},{a}]^2", v, x => x * x, law.Moment(2) * start.Variance(a) * start.Variance(a));
            evidence.Mean($"E log V[{a},{a}]", log, logMean + Math.Log(start.Variance(a)));
            evidence.Variance($"Var log V[{a},{a}]", log, logVariance);
            for (int b = 0; b < a; b++)
            {
                ReadOnlySpan<double> rho = result.Samples(Quantity.Correlation(a, b));
                double rho0 = 1 - start.OneMinusCorrelation(a, b);
                evidence.Mean($"E V[{a},{b}]", result.Samples(Quantity.Covariance(a, b)), start[a, b]);
                evidence.Mean($"E arcsin rho[{a},{b}]", rho, Math.Asin, Math.Asin(rho0));
                evidence.Mean(
                    $"E log(1 - rho[{a},{b}]^2)", result.Samples(Quantity.OneMinusCorrelation(a, b)),
                    delta => Math.Log(delta * (2 - delta)), law.LogOneMinusSquaredCorrelation + Math.Log(1 - (rho0 * rho0)));
            }
        }

        CompareProducts(evidence, start, result, law);
        if (m == 1)
        {
            evidence.Mean(
                "E V^3", result.Samples(Quantity.Covariance(0, 0)), x => x * x * x, law.Moment(3) * Math.Pow(start.Variance(0), 3));
        }

        CompareDeterminants(evidence, start, result, law);
    }

    private static void CompareProducts(Evidence evidence, GramMatrix start, EnsembleResult result, LinearLaw law)
    {
        int last = start.Size - 1;
        foreach ((int a, int b, int c, int d) in
            new[] { (0, 0, last, last), (0, last, 0, last), (0, last, last, last), (0, last / 2, last / 2, last) })
        {
            evidence.Mean(
                $"E V[{a},{b}]V[{c},{d}]",
                Evidence.Map(result.Samples(Quantity.Covariance(a, b)), result.Samples(Quantity.Covariance(c, d)), (x, y) => x * y),
                law.ProductMean(start, a, b, c, d));
        }
    }

    private static void CompareDeterminants(Evidence evidence, GramMatrix start, EnsembleResult result, LinearLaw law)
    {
        int m = start.Size;
        double logDeterminant0 = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(
            start.Values.ToArray()).Cholesky().DeterminantLn;
        ReadOnlySpan<double> samples = result.Samples(Quantity.LogDeterminant);
        (double mean, double variance) = law.LogDeterminant(m);
        evidence.Mean("E log det V", samples, mean + logDeterminant0);
        evidence.Variance("Var log det V", samples, variance);
        if (m <= 3)
        {
            // For larger ones det V is too heavy-tailed to test its mean.
            evidence.Mean("E det V / det V_0", samples, x => Math.Exp(x - logDeterminant0), law.Determinant(m));
        }
    }

    private static EnsembleResult Sample(GramMatrix start, int width, int depth, WeightSampling sampling, Precision precision)
    {
        var network = new FeedforwardNetwork(width, depth, ReluFamily.Linear) { Sampling = sampling };
        return Experiment.Run(network, start, start.Size > 3 ? 1 << 13 : 1 << 15, precision, keep: Quantity.Every(start.Size));
    }
}
