using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Estimation;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;

namespace HpCovSde.Tests.Estimation;

/// <summary>Quasi-Monte Carlo: what does not need many seeds.</summary>
public sealed class QuasiMonteCarloMeanTests
{
    private static readonly Quantity Rho = Quantity.Correlation(0, 1);
    private static readonly CovarianceSde Limit = new(1 / (2 * Math.PI), 1);
    private static readonly SmoothCovarianceSde Smooth = new(new(0.1, -0.5), 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Principal_components_are_orthogonal_and_make_paths_by_their_size(int steps)
    {
        double[] a = QuasiNormals.Components(steps);
        double before = double.PositiveInfinity;
        for (int k = 0; k < steps; k++)
        {
            double size = 0;
            for (int l = 0; l < steps; l++)
            {
                double product = 0;
                double ofPaths = 0;
                (double x, double y) = (0, 0);
                for (int i = 0; i < steps; i++)
                {
                    (x, y) = (x + a[(i * steps) + k], y + a[(i * steps) + l]);
                    product += a[(i * steps) + k] * a[(i * steps) + l];
                    ofPaths += x * y;
                }

                Assert.Equal(k == l ? 1 : 0, product, 1e-13);
                Assert.Equal(0, k == l ? 0 : ofPaths, 1e-12);
                size = k == l ? ofPaths : size;
            }

            Assert.True(size < before);
            before = size;
        }
    }

    [Fact]
    public void Half_an_angle_moves_the_covariance_in_the_direction_of_the_increments()
    {
        var noise = TriangularNoise<double>.Of(2, 1e-6);
        double[] normals = new double[3 * Lanes<double>.Count];
        for (int lane = 0; lane < Lanes<double>.Count; lane++)
        {
            normals[lane] = Math.Cos(lane + 0.3);
            normals[Lanes<double>.Count + lane] = Math.Sin(lane + 0.3);
        }

        // Increments 0 and those that point backwards have an angle, too.
        (normals[0], normals[8]) = (0, 0);
        (normals[1], normals[9]) = (-1, 0);
        double[] increments = [.. normals];
        noise.FromIncrements(normals);
        double[] columns = new double[3 * Lanes<double>.Count];
        double[] diagonal = new double[2 * Lanes<double>.Count];
        noise.Fill(normals, columns, diagonal);
        for (int lane = 0; lane < Lanes<double>.Count; lane++)
        {
            // To first order in √h, W = I + √h (x, y; y, −x), so that T_11/T_22 = 1 + √h x and T_21 = √h y.
            Assert.Equal(1e-3 * increments[lane], (diagonal[lane] / diagonal[8 + lane]) - 1, 3e-6);
            Assert.Equal(1e-3 * increments[8 + lane], columns[8 + lane], 3e-6);
        }
    }

    [Fact]
    public void Replicas_are_blocks_of_points_of_all_randomisations_in_turn()
    {
        var seen = new HashSet<(int, uint)>();
        for (uint replica = 0; replica < 3 * 256; replica++)
        {
            (int randomisation, uint point) = QuasiNormals.Of(replica, 3);
            Assert.InRange(randomisation, 0, 2);
            Assert.InRange(point, 0u, 255u);
            Assert.True(seen.Add((randomisation, point)));
        }
    }

    [Theory]
    [InlineData("relu", 1, 16)]
    [InlineData("relu", 2, 5)]
    [InlineData("relu", 3, 4)]
    [InlineData("linear", 2, 2)]
    [InlineData("linear", 4, 3)]
    [InlineData("smooth", 3, 18)]
    public void Threads_do_not_change_a_bit(string limit, int inputs, int steps)
    {
        Quantity[] quantities = [Quantity.LogVariance(0), Quantity.LogDeterminant];
        GramMatrix start = Chains.Inputs(inputs);
        var controls = LinearControls.Of(Of(limit), start, 1);
        QuasiMonteCarloMean Run(int threads) =>
            QuasiMonteCarloMean.Run(Of(limit), start, quantities, steps, 1024, 5, controls, 3, threads);
        QuasiMonteCarloMean one = Run(1);
        QuasiMonteCarloMean several = Run(3);
        Assert.Equal(5, one.Randomisations);
        Assert.All(quantities, quantity =>
        {
            Assert.True(double.IsFinite(one.Mean(quantity).StandardError));
            Assert.Equal(one.RandomisedMeans(quantity).ToArray(), several.RandomisedMeans(quantity).ToArray());
        });
    }

    [Fact]
    public void More_points_and_other_quantities_keep_the_first_points()
    {
        var points = new ScrambledSobol(new(1, 8), 4, 14);
        var chain = new QuasiMonteCarloChain(Limit, new(2, 0.5), points, 4);
        using var ensemble = new Ensemble();
        double[] Samples(long first, long count) => ensemble.Run(
            chain, Chains.Inputs(3), new RunOptions { FirstReplica = first, Replicas = count, Quantities = [Rho] }).Samples(Rho).ToArray();
        Assert.Equal(Samples(0, 4 * 256)[(4 * 64)..], Samples(4 * 64, 4 * 192));
        QuasiMonteCarloMean few = QuasiMonteCarloMean.Run(Limit, Chains.Inputs(3), [Rho], 2, 64, 4, seed: 1);
        QuasiMonteCarloMean more = QuasiMonteCarloMean.Run(Limit, Chains.Inputs(3), [Quantity.LogDeterminant, Rho], 2, 64, 4, seed: 1);
        Assert.Equal(few.Mean(Rho), more.Mean(Rho));
        Assert.NotEqual(few.Mean(Rho), QuasiMonteCarloMean.Run(Limit, Chains.Inputs(3), [Rho], 2, 64, 4, seed: 2).Mean(Rho));
    }

    [Fact]
    public void The_interval_is_that_of_Student()
    {
        QuasiMonteCarloMean mean = QuasiMonteCarloMean.Run(Limit, GramMatrix.Pair(0.3), [Rho], 2, 256, 4);
        double[] means = mean.RandomisedMeans(Rho).ToArray();
        double error = Math.Sqrt(means.Sum(x => Math.Pow(x - means.Average(), 2)) / 12);
        Assert.Equal(means.Average(), mean.Mean(Rho).Value, 1e-14);
        Assert.Equal(error, mean.Mean(Rho).StandardError, 1e-14);

        // Three degrees of freedom: 3.182.
        Assert.Equal(means.Average() + (3.182446 * error), mean.ConfidenceInterval(Rho, 0.95).Upper, 1e-6 * error);
        Assert.Equal((2, 6, 256), (mean.Steps, mean.Dimensions, mean.Points));
    }

    [Theory]
    [InlineData("explodes", "variances may explode")]
    [InlineData("flow", "without noise")]
    [InlineData("correction", "tri2")]
    [InlineData("no quantity", "quantities is empty; at least one is needed")]
    [InlineData("other input", "rho[1,5]")]
    [InlineData("19 steps", "steps = 19 for 3 inputs take 133 dimensions; 128 are allowed")]
    [InlineData("16 inputs", "steps = 6 for 16 inputs take 822 dimensions; 128 are allowed")]
    [InlineData("long time", "dimensions; 128 are allowed")]
    [InlineData("long step", "step")]
    [InlineData("no step", "steps")]
    [InlineData("63 points", "points = 63, but it must be a power of two from 64 to 16777216")]
    [InlineData("96 points", "points = 96, but it must be a power of two")]
    [InlineData("many points", "points = 33554432, but")]
    [InlineData("1 randomisation", "randomisations = 1, but it must be from 2 to 128")]
    [InlineData("controls of a network", "controls are not those of this limit")]
    public void Arguments_are_checked(string what, string message)
    {
        LimitProcess limit = what switch
        {
            "explodes" => new SmoothCovarianceSde(new(1, 1), 1),
            "flow" => new CovarianceFlow(1, 1),
            "correction" => new FirstOrderCorrection(ReluFamily.Relu, 30, 1),
            "long time" => new LinearSde(1e300),
            "long step" => new CovarianceSde(1e4, 1),
            _ => Limit,
        };
        GramMatrix start = what switch
        {
            "19 steps" => Chains.Inputs(3),
            "16 inputs" => Chains.Inputs(16),
            _ => GramMatrix.Pair(0.3),
        };
        Quantity[] quantities = what == "no quantity" ? [] : [what == "other input" ? Quantity.Correlation(0, 4) : Rho];
        int steps = what switch { "19 steps" => 19, "16 inputs" => 6, "no step" => 0, _ => 1 };
        int points = what switch { "63 points" => 63, "96 points" => 96, "many points" => 1 << 25, _ => 64 };
        LinearControls? controls = what == "controls of a network"
            ? LinearControls.Of(FeedforwardNetwork.ShapedRelu(10, 10, 0, -1), start)
            : null;
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => QuasiMonteCarloMean.Run(
            limit, start, quantities, steps, points, what == "1 randomisation" ? 1 : 2, controls));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private static LimitProcess Of(string limit) => limit switch { "relu" => Limit, "linear" => new LinearSde(1), _ => Smooth };
}
