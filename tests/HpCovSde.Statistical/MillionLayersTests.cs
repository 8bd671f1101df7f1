using System.Collections.Concurrent;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Statistical.Oracles;
using HpCovSde.Statistics;
using MathNet.Numerics.Distributions;
using SpecialFunctions = MathNet.Numerics.SpecialFunctions;

namespace HpCovSde.Statistical;

/// <summary>
/// Every quantity after a million layers, against exact laws where there are any, and a plain simulation of tangent vectors elsewhere.
/// </summary>
public sealed class MillionLayersTests
{
    private const int Depth = 1_000_000;
    private const int Replicas = 8;
    private const int Width = 12;

    // A ReLU network loses all its neurons with probability 2^−n in each layer.
    private const int WidthOfRelu = 40;

    // Simulated once for all rows.
    private static readonly ConcurrentDictionary<(string, bool), Lazy<LayerGrowth>> Simulated = new();

    public static TheoryData<string, int, Precision, WeightSampling> Rows
    {
        get
        {
            var rows = new TheoryData<string, int, Precision, WeightSampling>();
            foreach (int inputs in new[] { 2, 10 })
            {
                foreach (string name in new[] { "linear", "relu", "shaped relu", "tanh", "residual leaky relu" })
                {
                    rows.Add(name, inputs, Precision.Double, WeightSampling.Conditional);
                    if (inputs == 2 || name.Contains("relu", StringComparison.Ordinal) || name == "linear")
                    {
                        rows.Add(name, inputs, Precision.Single, WeightSampling.Conditional);
                    }
                }

                foreach (string name in new[] { "leaky relu", "shaped tanh", "vanishing shaped tanh", "vanishing gelu" })
                {
                    rows.Add(name, inputs, Precision.Double, WeightSampling.Conditional);
                }

                rows.Add("linear", inputs, Precision.Double, WeightSampling.Exact);
            }

            rows.Add("vanishing shaped gelu", 2, Precision.Double, WeightSampling.Conditional);
            rows.Add("growing gelu", 2, Precision.Double, WeightSampling.Conditional);
            rows.Add("growing shaped gelu", 2, Precision.Double, WeightSampling.Conditional);
            rows.Add("shaped relu", 2, Precision.Double, WeightSampling.Explicit);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_quantity_is_right_or_not_known(string name, int inputs, Precision precision, WeightSampling sampling)
    {
        (IChain chain, double variance, LayerGrowth growth) = Case(name, sampling);
        EnsembleResult result = Experiment.Run(chain, Start(inputs, variance), Replicas, precision, keep: Quantity.Every(inputs));
        Assert.Equal(new EventCounts(0, 0, 0, 0), result.Events);
        bool isStationary = name is "tanh" or "shaped tanh";
        var check = new Check($"{name}, {inputs} inputs, {precision}, {sampling}");
        for (int a = 0; a < inputs; a++)
        {
            double[] logs = Finite(Quantity.LogVariance(a));
            Assert.Equal(Replicas, logs.Length);
            check.Mean($"log V of {a + 1}", logs, growth.LogVariance, isStationary ? 1 : Depth, isStationary ? 0 : Math.Log(variance));
            for (int b = 0; b < a; b++)
            {
                // Inputs of a network that is odd, or linear near 0, may become opposite. All differences from the first input turn into
                // one direction. In single precision some of them may be equal to rounding.
                double[] all = Finite(Quantity.LogOneMinusCorrelation(b, a));
                double[] parallel = [.. all.Where(log => Math.Abs(log - Math.Log(2)) > 1e-6)];
                int unknown = LosesAngles(name) ? Replicas : b > 0 && precision == Precision.Single ? 4 : 0;
                Assert.True(all.Length >= Replicas - unknown, $"log(1 - rho) of {b + 1} and {a + 1}: {all.Length} are known.");
                Assert.True(parallel.Length == all.Length || MayOppose(name), $"{b + 1} and {a + 1}: {parallel.Length} are parallel.");
                check.Mean($"log(1 - rho) of {b + 1} and {a + 1}", parallel, growth.LogDistance, Depth);
            }
        }

        double[] logDeterminants = result.Samples(Quantity.LogDeterminant).ToArray();
        if (name == "linear")
        {
            (double mean, double spread) = new LinearLaw.OfNetwork(Width, Depth).LogDeterminant(inputs);
            check.Mean("log det", logDeterminants, new(mean / Depth, spread / Depth), Depth);
        }
        else if (inputs == 2)
        {
            double[] distances = [.. logDeterminants.Select((log, i) =>
                log - result.Samples(Quantity.LogVariance(0))[i] - result.Samples(Quantity.LogVariance(1))[i])];
            distances = [.. distances.Where(double.IsFinite)];
            Assert.True(distances.Length == Replicas || LosesAngles(name), $"log det: {distances.Length} are known.");
            check.Mean("log(1 - rho²)", distances, growth.LogDistance, Depth);
        }
        else
        {
            Assert.All(logDeterminants, log => Assert.Equal(double.NaN, log));
        }

        check.Assert();

        double[] Finite(Quantity quantity) => [.. result.Samples(quantity).ToArray().Where(double.IsFinite)];
    }

    [Theory]
    [InlineData(2, Precision.Double)]
    [InlineData(2, Precision.Single)]
    [InlineData(10, Precision.Double)]
    public void A_residual_network_whose_branches_shrink_with_depth_has_the_law_of_few_layers(int inputs, Precision precision)
    {
        // 256 layers have it up to 1/256 of the growth.
        EnsembleResult result = Experiment.Run(
            ResidualNetwork.Uniform(Width, Depth, ReluFamily.Relu), Start(inputs, 1), Replicas, precision, keep: Quantity.Every(inputs));
        var normals = new PlainNormals(7);
        MathNet.Numerics.LinearAlgebra.Matrix<double>[] v =
            [.. Enumerable.Range(0, 512).Select(_ => PlainResidual.Draw(Width, 256, inputs, 0.3, normals))];
        var check = new Check($"residual relu, {inputs} inputs, {precision}");
        for (int a = 0; a < inputs; a++)
        {
            Compare(Quantity.LogVariance(a), matrix => Math.Log(matrix[a, a]));
            for (int b = 0; b < a; b++)
            {
                Compare(
                    Quantity.LogOneMinusCorrelation(b, a),
                    matrix => Math.Log(1 - (matrix[a, b] / Math.Sqrt(matrix[a, a] * matrix[b, b]))));
            }
        }

        Compare(Quantity.LogDeterminant, matrix => Math.Log(matrix.Determinant()));
        check.Assert();

        void Compare(Quantity quantity, Func<MathNet.Numerics.LinearAlgebra.Matrix<double>, double> function)
        {
            Moments moments = Moments.Of(v.Select(function).ToArray());
            check.Mean(
                quantity.Name, result.Samples(quantity).ToArray(), new(moments.Mean, moments.Variance, moments.StandardError), layers: 1);
        }
    }

    private static bool MayOppose(string name) => name.Contains("tanh", StringComparison.Ordinal) || IsLinear(name);

    private static bool IsLinear(string name) => name == "linear" || name.StartsWith("vanishing", StringComparison.Ordinal);

    // While the network is nearly linear, differences of the norms may grow to 10⁸ times the angle.
    private static bool LosesAngles(string name) => name.StartsWith("vanishing", StringComparison.Ordinal);

    private static GramMatrix Start(int inputs, double variance)
    {
        double[,] gram = new double[inputs, inputs];
        for (int i = 0; i < gram.Length; i++)
        {
            gram[i / inputs, i % inputs] = (i / inputs == i % inputs ? 1 : 0.3) * variance;
        }

        return GramMatrix.FromMatrix(gram);
    }

    private static (IChain Chain, double Variance, LayerGrowth Growth) Case(string name, WeightSampling sampling)
    {
        double leak = 1 - (1 / Math.Sqrt(Width));
        ReluFamily leaky = ReluFamily.LeakyRelu(0.3);
        return name switch
        {
            "linear" => (Plain(ReluFamily.Linear), 1, LayerGrowth.Linear(Width)),
            "relu" => (Plain(ReluFamily.Relu, WidthOfRelu), 1, LayerGrowth.Relu(WidthOfRelu)),
            "leaky relu" => (Plain(leaky), 1, Simulation(name, x => x > 0 ? x : 0.3 * x, x => x > 0 ? 1 : 0.3)),
            "shaped relu" => (
                FeedforwardNetwork.ShapedRelu(Width, Depth, 0, -1, sampling: sampling), 1,
                Simulation(name, x => x > 0 ? x : leak * x, x => x > 0 ? 1 : leak)),
            "residual leaky relu" => (
                new ResidualNetwork(Width, BranchScaling.Power(Depth, 0), leaky) { Sampling = sampling }, 1,
                Simulation(name, x => x > 0 ? x : 0.3 * x, x => x > 0 ? 1 : 0.3, isResidual: true)),
            "tanh" => (Plain(Activation.Tanh), 1, Simulation(name, Math.Tanh, Slope(1), isHomogeneous: false)),
            "shaped tanh" => (
                Shaped(Activation.Tanh, 1), 1, Simulation(name, Stretched(Math.Tanh, 1), Slope(Math.Sqrt(Width)), isHomogeneous: false)),
            "vanishing shaped tanh" => (
                Shaped(Activation.Tanh, 2), 1, LayerGrowth.Linear(Width, NormalizationOf(Stretched(Math.Tanh, 2)))),
            "vanishing gelu" => (Plain(Activation.Gelu), 1e-4, LayerGrowth.Linear(Width, NormalizationOf(Gelu) / 4)),
            "growing gelu" => (Plain(Activation.Gelu, WidthOfRelu), 1e40, LayerGrowth.Relu(WidthOfRelu, NormalizationOf(Gelu))),
            "vanishing shaped gelu" => (
                Shaped(Activation.Gelu, 1), 1e-2, LayerGrowth.Linear(Width, NormalizationOf(Stretched(Gelu, 1)) / 4)),
            "growing shaped gelu" => (
                Shaped(Activation.Gelu, 1, WidthOfRelu), 1e36,
                LayerGrowth.Relu(WidthOfRelu, NormalizationOf(Stretched(Gelu, 1, WidthOfRelu)))),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such case."),
        };

        FeedforwardNetwork Plain(Activation activation, int width = Width) => new(width, Depth, activation) { Sampling = sampling };

        FeedforwardNetwork Shaped(Activation activation, double a, int width = Width) =>
            FeedforwardNetwork.ShapedSmooth(width, Depth, new SmoothShape(activation, a), sampling);
    }

    private static LayerGrowth Simulation(
        string name, Func<double, double> value, Func<double, double> slope, bool isHomogeneous = true, bool isResidual = false) =>
        Simulated.GetOrAdd((name, isResidual), _ => new(() => new TangentNetwork(Width, value, slope)
        {
            Normalization = isResidual ? 1 : NormalizationOf(value),
            IsResidual = isResidual,
            IsHomogeneous = isHomogeneous,
        }.Measure(Depth, seed: 11))).Value;

    private static double Gelu(double x) => x / 2 * SpecialFunctions.Erfc(-x / Math.Sqrt(2));

    // s φ(x/s) with s = a √n.
    private static Func<double, double> Stretched(Func<double, double> value, double a, int width = Width) =>
        x => a * Math.Sqrt(width) * value(x / (a * Math.Sqrt(width)));

    // That of s tanh(x/s).
    private static Func<double, double> Slope(double s) => x => 1 - Math.Pow(Math.Tanh(x / s), 2);

    // 1/E φ(g)² by the trapezoidal rule, which is exact to rounding: φ² is smooth, or has a jump in its second derivative only, at 0.
    private static double NormalizationOf(Func<double, double> value)
    {
        const double Step = 1.0 / 64;
        return 1 / Enumerable.Range(-640, 1281).Sum(i => Step * Math.Pow(value(Step * i), 2) * Normal.PDF(0, 1, Step * i));
    }

    // Means in units of their standard errors, and variances by their χ² law, which know the variance: that of few samples is not one.
    private sealed class Check(string row)
    {
        private readonly List<string> _rejected = [];

        internal void Mean(string what, double[] samples, Growth growth, int layers, double start = 0)
        {
            double variance = layers * growth.Variance;
            double error = Math.Sqrt((variance / Math.Max(1, samples.Length)) + Math.Pow(layers * growth.StandardError, 2));
            double distance = samples.Length == 0 ? 0 : (samples.Average() - start - (layers * growth.Mean)) / error;
            double ratio = samples.Length < 2 ? 1 : Moments.Of(samples).Variance / variance;
            double freedom = Math.Max(1, samples.Length - 1);
            bool isSpread = samples.Length < 2
                || (ratio > ChiSquared.InvCDF(freedom, 1e-8) / freedom && ratio < ChiSquared.InvCDF(freedom, 1 - 1e-8) / freedom);
            if (!(Math.Abs(distance) < Evidence.Sigmas && isSpread))
            {
                _rejected.Add(FormattableString.Invariant($"{row}, {what}: {distance:0.0} sigma off, {ratio:0.00} of the variance"));
            }
        }

        internal void Assert() => Xunit.Assert.True(_rejected.Count == 0, string.Join(Environment.NewLine, _rejected));
    }
}
