using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Statistical;

/// <summary>
/// Compares unshaped networks and their first-order correction (Li and Nica 2023, arXiv 2310.12079; Jakub and Nica 2023, arXiv 2302.09712)
/// with exact laws and with each other, in x = 1/(n √(1 − ρ)).
/// </summary>
public sealed class FirstOrderCorrectionTests
{
    private const double Time = 0.5;
    private const double X0 = 0.05;

    private static readonly Quantity Delta = Quantity.OneMinusCorrelation(0, 1);

    public static TheoryData<double> NegativeSlopes => [0, 0.3, -0.5];

    [Theory]
    [MemberData(nameof(NegativeSlopes))]
    public void The_sde_has_its_moments_at_any_step_and_its_norms_are_lognormal(double negativeSlope)
    {
        var activation = new ReluFamily(1, negativeSlope);
        double excess = activation.FourthMomentRatio - 1;
        var evidence = new Evidence();
        foreach ((double step, Precision precision) in
            new[] { (0.25, Precision.Double), (1.0 / 64, Precision.Double), (1.0 / 64, Precision.Single) })
        {
            EnsembleResult result = Limit(activation, 100, step, 1 << 15, precision);
            double[] x = Reciprocal(result, 100);
            evidence.Mean($"E x, h = {step}", x, ReciprocalAngleLaw.Mean(activation, X0, Time));
            evidence.Law(
                $"log V, h = {step}",
                result.Samples(Quantity.LogVariance(1)),
                y => Normal.CDF(-excess * Time / 2, Math.Sqrt(excess * Time), y));
            if (step < 0.1)
            {
                evidence.Mean("E x^2", x, y => y * y, ReciprocalAngleLaw.MeanSquare(activation, X0, Time));
            }

            double[] ratio = Evidence.Map(
                result.Samples(Quantity.LogVariance(0)), result.Samples(Quantity.LogVariance(1)), (a, b) => a - b);
            Assert.All(ratio, difference => Assert.Equal(0, difference, precision == Precision.Double ? 1e-13 : 1e-5));
        }

        evidence.AssertNoneRejected();
        var single = new Evidence();
        ReadOnlySpan<double> alone = Experiment.Run(
            new FirstOrderCorrection(activation, 100, Time).Integrate(0.1), GramMatrix.Single(1), 1 << 15).Samples(Quantity.LogVariance(0));
        single.Law("log V of one input", alone, y => Normal.CDF(-excess * Time / 2, Math.Sqrt(excess * Time), y));
        single.AssertNoneRejected();
    }

    [Theory]
    [MemberData(nameof(NegativeSlopes))]
    public void Increments_of_a_network_at_small_angles_have_the_covariance_of_the_sde(double negativeSlope)
    {
        // θ = 10⁻⁷, n = 400 and 20 layers: log x gains the variance q t, log V gains (κ₄ − 1) t, and their covariance is q t, up to
        // relative corrections of order 1/n.
        const int Width = 400;
        const int Depth = 20;
        const int Replicas = 1 << 15;
        var activation = new ReluFamily(1, negativeSlope);
        double q = activation.FourthMomentRatio / 3;
        double t = (double)Depth / Width;
        var start = GramMatrix.FromInputs(new double[,] { { 1, 0 }, { 1, 1e-7 } });
        EnsembleResult result = Experiment.Run(new FeedforwardNetwork(Width, Depth, activation), start, Replicas);
        double[] x = Evidence.Map(result.Samples(Delta), delta => -Math.Log(delta) / 2);
        double[] v = Evidence.Map(result.Samples(Quantity.LogVariance(0)), y => y);
        double[] ratio = Evidence.Map(result.Samples(Quantity.LogVariance(1)), v, (a, b) => a - b);
        AssertCovariance(x, x, q * t);
        AssertCovariance(v, v, (3 * q - 1) * t);
        AssertCovariance(x, v, q * t);
        Assert.All(ratio, difference => Assert.InRange(Math.Abs(difference), 0, 1e-5));

        // The exact correction of 1/n has a coefficient below 10 for κ₄ ≤ 6.
        static void AssertCovariance(double[] a, double[] b, double expected)
        {
            double meanA = a.Average();
            double meanB = b.Average();
            Moments products = Moments.Of(Evidence.Map(a, b, (y, z) => (y - meanA) * (z - meanB)));
            double tolerance = (Evidence.Sigmas * products.StandardError) + (10.0 / Width * Math.Abs(expected));
            Assert.Equal(expected, products.Mean, tolerance);
            Assert.NotInRange(products.Mean, (0.8 * expected) - tolerance, (0.8 * expected) + tolerance);
        }
    }

    // t = 0.5, x_0 = 0.05, from an independent simulation: SDE 0.2648, networks 0.2738 ± 0.0032, 0.2717 ± 0.0038, 0.2692 ± 0.0056;
    // refined 0.2726, 0.2685, 0.2667.
    [Theory]
    [InlineData(100, 0.2738, 0.0032)]
    [InlineData(200, 0.2717, 0.0038)]
    [InlineData(400, 0.2692, 0.0056)]
    public void Networks_reproduce_the_published_reciprocal_angles(int width, double recorded, double error)
    {
        double[] x = Reciprocal(Network(ReluFamily.Relu, width, 1 << 12), width);
        var evidence = new Evidence();
        evidence.Estimate($"E x, n = {width}", x, recorded, error);
        evidence.AssertNoneRejected();
    }

    [Theory]
    [MemberData(nameof(NegativeSlopes))]
    public void The_difference_of_networks_to_the_sde_decreases_like_one_over_the_width(double negativeSlope)
    {
        // In E log x(network) − E log x(SDE) = A + B/n + C/n², A must be zero and B must not. At this step the SDE has no visible error.
        var activation = new ReluFamily(1, negativeSlope);
        int[] widths = [25, 50, 100, 200];
        var difference = new Estimate[4];
        for (int i = 0; i < 4; i++)
        {
            Estimate finite = Estimate.OfMean(Moments.Of(Logs(Network(activation, widths[i], 1 << 14, (ulong)i), widths[i])));
            difference[i] = finite - Estimate.OfMean(
                Moments.Of(Logs(Limit(activation, widths[i], 1.0 / 64, 1 << 16, seed: (ulong)i), widths[i])));
        }

        double[] x = [.. widths.Select(n => 1.0 / n)];
        Assert.InRange(WeakOrderTests.LowestPower(x, difference, 0, powers: 3), 0, Evidence.Sigmas);

        // For the slope 0.3 B is too small to be detected.
        Assert.True(negativeSlope > 0 || WeakOrderTests.LowestPower(x, difference, 1, powers: 2) > Evidence.Sigmas);
    }

    [Fact]
    public void The_refined_mean_agrees_with_a_finite_network_at_small_angles()
    {
        // At θ = 10⁻⁶ each layer multiplies x by an independent factor: E x_l/x_0 = g^l, compared with e^{2l/n} in the limit.
        const int Width = 40;
        const int Depth = 20;
        var start = GramMatrix.FromInputs(new double[,] { { 1, 0 }, { 1, 1e-6 } });
        double x0 = 1 / (Width * Math.Sqrt(start.OneMinusCorrelation(0, 1)));
        double[] ratio = Evidence.Map(
            Reciprocal(Experiment.Run(new FeedforwardNetwork(Width, Depth, ReluFamily.Relu), start, 1 << 17), Width), x => x / x0);
        var evidence = new Evidence();
        evidence.Mean("E x/x_0", ratio, ReciprocalAngleLaw.MeanAfter(Width, Depth, x0) / x0);
        evidence.AssertNoneRejected();
        var limit = new Evidence();
        limit.Mean("by the limit", ratio, ReciprocalAngleLaw.Mean(ReluFamily.Relu, x0, (double)Depth / Width) / x0);
        Assert.NotEmpty(limit.Rejected);
    }

    private static EnsembleResult Network(ReluFamily activation, int width, int replicas, ulong seed = 1) =>
        Experiment.Run(
            new FeedforwardNetwork(width, (int)(Time * width), activation), Start(width), replicas, seed: seed, keep: Quantity.Every(2));

    private static EnsembleResult Limit(
        ReluFamily activation, int width, double step, int replicas, Precision precision = Precision.Double, ulong seed = 1) =>
        Experiment.Run(
            new FirstOrderCorrection(activation, width, (int)(Time * width) / (double)width).Integrate(step),
            Start(width),
            replicas,
            precision,
            seed);

    // 1 − ρ_0 = 1/(n x_0)².
    private static GramMatrix Start(int width) => GramMatrix.Pair(1 - (1 / (width * X0 * width * X0)));

    private static double[] Reciprocal(EnsembleResult result, int width) =>
        Evidence.Map(result.Samples(Delta), delta => 1 / (width * Math.Sqrt(delta)));

    private static double[] Logs(EnsembleResult result, int width) => Evidence.Map(Reciprocal(result, width), Math.Log);
}
