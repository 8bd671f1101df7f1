using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;

namespace HpCovSde.Tests;

/// <summary>One small chain of every kind there is: each engine and each scheme, with inputs that exercise it.</summary>
public static class Chains
{
    public static TheoryData<string, Precision> All
    {
        get
        {
            var rows = new TheoryData<string, Precision>();
            foreach (string name in Names)
            {
                rows.Add(name, Precision.Double);
                rows.Add(name, Precision.Single);
            }

            return rows;
        }
    }

    private static IEnumerable<string> Names =>
    [
        "wide 1", "wide 2", "wide 3", "wide 8", "wide 16", "blocked 18", "explicit 1", "explicit 2", "explicit 10",
        "euler-maruyama 1", "euler-maruyama 2", "euler-maruyama 3", "exponential-map 2", "exponential-map 3",
        "tri2 1", "tri2 2", "tri2 3", "tri2 10", "fisher-z 2", "arc-cosine-flow 3",
        "smooth-tri2 2", "smooth-tri2 3", "inverse-variance 1", "reciprocal-angle 1", "reciprocal-angle 2", "smooth-flow 3",
        "residual 1", "residual 2", "residual 5", "residual 18", "residual-explicit 1", "residual-explicit 3",
        "residual-softplus 1", "residual-softplus 2", "residual-softplus 5", "residual-softplus 18", "residual-explicit-softplus 3",
        "residual-diffusion 1", "residual-diffusion 2", "shaped-residual 1", "shaped-residual 2", "shaped-residual 5", "shaped-residual 16",
        "exact-relu 1", "exact-abs 1", "exact-linear 1", "exact-linear 2", "exact-linear 3", "exact-linear 18", "exact-linear 40",
        "exact-residual 1",
        "log-norm 1", "clock 1", "clock-softplus 1",
    ];

    internal static (IChain Chain, GramMatrix Start) Make(string name)
    {
        string[] parts = name.Split(' ');
        int inputs = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        GramMatrix start = Inputs(inputs);
        var network = FeedforwardNetwork.ShapedRelu(37, 6, 0.5, -1);
        if (parts[0] is "wide" or "blocked")
        {
            return (network, start);
        }

        if (parts[0] == "explicit")
        {
            return (new FeedforwardNetwork(37, 6, network.Activation) { Sampling = WeightSampling.Explicit }, start);
        }

        switch (parts[0])
        {
            case "residual":
                return (ResidualNetwork.Uniform(37, 6, network.Shape!.At(37)), start);
            case "residual-softplus":
                return (ResidualNetwork.Uniform(37, 6, Activation.Softplus), start);
            case "residual-explicit-softplus":
                return (
                    new ResidualNetwork(37, BranchScaling.Uniform(6), Activation.Softplus) { Sampling = WeightSampling.Explicit }, start);
            case "residual-explicit":
                return (
                    new ResidualNetwork(37, BranchScaling.FromValues([1, 0.1, 0, 0.5, 0.4, 2]), ReluFamily.Relu)
                    {
                        Sampling = WeightSampling.Explicit,
                    },
                    start);
            case "shaped-residual":
                return (ShapedResidualNetwork.ShapedRelu(37, 6, 0.5, -1, 0.7), start);
            case "residual-diffusion":
                return (new ResidualDiffusion(5, 3).Integrate(0.5), start);
            case "smooth-tri2":
                return (new SmoothCovarianceSde(new(0.4, -0.5), 0.3).Integrate(0.05, new Tri2()), start);
            case "log-norm":
                return (new ResidualDiffusion(5, 3).Integrate(0.5, new LogNormDiffusion()), start);
            case "clock":
                return (new ResidualDiffusion(5, 3).Integrate(0.5, new ClockDiffusion()), start);
            case "clock-softplus":
                return (new ResidualDiffusion(5, 3, Activation.Softplus).Integrate(0.5, new ClockDiffusion()), start);
        }

        if (parts[0].StartsWith("exact-", StringComparison.Ordinal))
        {
            return (Exact(parts[0], network.Activation), start);
        }

        Scheme scheme = SchemeCatalog.Find(parts[0])!;
        return (LimitFor(scheme, inputs).Integrate(0.05, scheme), start);
    }

    /// <summary>A limit that a scheme takes: with the drift of the ReLU family where it may be.</summary>
    internal static LimitProcess LimitFor(Scheme scheme, int inputs)
    {
        LimitProcess[] limits =
        [
            new CovarianceSde(0.4, 0.3), new CovarianceFlow(0.4, 0.3), new SmoothCovarianceSde(new(0.4, -0.5), 0.3),
            new SmoothCovarianceFlow(new(0.4, -0.5), 0.3), new FirstOrderCorrection(ReluFamily.Relu, 37, 0.3),
        ];
        return limits.First(limit => scheme.Refusal(limit, inputs) is null);
    }

    private static IChain Exact(string name, Activation shaped) => name switch
    {
        "exact-residual" => new ResidualNetwork(37, BranchScaling.FromValues([1, 0.1, 0, 0.5, 0.4, 2]), ReluFamily.Abs)
        {
            Sampling = WeightSampling.Exact,
        },
        _ => new FeedforwardNetwork(37, 6, name == "exact-relu" ? shaped : name == "exact-abs" ? ReluFamily.Abs : ReluFamily.Linear)
        {
            Sampling = WeightSampling.Exact,
        },
    };

    /// <summary>Inputs of different norms, the first two nearly parallel where there are at least three.</summary>
    internal static GramMatrix Inputs(int count)
    {
        var random = new Random(count);
        double[,] rows = new double[count, 12];
        for (int a = 0; a < count; a++)
        {
            for (int i = 0; i < 12; i++)
            {
                rows[a, i] = a == 1 && count > 2 ? rows[0, i] * (1 + (1e-7 * random.NextDouble())) : random.NextDouble() - 0.4;
            }
        }

        return GramMatrix.FromInputs(rows);
    }
}
