using FsCheck;
using FsCheck.Fluent;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using MathNet.Numerics.LinearAlgebra;

namespace HpCovSde.Tests.Runs;

/// <summary>
/// What holds for every chain, every start and every seed. Inputs have small integer coordinates, so that zero, equal, opposite and
/// dependent ones are common; 1 to 5 of them.
/// </summary>
public sealed class ChainProperties
{
    private const int Replicas = 5;

    // V scales with the inputs.
    private static readonly string[] Homogeneous =
    [
        "relu", "leaky", "modulus", "explicit", "exact-linear", "residual", "residual-explicit", "shaped-residual", "log-norm", "clock",
        "default-scheme", "euler-maruyama", "exponential-map", "tri2", "arc-cosine-flow",
    ];

    private static readonly string[] Others =
    [
        "smooth", "smooth-explicit", "residual-smooth", "residual-smooth-explicit",
        "smooth-default-scheme", "smooth exponential-map", "smooth tri2", "smooth-flow",
    ];

    private static readonly BranchScaling Branches = BranchScaling.FromValues([0.6, 0.6, 0.6]);

    private static readonly SmoothDrift Stable = new(0.2, -0.5);

    private static Gen<Case> Cases(string[] names) =>
        from inputs in Gen.Choose(1, 5)
        from length in Gen.Choose(1, 6)
        from coordinates in Gen.ArrayOf(Gen.Choose(-2, 2), inputs * length)
        from chain in Gen.Choose(0, names.Length - 1)
        from seed in Gen.Choose(0, 1000)
        from shift in Gen.ArrayOf(Gen.Choose(-6, 6), inputs)
        select new Case(inputs, coordinates, names[chain], seed, shift);

    [Fact]
    public void Every_covariance_is_symmetric_and_positive_semidefinite_in_units_of_its_variances() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Cases([.. Homogeneous, .. Others]).ToArbitrary(), c =>
        {
            var sink = new Sink(c.Inputs);
            _ = Run(c, c.Start(scaled: false), sink);
            Assert.Equal(Replicas, sink.Matrices.Count);
            Assert.All(sink.Matrices, v => AssertCovariance(v, c.Start(scaled: false)));
        }));

    [Fact]
    public void Scaling_inputs_by_powers_of_two_moves_their_log_variances_and_no_bit_of_the_correlations() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Cases(Homogeneous).ToArbitrary(), c =>
        {
            EnsembleResult before = Run(c, c.Start(scaled: false));
            EnsembleResult after = Run(c, c.Start(scaled: true));
            for (int a = 0; a < c.Inputs; a++)
            {
                for (int replica = 0; replica < Replicas; replica++)
                {
                    // A sum of some ten logarithms below 100, each rounded.
                    double expected = before.Samples(Quantity.LogVariance(a))[replica] + (2 * c.Shift[a] * Math.Log(2));
                    Assert.Equal(expected, after.Samples(Quantity.LogVariance(a))[replica], 1e-12);
                }

                for (int b = 0; b < a; b++)
                {
                    Assert.Equal(before.Samples(Quantity.Correlation(a, b)).ToArray(), after.Samples(Quantity.Correlation(a, b)).ToArray());
                }
            }
        }));

    private static EnsembleResult Run(Case c, GramMatrix start, ICovarianceSink? sink = null)
    {
        using var ensemble = new Ensemble(1, (ulong)c.Seed);
        return ensemble.Run(c.Chain(), start, new RunOptions { Replicas = Replicas }, sink);
    }

    private static void AssertCovariance(double[,] v, GramMatrix start)
    {
        int m = start.Size;
        double[] norms = [.. Enumerable.Range(0, m).Select(a => Math.Sqrt(v[a, a]))];
        Matrix<double> correlations = Matrix<double>.Build.Dense(m, m);
        for (int a = 0; a < m; a++)
        {
            Assert.True(double.IsFinite(v[a, a]) && v[a, a] >= 0, $"V[{a},{a}] = {v[a, a]}");
            Assert.False(start.Variance(a) == 0 && v[a, a] > 0, "A zero input came to life.");
            for (int b = 0; b < m; b++)
            {
                Assert.Equal(v[a, b], v[b, a]);
                double scale = norms[a] * norms[b];
                Assert.True(scale > 0 || v[a, b] == 0, $"V[{a},{b}] = {v[a, b]} where V[{a},{a}] = {v[a, a]} and V[{b},{b}] = {v[b, b]}");
                correlations[a, b] = scale > 0 ? v[a, b] / scale : 0;

                // exp, two roots, a product and a quotient: a few roundings.
                Assert.InRange(correlations[a, b], -1 - 1e-14, 1 + 1e-14);
            }
        }

        // An entry of K is a sum of at most 40 products below 4, entries of the correlations are sums of three of those, and an
        // eigenvalue errs by at most m times as much.
        double smallest = correlations.Evd(Symmetricity.Symmetric).EigenValues.Min(value => value.Real);
        Assert.True(smallest >= -m * 3 * 4 * 40 * Math.ScaleB(1, -52), $"Eigenvalue {smallest} of\n{correlations}");
    }

    private sealed record Case(int Inputs, int[] Coordinates, string Name, int Seed, int[] Shift)
    {
        public override string ToString() =>
            $"{Name}, seed {Seed}, {Inputs} inputs [{string.Join(' ', Coordinates)}], shifts [{string.Join(' ', Shift)}]";

        internal GramMatrix Start(bool scaled)
        {
            int length = Coordinates.Length / Inputs;
            double[,] rows = new double[Inputs, length];
            for (int a = 0; a < Inputs; a++)
            {
                for (int i = 0; i < length; i++)
                {
                    rows[a, i] = Math.ScaleB(Coordinates[(a * length) + i], scaled ? Shift[a] : 0);
                }
            }

            return GramMatrix.FromInputs(rows);
        }

        internal IChain Chain() => Name switch
        {
            "relu" => new FeedforwardNetwork(33, 3, ReluFamily.Relu),
            "leaky" => new FeedforwardNetwork(40, 3, ReluFamily.LeakyRelu(0.4)),
            "modulus" => new FeedforwardNetwork(17, 3, ReluFamily.Abs),
            "explicit" => new FeedforwardNetwork(21, 3, ReluFamily.LeakyRelu(0.4)) { Sampling = WeightSampling.Explicit },
            "residual" => ResidualNetwork.Uniform(23, 3, ReluFamily.Relu),
            "residual-explicit" => new ResidualNetwork(19, Branches, ReluFamily.LeakyRelu(0.4)) { Sampling = WeightSampling.Explicit },
            "shaped-residual" => new ShapedResidualNetwork(16, 3, ReluFamily.LeakyRelu(0.4), 0.6),
            "exact-linear" => new FeedforwardNetwork(4, 3, ReluFamily.Linear) { Sampling = WeightSampling.Exact },
            "log-norm" or "clock" => new ResidualDiffusion(11, 0.9).Integrate(0.3, Inputs == 1 ? SchemeCatalog.Find(Name) : null),
            "smooth" => FeedforwardNetwork.ShapedSmooth(29, 3, new SmoothShape(Activation.Softplus, 1.5)),
            "smooth-explicit" => FeedforwardNetwork.ShapedSmooth(22, 3, new SmoothShape(Activation.Tanh, 0.5), WeightSampling.Explicit),
            "residual-smooth" => ResidualNetwork.Uniform(15, 3, Activation.Tanh),
            "residual-smooth-explicit" => new ResidualNetwork(18, Branches, Activation.Erf) { Sampling = WeightSampling.Explicit },
            "smooth exponential-map" => new SmoothCovarianceSde(Stable, 0.9).Integrate(0.01, new ExponentialMap()),
            "smooth tri2" => new SmoothCovarianceSde(Stable, 0.9).Integrate(0.15, new Tri2()),
            "smooth-default-scheme" => new SmoothCovarianceSde(Stable, 0.9).Integrate(0.15),
            "default-scheme" => new CovarianceSde(0.7, 0.9).Integrate(0.3),
            "arc-cosine-flow" => new CovarianceFlow(0.7, 0.9).Integrate(0.3),
            "smooth-flow" => new SmoothCovarianceFlow(Stable, 0.9).Integrate(0.3),
            "euler-maruyama" or "exponential-map" => new CovarianceSde(0.7, 0.9).Integrate(0.01, SchemeCatalog.Find(Name)),
            _ => new CovarianceSde(0.7, 0.9).Integrate(0.3, SchemeCatalog.Find(Name)),
        };
    }

    private sealed class Sink(int inputs) : ICovarianceSink
    {
        internal List<double[,]> Matrices { get; } = [];

        public void Write(int record, long replica, in CovarianceSample sample)
        {
            double[,] v = new double[inputs, inputs];
            sample.CopyTo(v);
            Matrices.Add(v);
        }
    }
}
