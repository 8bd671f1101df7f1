using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistical.Oracles;

using static HpCovSde.Statistical.PublishedNumber;

namespace HpCovSde.Statistical;

/// <summary>
/// Published numbers, from papers or independent programs, that no other test uses. Other published numbers are tested elsewhere: kernels
/// and laws in HpCovSde.Tests (InfiniteWidth, Laws), residual networks in <see cref="ResidualDiffusionTests"/> and
/// <see cref="ResidualNetworkTests"/>, explosions in <see cref="SmoothNetworkTests"/>.
/// </summary>
internal static class PublishedNumbers
{
    private static readonly Quantity Rho = Quantity.Correlation(0, 1);
    private static readonly Quantity Delta = Quantity.OneMinusCorrelation(0, 1);
    private static readonly Quantity LogV = Quantity.LogVariance(0);
    private static readonly Quantity LogV2 = Quantity.LogVariance(1);
    private static readonly Quantity V = Quantity.Covariance(0, 0);

    internal static IReadOnlyList<PublishedNumber> All { get; } =
        [.. ShapedRelu(), .. UnshapedRelu(), .. Smooth(), .. Angles(), .. TwoLayers(), .. ClosedForms(), .. PublishedResidualNumbers.All];

    private static IEnumerable<PublishedNumber> ShapedRelu()
    {
        // n = d = 150, c = (0, −1), ρ_0 = 0.3.
        const string Paper = "Li, Nica, Roy 2022 (arXiv 2206.02768), figures, shaped ReLU";
        var network = FeedforwardNetwork.ShapedRelu(150, 150, 0, -1);
        Lazy<EnsembleResult> finite = Of(network, GramMatrix.Pair(0.3), 1 << 13);
        Lazy<EnsembleResult> limit = Of(Limits.Of(network).Integrate(), GramMatrix.Pair(0.3), 1 << 15);
        yield return new($"{Paper}, 2^13 networks: mean rho", 0.3441, 0.0065, () => Mean(Samples(finite, Rho)));
        yield return new($"{Paper}, 2^15 paths of the SDE: mean rho", 0.3414, 0.0033, () => Mean(Samples(limit, Rho)));
        yield return new(
            $"{Paper}, SDE: E rho at T = 1", 0.341, 0.001, () => new(CorrelationEquation.Mean(1 / (2 * Math.PI), 1, 0.3, r => r), 0));
        IEnumerable<PublishedNumber> samples =
        [
            .. OfSample(
                $"{Paper}, 2^13 networks",
                1 << 13,
                () => Samples(finite, Rho),
                ("deviation of rho", 0.5884, Deviation),
                ("median of rho", 0.533, Median)),
            .. OfSample(
                $"{Paper}, 2^13 networks",
                1 << 13,
                () => Samples(finite, LogV),
                ("mean log V[1,1]", -1.041, Mean),
                ("variance of log V[1,1]", 2.079, Variance)),
            .. OfSample($"{Paper}, 2^13 networks", 1 << 13, () => Samples(finite, V), ("mean V[1,1]", 1.002, Mean)),
            .. OfSample(
                $"{Paper}, 2^15 paths of the SDE",
                1 << 15,
                () => Samples(limit, Rho),
                ("deviation of rho", 0.5900, Deviation),
                ("median of rho", 0.536, Median)),
        ];
        foreach (PublishedNumber number in samples)
        {
            yield return number;
        }
    }

    private static IEnumerable<PublishedNumber> UnshapedRelu()
    {
        // n = d = 150, ρ_0 = 0.3.
        const string Paper = "Li, Nica, Roy 2022 (arXiv 2206.02768), figures, unshaped ReLU, 2000 networks";
        Lazy<EnsembleResult> deep = Of(new FeedforwardNetwork(150, 150, ReluFamily.Relu), GramMatrix.Pair(0.3), 1 << 12);
        Lazy<EnsembleResult> layer = Of(new FeedforwardNetwork(20, 1, ReluFamily.Relu), GramMatrix.Single(), 1 << 19);
        IEnumerable<PublishedNumber> samples =
        [
            .. OfSample(Paper, 2000, () => Samples(deep, Rho), ("mean rho", 0.9984, Mean)),
            .. OfSample(Paper, 2000, () => Samples(deep, Delta), ("median of 1 - rho", 4.5e-4, Median)),
            .. OfSample(
                Paper, 2000, () => Samples(deep, LogV), ("mean log V[1,1]", -2.546, Mean), ("variance of log V[1,1]", 5.012, Variance)),
        ];
        foreach (PublishedNumber number in samples)
        {
            yield return number;
        }

        // x = 1/(n √(1 − ρ)) starts at 1/n.
        const string Correction = "Li, Nica 2023 (arXiv 2310.12079), unshaped ReLU, n = 200, rho_0 = 0, t = 1";
        Lazy<EnsembleResult> orthogonal = Of(new FeedforwardNetwork(200, 200, ReluFamily.Relu), GramMatrix.Pair(0), 1 << 13);
        yield return new(
            $"{Correction}, networks: E x",
            0.600,
            0.023,
            () => Mean(Evidence.Map(Samples(orthogonal, Delta), delta => 1 / (200 * Math.Sqrt(delta)))));
        yield return Exact($"{Correction}, SDE: E x", 0.516, 3, () => ReciprocalAngleLaw.Mean(ReluFamily.Relu, 1.0 / 200, 1));
        yield return new(
            "Hanin, Nica 2018 (arXiv 1812.05994), ReLU, n = 20, one layer: mean log V", -0.1383, 0.0009, () => Mean(Samples(layer, LogV)));
    }

    private static IEnumerable<PublishedNumber> Smooth()
    {
        // Softplus centred at log(7/4), a = 1, n = d = 100, ρ_0 = 0.3.
        const string Paper = "Li, Nica, Roy 2022 (arXiv 2206.02768), shaped softplus with beta = 0";
        FeedforwardNetwork network = FeedforwardNetwork.ShapedSmooth(
            100, 100, new SmoothShape(Activation.Softplus, 1, center: Math.Log(7.0 / 4)));
        Lazy<EnsembleResult> finite = Of(network, GramMatrix.Pair(0.3), 1 << 12);
        Lazy<EnsembleResult> limit = Of(Limits.Of(network).Integrate(), GramMatrix.Pair(0.3), 1 << 12);
        return
        [
            .. OfSample(
                $"{Paper}, 6000 networks",
                6000,
                () => Samples(finite, Rho),
                ("mean rho", 0.2546, Mean),
                ("deviation of rho", 0.6353, Deviation)),
            .. OfSample(
                $"{Paper}, 6000 networks",
                6000,
                () => Samples(finite, LogV),
                ("mean log V[1,1]", -1.013, Mean),
                ("variance of log V[1,1]", 1.984, Variance)),
            .. OfSample(
                $"{Paper}, 6000 paths",
                6000,
                () => Samples(limit, Rho),
                ("mean rho", 0.2570, Mean),
                ("deviation of rho", 0.6322, Deviation)),
            .. OfSample(
                $"{Paper}, 6000 paths",
                6000,
                () => Samples(limit, LogV2),
                ("mean log V[2,2]", -1.003, Mean),
                ("variance of log V[2,2]", 2.009, Variance)),
            .. Explosions(),
        ];
    }

    private static IEnumerable<PublishedNumber> Explosions()
    {
        // T = 25 is so large that no later explosions occur.
        const string Paper = "Li, Nica, Roy 2022 (arXiv 2206.02768), beta = 0.8, v = 1: P(explosion)";
        Lazy<EnsembleResult> paths = new(
            () => Experiment.Run(
                new SmoothCovarianceSde(new(0.8 / 3, 0), 25).Integrate(), GramMatrix.Single(), 1 << 14, keep: [Quantity.ExplosionTime]));
        yield return Exact(Paper, 0.24347, 5, () => new SmoothStability(0.8).ExplosionProbability(1));
        yield return new(
            $"{Paper}, sampled",
            0.2424,
            0.005,
            () => Mean(Evidence.Map(paths.Value.Samples(Quantity.ExplosionTime), time => double.IsNaN(time) ? 0 : 1)));
    }

    private static IEnumerable<PublishedNumber> Angles()
    {
        // One layer from θ = 0.1. The stated error of the mean, 0.00102, is that of 30,000 networks.
        const string Paper = "Jakub, Nica 2023 (arXiv 2302.09712), ReLU, theta = 0.1, one layer";
        GramMatrix start = GramMatrix.Pair(Math.Cos(0.1));
        Lazy<EnsembleResult> wide = Of(new FeedforwardNetwork(256, 1, ReluFamily.Relu), start, 1 << 15);
        Lazy<EnsembleResult> narrow = Of(new FeedforwardNetwork(64, 1, ReluFamily.Relu), start, 1 << 15);
        yield return new($"{Paper}, n = 256: mean log sin^2", -4.63934, 0.00102, () => Mean(LogSquaredSine(wide)));
        foreach (PublishedNumber number in
            OfSample($"{Paper}, n = 256", 30_000, () => LogSquaredSine(wide), ("variance of log sin^2", 0.0309, Variance)))
        {
            yield return number;
        }

        foreach (PublishedNumber number in
            OfSample($"{Paper}, n = 64", 30_000, () => LogSquaredSine(narrow), ("variance of log sin^2", 0.1296, Variance)))
        {
            yield return number;
        }

        yield return Exact($"{Paper}, n = 256: the formula's mean", -4.63924, 5, () => AngleLaw.Mean(0.1, 256));
        yield return Exact($"{Paper}, n = 256: the formula's variance", 0.0293, 4, () => AngleLaw.Variance(0.1, 256));
        yield return Exact($"{Paper}, n = 64: the formula's variance", 0.1060, 4, () => AngleLaw.Variance(0.1, 64));
    }

    private static IEnumerable<PublishedNumber> ClosedForms()
    {
        const string Relu = "Li, Nica, Roy 2022 (arXiv 2206.02768), shaped ReLU";
        yield return new(
            $"{Relu}, n = 10^8: n eps_n over (c+ - c-)^2/(2 pi)", 1, 1e-4,
            () => new(new ReluShape(0.5, -1).At(100_000_000).ArcCosineStrength * 1e8 * 2 * Math.PI / 2.25, 0));
        const string Linear = "Li, Nica, Roy 2022 (arXiv 2206.02768), linear";
        yield return Exact($"{Linear}, rho_0 = 0.3: P(rho = 1 in the end)", 0.5970, 4, () => 0.5 + (Math.Asin(0.3) / Math.PI));
        const string Residual = "Hayou 2022 (arXiv 2210.00688), ReLU, n = 1 and begun alive";
        yield return Exact($"{Residual}, L = 5: E Y^2", 2.4867, 4, () => (2 * ResidualLaw.SingleNeuronMean(Math.Sqrt(0.2), 5)) - 1);
        yield return Exact($"{Residual}, L = 20: E Y^2", 2.653, 3, () => (2 * ResidualLaw.SingleNeuronMean(Math.Sqrt(0.05), 20)) - 1);
        yield return Exact(
            $"{Residual}, L = 5: P(Y > 0)", 0.93822, 5, () => Math.Pow(MathNet.Numerics.Distributions.Normal.CDF(0, 1, Math.Sqrt(5)), 5));
        yield return Exact(
            "Hayou 2022 (arXiv 2210.00688), ReLU, n = 1: E q_1 of infinite depth is (1 + e)/2",
            1.859,
            3,
            () => ResidualLaw.SingleNeuronMean(1e-3, 1_000_000));
        const string Wide = "Hayou 2023 (arXiv 2310.01683), corrected: E q_1 of infinite depth to first order in 1/n";
        foreach ((int n, double value) in new[] { (2, 1.749), (3, 1.715), (4, 1.699), (8, 1.674) })
        {
            yield return Exact($"{Wide}, n = {n}", value, 3, () => Math.Exp(0.5) * (1 + (ResidualNormLaw.MeanCorrection(1) / n)));
        }
    }

    // Two layers of α = 1 from q_0 = 1: E φ(Y_1)² = E q_2 − E q_1, where E q_1 = 3/2. It would be 3/4 if the law of the components of Y_1
    // were symmetric.
    private static IEnumerable<PublishedNumber> TwoLayers()
    {
        const string Paper = "Hayou 2023 (arXiv 2310.01683), corrected: E phi(Y_1)^2 of two layers, alpha = 1";
        var two = new ResidualNetwork(2, BranchScaling.FromValues([1, 1]), ReluFamily.Relu);
        Lazy<EnsembleResult> result = new(() => Experiment.Run(two, GramMatrix.Single(), 1 << 22, keep: [V]));
        yield return new($"{Paper}, n = 2", 0.863, 0.002, () => Mean(Evidence.Map(result.Value.Samples(V), q => q - 1.5)));
        yield return new($"{Paper}, n = 1", 0.963, 0.002, () => new(ResidualLaw.SingleNeuronMean(1, 2) - 1.5, 0));
    }

    private static double[] LogSquaredSine(Lazy<EnsembleResult> result) =>
        Evidence.Map(result.Value.Samples(Delta), delta => Math.Log(delta * (2 - delta)));

    private static double[] Samples(Lazy<EnsembleResult> result, Quantity quantity) =>
        [.. result.Value.Samples(quantity).ToArray().Where(x => !double.IsNaN(x))];

    private static Lazy<EnsembleResult> Of(IChain chain, GramMatrix start, int replicas) =>
        new(() => Experiment.Run(chain, start, replicas, keep: start.Size == 1 ? [LogV] : [Rho, Delta, LogV, LogV2, V]));
}
