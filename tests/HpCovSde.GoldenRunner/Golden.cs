using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;

namespace HpCovSde.GoldenRunner;

/// <summary>
/// Runs of everything that has the same bits on every CPU. They are small, because fused multiply-adds are slow without AVX2.
/// </summary>
internal static class Golden
{
    private const ulong Seed = 20220609;
    private const int Normals = 100_000;
    private const int Replicas = 40;

    private static readonly GramMatrix Pair = GramMatrix.Pair(0.3);

    internal static IEnumerable<(string Name, string Hash)> NormalsHashes() => NormalsHashes<double>().Concat(NormalsHashes<float>());

    internal static IEnumerable<(string Name, string Hash)> NetworkHashes()
    {
        FeedforwardNetwork shaped = FeedforwardNetwork.ShapedRelu(width: 37, depth: 11, cPlus: 0, cMinus: -1);
        ReluFamily slopes = shaped.Shape!.At(37);
        var residual = ResidualNetwork.Uniform(width: 37, depth: 11, slopes);
        return
        [
            .. Run("network.wide.2", shaped, Pair), .. Run("network.wide.3", shaped, Equicorrelated(3)),
            .. Run("network.blocked.18", shaped, Equicorrelated(18)), .. Run("network.explicit", Explicit(shaped), Pair),
            .. Run("residual.wide.1", residual, GramMatrix.Single(1)), .. Run("residual.wide.2", residual, Pair),
            .. Run("residual.wide.3", residual, Equicorrelated(3)), .. Run("residual.blocked.18", residual, Equicorrelated(18)),
            .. Run(
                "residual.explicit",
                new ResidualNetwork(37, BranchScaling.FromValues(0.5, 0.5, 1), slopes) { Sampling = WeightSampling.Explicit },
                Pair),
            .. Run(
                "diffusion.log-norm", new ResidualDiffusion(37, 1, slopes).Integrate(0.25, new LogNormDiffusion()), GramMatrix.Single(1)),
            .. Run(
                "diffusion.clock",
                new ResidualDiffusion(37, 1, Activation.OrnsteinUhlenbeck()).Integrate(0.1, new ClockDiffusion()),
                GramMatrix.Single(1)),
            .. Run("exact.few", Exact(37, slopes), GramMatrix.Single(1)),
            .. Run("exact.many", Exact(100_000_001, slopes), GramMatrix.Single(1)),
            .. Run("exact.linear.1", Exact(1, ReluFamily.Linear), GramMatrix.Single(1)),
            .. Run("exact.linear.3", Exact(3, ReluFamily.Linear), Equicorrelated(3)),
            .. Run(
                "exact.residual",
                new ResidualNetwork(1, BranchScaling.FromValues(0.5, 0.5, 1), ReluFamily.Abs) { Sampling = WeightSampling.Exact },
                GramMatrix.Single(1)),
        ];
    }

    internal static IEnumerable<(string Name, string Hash)> SdeHashes() =>
        from scheme in SchemeCatalog.All
        from start in new[] { GramMatrix.Single(1.5), Pair, Equicorrelated(3) }
        from sde in Limits
        where scheme.Refusal(sde, start.Size) is null && !(start.Size == 1 && sde is CovarianceSde or CovarianceFlow)
        let family = sde is SmoothCovarianceSde or SmoothCovarianceFlow ? "smooth" : "relu"
        from run in Run($"sde.{scheme.Name}.{family}.{start.Size}", sde.Integrate(1.0 / 32, scheme), start)
        select run;

    // One of every kind, of which each scheme takes some; one input of the ReLU family has no drift, and the same law as any other.
    private static LimitProcess[] Limits { get; } =
    [
        new CovarianceSde(kappa: 0.5, time: 1), new CovarianceFlow(kappa: 0.5, time: 1),
        new SmoothCovarianceSde(new(0.3, -0.4), 1), new SmoothCovarianceFlow(new(0.3, -0.4), 1),
        new FirstOrderCorrection(ReluFamily.Relu, width: 30, 1),
    ];

    private static GramMatrix Equicorrelated(int inputs)
    {
        var gram = new double[inputs, inputs];
        for (int i = 0; i < gram.Length; i++)
        {
            gram[i / inputs, i % inputs] = i / inputs == i % inputs ? 1 : 0.3;
        }

        return GramMatrix.FromMatrix(gram);
    }

    private static FeedforwardNetwork Explicit(FeedforwardNetwork network) =>
        new(network.Width, network.Depth, network.Activation) { Sampling = WeightSampling.Explicit };

    private static FeedforwardNetwork Exact(int width, ReluFamily activation) =>
        new(width, depth: 11, activation) { Sampling = WeightSampling.Exact };

    private static IEnumerable<(string Name, string Hash)> Run(string name, IChain chain, GramMatrix start)
    {
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            using var ensemble = new Ensemble(threads: 1, Seed);
            var options = new RunOptions
            {
                Replicas = Replicas,
                Precision = precision,
                Quantities = Kept(start.Size),
            };
            EnsembleResult result = ensemble.Run(chain, start, options);
            double[] samples = [.. result.Quantities.SelectMany(quantity => result.Samples(quantity).ToArray())];
            yield return ($"{name}.{precision}", HashOf<double>(samples));
        }
    }

    // The quantities that chains compute. All other quantities are derived from them after a run.
    private static IReadOnlyList<Quantity> Kept(int inputs) =>
    [
        .. Enumerable.Range(0, inputs).Select(Quantity.LogVariance),
        .. from a in Enumerable.Range(0, inputs) from b in Enumerable.Range(0, a) select Quantity.OneMinusCorrelation(a, b),
    ];

    private static IEnumerable<(string Name, string Hash)> NormalsHashes<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomStream stream = new RandomKey(Seed, Purpose: 7).Stream(replica: 3, step: 5);
        var lanes = new T[Normals / (2 * Lanes<T>.Count) * (2 * Lanes<T>.Count)];
        StandardNormals.FillLanes(stream, lanes);
        yield return ($"normals.lanes.{typeof(T).Name}", HashOf<T>(lanes));

        var row = new T[Normals - 1];
        StandardNormals.Fill(stream, firstSegment: 0, row);
        yield return ($"normals.row.{typeof(T).Name}", HashOf<T>(row));
    }

    private static string HashOf<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values)));
}
