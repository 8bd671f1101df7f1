using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.InfiniteWidth;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistical.Oracles;
using MathNet.Numerics.LinearAlgebra;

namespace HpCovSde.Statistical;

public sealed class ShapedResidualNetworkTests
{
    private const double Gamma = 0.6;

    [Theory]
    [InlineData("1", 0.0)]
    [InlineData("2", 0.3)]
    [InlineData("3", -1.0)]
    public void A_layer_keeps_its_skip_connection_and_has_the_arc_cosine_mean_in_its_branch(string inputs, double negativeSlope)
    {
        Compare(Gamma).AssertNoneRejected();
        Assert.NotEmpty(Compare(1.1 * Gamma).Rejected);

        Evidence Compare(double assumed)
        {
            // E V' = λ²V + γ² E R, E R by the arc-cosine map. Without normalisation, so that variances show γ too.
            GramMatrix start = Experiment.Start(inputs);
            var activation = ReluFamily.LeakyRelu(negativeSlope);
            var network = new ShapedResidualNetwork(5, 1, activation, Gamma, normalization: 1);
            EnsembleResult result = Experiment.Run(network, start, 1 << 16, keep: Quantity.Every(start.Size));
            var evidence = new Evidence();
            for (int a = 0; a < start.Size; a++)
            {
                for (int b = 0; b <= a; b++)
                {
                    double branch = ReluLaw.OneLayerMean(activation, start, a, b) / activation.Normalization;
                    double mean = ((1 - (assumed * assumed)) * start[a, b]) + (assumed * assumed * branch);
                    evidence.Mean($"E V'[{a},{b}]", Covariance(result, a, b), mean);
                }
            }

            return evidence;
        }
    }

    [Fact]
    public void A_layer_of_a_linear_network_has_its_exact_covariance()
    {
        // R of n linear hidden neurons is a Wishart matrix over n. With Σ = V_ac V_bd + V_ad V_bc:
        // n Cov(V'_ab, V'_cd) = 2λ²γ² Σ + γ⁴ (2Σ + (2 V_ab V_cd + Σ)/n).
        const int Width = 4;
        GramMatrix v = Experiment.Start("3");
        EnsembleResult result = Experiment.Run(
            new ShapedResidualNetwork(Width, 1, ReluFamily.Linear, Gamma), v, 1 << 17, keep: Quantity.Every(3));
        Compare(Gamma).AssertNoneRejected();
        Assert.NotEmpty(Compare(0.9 * Gamma).Rejected);

        Evidence Compare(double assumed)
        {
            double square = assumed * assumed;
            var evidence = new Evidence();
            Each(3, (a, b) => Each(3, (c, d) =>
            {
                double sigma = (v[a, c] * v[b, d]) + (v[a, d] * v[b, c]);
                double exact = ((2 * (1 - square) * square * sigma) + (
                    square * square * ((2 * sigma) + (((2 * v[a, b] * v[c, d]) + sigma) / Width)))) / Width;
                double[] products = Evidence.Map(
                    Covariance(result, a, b), Covariance(result, c, d), (x, y) => (x - v[a, b]) * (y - v[c, d]));
                evidence.Mean($"Cov(V'[{a},{b}], V'[{c},{d}])", products, exact);
            }));
            return evidence;
        }
    }

    [Fact]
    public void Several_layers_have_the_law_of_a_network_with_sampled_weights()
    {
        const int Width = 6;
        const int Depth = 4;
        const int Replicas = 1 << 13;
        GramMatrix start = Experiment.Start("2");
        var network = ShapedResidualNetwork.ShapedRelu(Width, Depth, 0.3, -1, Gamma);
        EnsembleResult result = Experiment.Run(network, start, Replicas);
        Compare(Gamma).AssertNoneRejected();
        Assert.NotEmpty(Compare(0.8).Rejected);

        Evidence Compare(double gamma)
        {
            double[] plain = new double[Replicas * 3];
            var random = new Random(17);
            for (int replica = 0; replica < Replicas; replica++)
            {
                Matrix<double> v = Plain(network, gamma, start, random);
                plain[replica] = Math.Log(v[0, 0]);
                plain[Replicas + replica] = Math.Log(v[1, 1]);
                plain[(2 * Replicas) + replica] = v[0, 1] / Math.Sqrt(v[0, 0] * v[1, 1]);
            }

            var evidence = new Evidence();
            evidence.SameLaw("log V[0,0]", result.Samples(Quantity.LogVariance(0)), plain.AsSpan(0, Replicas));
            evidence.SameLaw("log V[1,1]", result.Samples(Quantity.LogVariance(1)), plain.AsSpan(Replicas, Replicas));
            evidence.SameLaw("rho", result.Samples(Quantity.Correlation(0, 1)), plain.AsSpan(2 * Replicas));
            return evidence;
        }
    }

    [Theory]
    [InlineData(true, 1.0)]
    [InlineData(true, null)]
    [InlineData(false, 1.0)]
    public void A_drawn_input_has_the_law_of_a_first_layer_of_weights(bool draws, double? normalization)
    {
        // n = 12, L = 1, β = 1/2, slopes 2 and 1: Var V[1,2] is 0.16 with V_0 fixed and c = 1/E φ(g)², 0.26 with Y_0 drawn, and 1.3 with
        // c = 1.
        const int Replicas = 1 << 14;
        double gamma = Math.Sqrt(0.75);
        GramMatrix start = GramMatrix.Pair(0.3);
        var network = new ShapedResidualNetwork(12, 1, new ReluFamily(2, 1), gamma, normalization) { DrawsInput = draws };
        EnsembleResult result = Experiment.Run(network, start, Replicas);
        Compare(draws).AssertNoneRejected();
        Assert.NotEmpty(Compare(!draws).Rejected);

        Evidence Compare(bool drawn)
        {
            var random = new Random(23);
            Matrix<double>[] plain = [.. Enumerable.Range(0, Replicas).Select(_ => Plain(network, gamma, start, random, drawn))];
            var evidence = new Evidence();
            evidence.SameLaw("log V[0,0]", result.Samples(Quantity.LogVariance(0)), [.. plain.Select(v => Math.Log(v[0, 0]))]);
            evidence.SameLaw("log V[1,1]", result.Samples(Quantity.LogVariance(1)), [.. plain.Select(v => Math.Log(v[1, 1]))]);
            evidence.SameLaw("V[0,1]", Covariance(result, 0, 1), [.. plain.Select(v => v[0, 1])]);
            return evidence;
        }
    }

    [Fact]
    public void A_network_of_width_and_depth_100_has_the_law_of_its_sde()
    {
        var network = ShapedResidualNetwork.ShapedRelu(100, 100, 0, -1.5, 0.7);
        GramMatrix start = GramMatrix.Pair(0.3);
        EnsembleResult finite = Experiment.Run(network, start, 1 << 12);
        Compare(Limits.Of(network)).AssertNoneRejected();

        // The clock without the noise of the hidden layer, and the drift of a feedforward network.
        var limit = (CovarianceSde)Limits.Of(network);
        Assert.NotEmpty(Compare(new CovarianceSde(limit.Kappa, limit.Time / 2)).Rejected);
        Assert.NotEmpty(Compare(new CovarianceSde(4 * limit.Kappa, limit.Time)).Rejected);

        Evidence Compare(LimitProcess sde)
        {
            EnsembleResult result = Experiment.Run(sde.Integrate(), start, 1 << 13);
            var evidence = new Evidence();
            foreach (Quantity quantity in
                new[] { Quantity.Correlation(0, 1), Quantity.LogVariance(0), Quantity.LogVariance(1), Quantity.LogDeterminant })
            {
                evidence.SameLaw(quantity.Name, finite.Samples(quantity), result.Samples(quantity));
            }

            return evidence;
        }
    }

    [Fact]
    public void A_residual_network_of_branches_over_the_root_of_its_depth_follows_the_kernel_flow()
    {
        // Weights of variance c/n with c = 2 are branch scales √(2/d), so the time of the flow is 2. The published V for n = 500 and d =
        // 100 is 2.69; the flow gives e.
        const int Depth = 100;
        GramMatrix start = GramMatrix.Pair(0.2);
        var network = new ResidualNetwork(
            500, BranchScaling.FromValues([.. Enumerable.Repeat(Math.Sqrt(2.0 / Depth), Depth)]), ReluFamily.Relu);
        EnsembleResult result = Experiment.Run(network, start, 1 << 9);
        Compare(2).AssertNoneRejected();
        Assert.NotEmpty(Compare(1.7).Rejected);

        Evidence Compare(double time)
        {
            // The biases due to the depth, 1/(2d) of V, and due to the width, c(2)/n, are below two standard errors here.
            GramMatrix flow = InfiniteWidthKernel.ResidualFlow(ReluFamily.Relu, time).Of(start);
            var evidence = new Evidence();
            evidence.Mean("V[0,0]", Covariance(result, 0, 0), flow[0, 0]);
            evidence.Mean("rho", result.Samples(Quantity.Correlation(0, 1)), flow[0, 1] / flow[0, 0]);
            return evidence;
        }
    }

    // Plain loops, following the definition.
    private static Matrix<double> Plain(
        ShapedResidualNetwork network, double gamma, GramMatrix start, Random random, bool drawsInput = false)
    {
        int n = network.Width;
        double lambda = Math.Sqrt(1 - (gamma * gamma));

        // Any Y with YᵀY/n = V_0, or rows that are iid N(0, V_0).
        Matrix<double> factor = Matrix<double>.Build.DenseOfArray(start.Values.ToArray()).Cholesky().Factor;
        Matrix<double> y = Matrix<double>.Build.Dense(n, start.Size, (i, a) => i < start.Size ? Math.Sqrt(n) * factor[a, i] : 0);
        y = drawsInput ? Gaussian() * y / Math.Sqrt(n) : y;
        for (int layer = 0; layer < network.Depth; layer++)
        {
            Matrix<double> hidden = (Gaussian() * y / Math.Sqrt(n)).Map(network.Activation.Apply);
            y = (lambda * y) + (gamma * Math.Sqrt(network.Normalization / n) * (Gaussian() * hidden));
        }

        return y.TransposeThisAndMultiply(y) / n;

        Matrix<double> Gaussian() => Matrix<double>.Build.Dense(n, n, (_, _) => MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1));
    }

    private static double[] Covariance(EnsembleResult result, int a, int b)
    {
        double[] variance = Evidence.Map(
            result.Samples(Quantity.LogVariance(a)), result.Samples(Quantity.LogVariance(b)), (x, y) => Math.Exp((x + y) / 2));
        return a == b ? variance : Evidence.Map(variance, result.Samples(Quantity.Correlation(a, b)), (x, y) => x * y);
    }

    private static void Each(int m, Action<int, int> action)
    {
        for (int a = 0; a < m; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                action(a, b);
            }
        }
    }
}
