using System.Numerics;
using CommunityToolkit.HighPerformance;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Random;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;

namespace HpCovSde.Throughput;

/// <summary>
/// The functions that are timed, through the public API: functions of a count that give one value per replica, the final correlation of
/// the first two inputs if there are two.
/// </summary>
internal static class Workload
{
    /// <summary>The number of normals drawn at once.</summary>
    internal const int FillLength = 16384;

    /// <summary>The number of residual networks in one run of an ensemble.</summary>
    internal const int ResidualBlock = 1 << 14;

    private const double InitialCorrelation = 0.3;

    private static readonly Quantity Correlation = Quantity.Correlation(0, 1);

    /// <summary>Shaped networks with two inputs: ReLU, c₊ = 0, c₋ = −1, or tanh, a = 1.</summary>
    internal static Measurement.Sampler Network(Problem problem) =>
        Samples(problem, Shaped(problem, problem.Choice<WeightSampling>("weights")), GramMatrix.Pair(InitialCorrelation), Correlation);

    /// <summary>ReLU networks for the rows of a file.</summary>
    internal static Measurement.Sampler Inputs(Problem problem)
    {
        GramMatrix inputs = GramMatrix.LoadInputs(problem.Text("file"));
        BlasProvider blas = problem.Choice<BlasProvider>("blas");
        return Samples(problem, ShapedRelu(problem, WeightSampling.Conditional), inputs, Correlation, blas);
    }

    /// <summary>Residual ReLU networks with α_l = L^−1/2 and one input: log q_L.</summary>
    internal static Measurement.Sampler Residual(Problem problem)
    {
        ResidualNetwork network = new(problem.Number("width"), BranchScaling.Uniform(problem.Number("depth")), ReluFamily.Relu)
        {
            Sampling = problem.Choice<WeightSampling>("weights"),
        };
        return Samples(problem, network, GramMatrix.FromMatrix(new double[,] { { 1 } }), Quantity.LogVariance(0));
    }

    /// <summary>Euler–Maruyama for the limit of these networks, from V = 0.7 I + 0.3 11ᵀ to T = 1.</summary>
    internal static Measurement.Sampler Sde(Problem problem)
    {
        int m = problem.Number("inputs");
        double[] start = [.. Enumerable.Range(0, m * m).Select(i => i / m == i % m ? 1 : InitialCorrelation)];
        IChain chain = new CovarianceSde(kappa: 1 / (2 * Math.PI), time: 1).Integrate(1.0 / problem.Number("steps"), new EulerMaruyama());
        return chain.Steps == problem.Number("steps")
            ? Samples(problem, chain, GramMatrix.FromMatrix(new ReadOnlySpan2D<double>(start, m, m)), Correlation)
            : throw new ArgumentException($"The chain has {chain.Steps} steps, but --steps is {problem.Number("steps")}.");
    }

    /// <summary>Fills one array with standard normals over and over; the values are those of the last fill.</summary>
    internal static Measurement.Sampler Normals(Problem problem) =>
        problem.Choice<Precision>("precision") == Precision.Single ? Fills<float>(problem) : Fills<double>(problem);

    private static FeedforwardNetwork Shaped(Problem problem, WeightSampling sampling) => problem.Text("activation") switch
    {
        "relu" => ShapedRelu(problem, sampling),
        "tanh" => FeedforwardNetwork.ShapedSmooth(
            problem.Number("width"), problem.Number("depth"), new SmoothShape(Activation.Tanh, a: 1), sampling),
        string other => throw new ArgumentException($"--activation {other} is neither relu nor tanh."),
    };

    private static FeedforwardNetwork ShapedRelu(Problem problem, WeightSampling sampling) =>
        FeedforwardNetwork.ShapedRelu(problem.Number("width"), problem.Number("depth"), cPlus: 0, cMinus: -1, sampling: sampling);

    private static Measurement.Sampler Samples(
        Problem problem, IChain chain, GramMatrix start, Quantity quantity, BlasProvider blas = BlasProvider.Managed)
    {
        var ensemble = new Ensemble(problem.Number("threads"), (ulong)problem.Number("seed"));
        var options = new RunOptions { Precision = problem.Choice<Precision>("precision"), Quantities = [quantity], Blas = blas };
        return count => ensemble.Run(chain, start, options with { Replicas = count }).Samples(quantity);
    }

    private static Measurement.Sampler Fills<T>(Problem problem)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var key = new RandomKey((ulong)problem.Number("seed"), Purpose: 0);
        var values = new T[FillLength];
        return count =>
        {
            for (int drawn = 0; drawn < count; drawn += FillLength)
            {
                StandardNormals.Fill<T>(key.Stream((uint)(drawn / FillLength), step: 0), 0, values);
            }

            return Array.ConvertAll(values, double.CreateTruncating);
        };
    }
}
