using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Statistical.Oracles;

namespace HpCovSde.Statistical;

/// <summary>Compares linear networks by Bartlett's decomposition with their exact laws, and with sampled neurons and weights.</summary>
public sealed class ExactLinearTests
{
    private const int Width = 20;
    private const int Depth = 5;

    public static TheoryData<string, Precision> Starts
    {
        get
        {
            var rows = new TheoryData<string, Precision>();
            foreach (string inputs in new[] { "1", "2", "3", "digits10" })
            {
                rows.Add(inputs, Precision.Double);
                rows.Add(inputs, Precision.Single);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Starts))]
    public void A_linear_network_has_its_exact_law(string inputs, Precision precision)
    {
        GramMatrix start = Experiment.Start(inputs);
        var evidence = new Evidence();
        EnsembleResult result = Sample(start, Width, Depth, precision, start.Size > 3 ? 1 << 13 : 1 << 15);
        LinearNetworkTests.Compare(evidence, start, result, new LinearLaw.OfNetwork(Width, Depth));
        evidence.AssertNoneRejected();
    }

    [Fact]
    public void Wrong_degrees_of_freedom_are_noticed()
    {
        GramMatrix start = Experiment.Start("3");
        EnsembleResult result = Sample(start, Width, Depth, Precision.Double, 1 << 15);
        foreach (int error in new[] { -1, 1 })
        {
            var evidence = new Evidence();
            LinearNetworkTests.Compare(evidence, start, result, new LinearLaw.OfNetwork(Width + error, Depth));
            Assert.NotEmpty(evidence.Rejected);
        }
    }

    [Theory]
    [InlineData("2", 2, Precision.Double)]
    [InlineData("3", 3, Precision.Single)]
    [InlineData("3", 2, Precision.Double)]
    [InlineData("3", 1, Precision.Double)]
    [InlineData("dead first", 5, Precision.Double)]
    [InlineData("dead and equal", 4, Precision.Single)]
    public void Sampled_weights_give_the_same_law_also_for_more_inputs_than_neurons_and_for_singular_inputs(
        string inputs, int width, Precision precision)
    {
        GramMatrix start = inputs switch
        {
            "dead first" => GramMatrix.FromMatrix(new double[,] { { 0, 0, 0 }, { 0, 1, 0.4 }, { 0, 0.4, 1 } }),
            "dead and equal" => GramMatrix.FromMatrix(
                new double[,] { { 2, 0, 0.5, 0.5 }, { 0, 0, 0, 0 }, { 0.5, 0, 1, 1 }, { 0.5, 0, 1, 1 } }),
            _ => Experiment.Start(inputs),
        };
        EnsembleResult exact = Sample(start, width, 3, precision, 1 << 15);
        var evidence = new Evidence();
        var wrong = new Evidence();
        Compare(evidence, start, exact, Explicit(width));
        Compare(wrong, start, exact, Explicit(width + 1));
        evidence.AssertNoneRejected();
        Assert.NotEmpty(wrong.Rejected);
        Assert.Equal(0, exact.Events.NonFinite);
        if (start.Size > width || inputs.StartsWith("dead", StringComparison.Ordinal))
        {
            Assert.All(exact.Samples(Quantity.LogDeterminant).ToArray(), value => Assert.True(double.IsNaN(value)));
        }

        EnsembleResult Explicit(int n) => Experiment.Run(
            new FeedforwardNetwork(n, 3, ReluFamily.Linear) { Sampling = WeightSampling.Explicit }, start, 1 << 15, precision, seed: 2,
            keep: Quantity.Every(start.Size));
    }

    [Theory]
    [InlineData(1e-9, Precision.Double)]
    [InlineData(1e-9, Precision.Single)]
    [InlineData(1e-6, Precision.Double)]
    public void Angles_of_nearly_parallel_inputs_shrink_by_their_law_at_any_depth(double angle, Precision precision)
    {
        const int Layers = 400;
        GramMatrix start = GramMatrix.FromInputs(new double[,] { { 1, 0, 0 }, { 1, angle, 0 }, { 1, 0, angle } });
        EnsembleResult result = Sample(start, Width, Layers, precision, 1 << 12);
        var law = new LinearLaw.OfNetwork(Width, Layers);
        var evidence = new Evidence();
        foreach ((int a, int b) in new[] { (0, 1), (0, 2), (1, 2) })
        {
            double delta0 = start.OneMinusCorrelation(a, b);
            evidence.Mean(
                $"E log(1 - rho[{a},{b}]^2)", result.Samples(Quantity.OneMinusCorrelation(a, b)),
                delta => Math.Log(delta * (2 - delta)), law.LogOneMinusSquaredCorrelation + Math.Log(delta0 * (2 - delta0)));
        }

        evidence.AssertNoneRejected();
    }

    [Fact]
    public void The_determinant_keeps_its_law_where_the_correlations_have_reached_one()
    {
        // t = 150: det V in units of its variances is of order e^−450.
        const int Layers = 3000;
        GramMatrix start = Experiment.Start("3");
        EnsembleResult result = Sample(start, Width, Layers, Precision.Double, 1 << 12);
        (double mean, double variance) = new LinearLaw.OfNetwork(Width, Layers).LogDeterminant(3);
        double first = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(start.Values.ToArray()).Cholesky().DeterminantLn;
        var evidence = new Evidence();
        evidence.Mean("E log det V", result.Samples(Quantity.LogDeterminant), mean + first);
        evidence.Variance("Var log det V", result.Samples(Quantity.LogDeterminant), variance);
        evidence.AssertNoneRejected();
    }

    [Fact]
    public void Equal_inputs_stay_equal_and_opposite_inputs_stay_opposite()
    {
        foreach (double rho in new[] { 1.0, -1.0 })
        {
            EnsembleResult result = Sample(GramMatrix.Pair(rho), 3, 50, Precision.Double, 100);
            Assert.All(result.Samples(Quantity.OneMinusCorrelation(0, 1)).ToArray(), delta => Assert.Equal(1 - rho, delta));
        }
    }

    [Fact]
    public void Two_hundred_real_inputs_of_rank_53_keep_their_mean_and_their_angles()
    {
        GramMatrix start = Experiment.Start("digits200");
        (int A, int B)[] pairs = [(0, 1), (0, 20), (17, 199), (60, 61), (100, 180)];
        IReadOnlyList<Quantity> keep = [.. pairs.SelectMany(
            p => new[] { Quantity.Covariance(p.A, p.B), Quantity.Correlation(p.A, p.B) }), Quantity.LogDeterminant];
        EnsembleResult result = Sample(start, 100, 3, Precision.Single, 1024, keep);
        var evidence = new Evidence();
        foreach ((int a, int b) in pairs)
        {
            evidence.Mean($"E V[{a},{b}]", result.Samples(Quantity.Covariance(a, b)), start[a, b]);
            evidence.Mean(
                $"E arcsin rho[{a},{b}]",
                result.Samples(Quantity.Correlation(a, b)),
                Math.Asin,
                Math.Asin(1 - start.OneMinusCorrelation(a, b)));
        }

        evidence.AssertNoneRejected();
        Assert.All(result.Samples(Quantity.LogDeterminant).ToArray(), value => Assert.True(double.IsNaN(value)));
    }

    // Compares inputs that are alive. For correlations ±1 the two routes differ by rounding, which is far below the sampling error.
    private static void Compare(Evidence evidence, GramMatrix start, EnsembleResult x, EnsembleResult y)
    {
        QuantityKind[] kinds = [QuantityKind.LogVariance, QuantityKind.Correlation, QuantityKind.Covariance];
        foreach (Quantity quantity in Quantity.Every(start.Size).Where(q => kinds.Contains(q.Kind)))
        {
            if (start.Variance(quantity.A) > 0 && start.Variance(quantity.B) > 0)
            {
                evidence.SameLaw(quantity.Name, Evidence.Map(x.Samples(quantity), Rounded), Evidence.Map(y.Samples(quantity), Rounded));
            }
        }

        static double Rounded(double value) => Math.Round(value, 5);
    }

    private static EnsembleResult Sample(
        GramMatrix start, int width, int depth, Precision precision, int replicas, IReadOnlyList<Quantity>? keep = null)
    {
        var network = new FeedforwardNetwork(width, depth, ReluFamily.Linear) { Sampling = WeightSampling.Exact };
        return Experiment.Run(network, start, replicas, precision, keep: keep ?? Quantity.Every(start.Size));
    }
}
