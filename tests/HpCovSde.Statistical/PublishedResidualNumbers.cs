using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.InfiniteWidth;
using HpCovSde.Laws;
using HpCovSde.Networks;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

using static HpCovSde.Statistical.PublishedNumber;

namespace HpCovSde.Statistical;

/// <summary>
/// The part of <see cref="PublishedNumbers"/> about residual networks. If neither the error nor the sample size of a number is stated, both
/// are assumed to equal ours.
/// </summary>
internal static class PublishedResidualNumbers
{
    private const string Hayou = "Hayou 2022 (arXiv 2210.00688)";

    private static readonly Quantity LogNorm = Quantity.LogFeatureNorm(0);
    private static readonly Quantity V = Quantity.Covariance(0, 0);
    private static readonly Quantity Rho = Quantity.Correlation(0, 1);

    // A deterministic start near 0; the activations are shifted by the true start.
    private static readonly GramMatrix Point = GramMatrix.Single(1e-24);

    internal static IEnumerable<PublishedNumber> All =>
        [.. OneNeuron(), .. Magnitudes(), .. NormVariances(), .. LivingNeurons(), .. RootOfDepth()];

    private static IEnumerable<PublishedNumber> OneNeuron()
    {
        // erfi Z_0 = 0.3; erfi Z is a martingale. Its second moment is finite until t = 0.44.
        const string Process = $"{Hayou}, n = 1, Ornstein-Uhlenbeck activation";
        Lazy<double[]> early = Latent(0.2, 1 << 18);
        Lazy<double[]> late = Latent(1, 1 << 16);
        yield return new($"{Process}, t = 0.2: E erfi Z", 0.30050, 0.00027, () => ConvergenceRates.Controlled(
            early.Value, Evidence.Map(early.Value, Z), WidthOneLaw.OrnsteinUhlenbeck(1, 0, 0.3, 0.2).LatentMean));
        yield return new($"{Process}, t = 0.2: E Z", 0.2246, 0.0018, () => Mean(Evidence.Map(early.Value, Z)));
        yield return new($"{Process}, t = 1: E Z", 0.1158, 0.003, () => Mean(Evidence.Map(late.Value, Z)));

        // X_0 = 0.3.
        const string Exploding = $"{Hayou}, n = 1, phi = exp(-erfinv(x)^2), x = 0.3, t = 1";
        Lazy<double[]> exploding = Positions(Activation.Of("exploding", y => WidthOneTests.Exploding(y + Jet.Constant(0.3))), 1, 1 << 16);
        double[] Square() => Evidence.Map(exploding.Value, y => (y + 0.3) * (y + 0.3));
        const string Parabola = $"{Hayou}, n = 1, phi = 1 - x^2, x = 0.3, t = 1";
        Lazy<double[]> parabola = Positions(
            Activation.Of("parabola", y => Jet.Constant(1) - ((y + Jet.Constant(0.3)) * (y + Jet.Constant(0.3)))), 1, 1 << 16);
        double[] Power(int p) => Evidence.Map(parabola.Value, y => Math.Pow(y + 0.3, p));
        IEnumerable<PublishedNumber> samples =
        [
            .. OfSample(Exploding, 1 << 16, Square, ("E X^2", 0.6153, Mean), ("E X^2 once more", 0.6142, Mean)),
            .. OfSample($"{Parabola}, L = 400", 1 << 16, () => Power(2), ("E X^2", 0.57901, Mean)),
            .. OfSample($"{Parabola}, L = 400", 1 << 16, () => Power(4), ("E X^4", 0.45109, Mean)),
        ];
        foreach (PublishedNumber number in samples)
        {
            yield return number;
        }

        Lazy<double[]> Latent(double time, int replicas) =>
            new(() => Evidence.Map(Positions(Activation.OrnsteinUhlenbeck(1, 0.3), time, replicas).Value, x => x + 0.3));

        double Z(double x) => WidthOneLaw.OrnsteinUhlenbeck(1, 0, 0.3, 1).ToLatent(x);
    }

    private static IEnumerable<PublishedNumber> Magnitudes()
    {
        const string Paper = $"{Hayou}, n = 3, L = 7, |phi(x)| = |x|";
        foreach ((ReluFamily activation, double mean, double median) in
            new[] { (ReluFamily.Linear, 2.546, 1.478), (ReluFamily.Abs, 2.554, 1.487) })
        {
            Lazy<double[]> growth = new(() => Evidence.Map(
                Experiment.Run(ResidualNetwork.Uniform(3, 7, activation), GramMatrix.Single(), 1 << 16, keep: [LogNorm]).Samples(LogNorm),
                log => Math.Exp(2 * log)));
            foreach (PublishedNumber number in OfSample(
                $"{Paper}, {activation}", 1 << 16, () => growth.Value, ("mean |Y_7|^2/|Y_0|^2", mean, Mean), (
                    "median |Y_7|^2/|Y_0|^2", median, Median)))
            {
                yield return number;
            }
        }
    }

    private static IEnumerable<PublishedNumber> NormVariances()
    {
        const string Paper = "Hayou 2023 (arXiv 2310.01683), ReLU, L = 100";
        foreach ((int n, double value) in new[] { (32, 5.135), (8, 6.70), (4, 10.2) })
        {
            Lazy<double[]> q = new(() => Experiment.Run(
                ResidualNetwork.Uniform(n, 100, ReluFamily.Relu), GramMatrix.Single(), 1 << 16, keep: [V]).Samples(V).ToArray());
            foreach (PublishedNumber number in
                OfSample($"{Paper}, n = {n}", 1 << 16, () => q.Value, ("n Var q_1/(E q_1)^2", value, RelativeVariance)))
            {
                yield return number;
            }

            Estimate RelativeVariance(double[] samples)
            {
                // The error of the ratio, including the error of the mean in its denominator.
                double mean = Moments.Of(samples).Mean;
                double variance = Moments.Of(samples).Variance;
                Moments parts = Moments.Of(Evidence.Map(samples, x => ((x - mean) * (x - mean)) - (2 * variance * (x - mean) / mean)));
                return new(n * variance / (mean * mean), n * parts.StandardError / (mean * mean));
            }
        }
    }

    // The number of living neurons of replicas that are alive.
    private static IEnumerable<PublishedNumber> LivingNeurons()
    {
        foreach ((int n, double value) in new[] { (3, 0.97), (4, 0.88), (8, 0.31) })
        {
            double[] Single() =>
            [
                .. NeuronObserver.Run(new ResidualDiffusion(n, 60), 0.1, new LogNormDiffusion(), GramMatrix.Single(), 1 << 14, Living)
                    .Where(living => living > 0).Select(living => living == 1 ? 1.0 : 0.0),
            ];
            Lazy<double[]> single = new(Single);
            foreach (PublishedNumber number in
                OfSample($"{Hayou}, ReLU, n = {n}, t = 60", 1 << 14, () => single.Value, ("P(a single neuron is alive)", value, Mean)))
            {
                yield return number;
            }
        }

        static double Living(ReadOnlySpan<double> x)
        {
            int living = 0;
            foreach (double neuron in x)
            {
                living += neuron > 0 ? 1 : 0;
            }

            return living;
        }
    }

    private static IEnumerable<PublishedNumber> RootOfDepth()
    {
        // Weights of variance 2/n correspond to time 2 of the flow. ρ_0 = 0.2 reproduces the number printed for the flow.
        const string Paper = "Li, Nica 2023 (arXiv 2310.12079), residual branches over the root of the depth, rho_0 = 0.2";
        var network = new ResidualNetwork(500, BranchScaling.FromValues([.. Enumerable.Repeat(Math.Sqrt(0.02), 100)]), ReluFamily.Relu);
        yield return Exact(
            $"{Paper}, flow: rho",
            0.384,
            3,
            () => 1 - InfiniteWidthKernel.ResidualFlow(ReluFamily.Relu, 2.0).Of(GramMatrix.Pair(0.2)).OneMinusCorrelation(0, 1));
        yield return new(
            $"{Paper}, n = 500, d = 100: rho",
            0.376,
            0.007,
            () => Mean(Experiment.Run(network, GramMatrix.Pair(0.2), 1 << 8, keep: [Rho]).Samples(Rho).ToArray()));
    }

    private static Lazy<double[]> Positions(Activation activation, double time, int replicas) =>
        new(() => NeuronObserver.Run(
            new ResidualDiffusion(1, time, activation), time / Math.Ceiling(64 * time), new ClockDiffusion(), Point, replicas, x => x[0]));
}
