using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Statistical;

/// <summary>
/// Compares the diffusion of a single neuron with its closed-form laws. A deterministic X_0 is a start with negligible variance.
/// </summary>
public sealed class WidthOneTests
{
    private static readonly Quantity LogNorm = Quantity.LogFeatureNorm(0);
    private static readonly Quantity V = Quantity.Covariance(0, 0);
    private static readonly GramMatrix Point = GramMatrix.Single(1e-24);

    [Theory]
    [InlineData(0.2, 1.0, 0.3, Precision.Double)]
    [InlineData(1.0, 1.0, 0.3, Precision.Double)]
    [InlineData(1.0, 1.0, 0.3, Precision.Single)]
    [InlineData(1.0, -0.7, 0.1, Precision.Double)]
    public void The_Ornstein_Uhlenbeck_activation_gives_its_process(double time, double alpha, double beta, Precision precision)
    {
        // log φ(X_t)/φ(X_0) = Z_t² − Z_0².
        EnsembleResult result = Run(Activation.OrnsteinUhlenbeck(alpha, beta), time, precision);
        WidthOneLaw law = WidthOneLaw.OrnsteinUhlenbeck(alpha, beta, 0, time);
        double start = law.ToLatent(0);
        var evidence = new Evidence();
        evidence.Law("Z^2", result.Samples(LogNorm), SquareCdf(law.LatentMean, law.LatentVariance));
        evidence.AssertNoneRejected();

        // A wrong variant: noise of σ² = 2θ, as for the process with stationary variance 1.
        var wrong = new Evidence();
        wrong.Law("sigma^2 = 2 theta", result.Samples(LogNorm), SquareCdf(law.LatentMean, 2 * law.LatentVariance));
        Assert.NotEmpty(wrong.Rejected);

        Func<double, double> SquareCdf(double mean, double variance) => x =>
        {
            double root = Math.Sqrt(Math.Max(0, x + (start * start)));
            return Normal.CDF(mean, Math.Sqrt(variance), root) - Normal.CDF(mean, Math.Sqrt(variance), -root);
        };
    }

    [Fact]
    public void An_affine_activation_gives_a_shifted_geometric_Brownian_motion()
    {
        // φ = 1 + y, X_0 = 0: log |1 + X_t| ~ N(−t/2, t).
        EnsembleResult result = Run(Activation.Of("affine", default(OnePlus)), 1, Precision.Double);
        WidthOneLaw law = WidthOneLaw.Affine(1, 1, 0, 1);
        var evidence = new Evidence();
        evidence.Law("log(1 + X)", result.Samples(LogNorm), law.LatentCdf);
        evidence.AssertNoneRejected();
        var wrong = new Evidence();
        wrong.Law("without the Ito correction", result.Samples(LogNorm), x => Normal.CDF(0, 1, x));
        Assert.NotEmpty(wrong.Rejected);
    }

    [Fact]
    public void A_parabola_gives_the_tanh_of_a_Brownian_motion_with_a_random_drift()
    {
        double[] square = Run(Activation.Of("parabola", default(OneMinusSquare)), 1, Precision.Double).Samples(V).ToArray();
        WidthOneLaw law = WidthOneLaw.Parabola(0, 1);
        var evidence = new Evidence();
        evidence.Mean("E X^2", square, law.Variance);
        evidence.Law("X^2", square, x => law.Cdf(Math.Sqrt(x)) - law.Cdf(-Math.Sqrt(x)));
        evidence.AssertNoneRejected();
        var wrong = new Evidence();
        wrong.Law("without the drift", square, x => 2 * (Normal.CDF(0, 1, Math.Atanh(Math.Sqrt(x))) - 0.5));
        Assert.NotEmpty(wrong.Rejected);
    }

    [Fact]
    public void The_Gaussian_of_the_inverse_error_function_gives_an_exploding_process()
    {
        double[] square = Run(Activation.Of("exploding", Exploding), 1, Precision.Double).Samples(V).ToArray();
        WidthOneLaw law = WidthOneLaw.ExplodingOrnsteinUhlenbeck(0, 1);
        var evidence = new Evidence();
        evidence.Mean("E X^2", square, law.Variance);
        evidence.Law("X^2", square, x => law.Cdf(Math.Sqrt(x)) - law.Cdf(-Math.Sqrt(x)));
        evidence.AssertNoneRejected();
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public void A_leaky_neuron_keeps_its_sign_and_has_the_law_for_that_sign(double negativeSlope)
    {
        // X_0 ~ N(0, 1): log |φ(X_t)/φ(X_0)| ~ N(−s²t/2, s²t), s = 1 or the slope, each with probability 1/2.
        var diffusion = new ResidualDiffusion(1, 1, ReluFamily.LeakyRelu(negativeSlope));
        EnsembleResult result = Experiment.Run(
            diffusion.Integrate(1.0 / 64, new ClockDiffusion()), GramMatrix.Single(), 1 << 14, keep: [LogNorm]);
        WidthOneLaw above = WidthOneLaw.LeakyRelu(negativeSlope, 1, 1);
        WidthOneLaw below = WidthOneLaw.LeakyRelu(negativeSlope, -1, 1);
        double[] samples = ResidualNetworkTests.Finite(result.Samples(LogNorm));
        var evidence = new Evidence();
        evidence.Law("log", samples, negativeSlope == 0 ? above.LatentCdf : x => 0.5 * (above.LatentCdf(x) + below.LatentCdf(x)));
        evidence.AssertNoneRejected();
    }

    private static EnsembleResult Run(Activation activation, double time, Precision precision) =>
        Experiment.Run(
            new ResidualDiffusion(1, time, activation).Integrate(time / 64, new ClockDiffusion()),
            Point,
            1 << 14,
            precision,
            keep: [LogNorm, V]);

    // exp(−z²), erf z = y, whose slope is −√π z.
    internal static Jet Exploding(Jet y)
    {
        double z = Math.Abs(y.Value) < 1 ? MathNet.Numerics.SpecialFunctions.ErfInv(y.Value) : double.PositiveInfinity;
        return new(Math.Exp(-z * z), -Math.Sqrt(Math.PI) * z, 0, 0);
    }

    private readonly struct OnePlus : IActivationFormula
    {
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => TNumber.Constant(1) + x;
    }

    private readonly struct OneMinusSquare : IActivationFormula
    {
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => TNumber.Constant(1) - (x * x);
    }
}
