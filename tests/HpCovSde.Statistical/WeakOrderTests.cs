using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistical.Oracles;
using HpCovSde.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace HpCovSde.Statistical;

/// <summary>
/// Measured weak orders against the declared ones. The error at three steps is resolved into powers, p being the declared order:
/// in error(h) = B h^{p−1} + C h^p + D h^{p+1}, B must be zero (the order is no less), and in error(h) = C h^p + D h^{p+1}, fitted by
/// weighted least squares, C must not (it is no more), both by the standard errors of the estimates.
/// </summary>
public sealed class WeakOrderTests
{
    private const double Kappa = 4 / (2 * Math.PI);
    private const double Rho0 = -0.5;

    [Fact]
    public void Euler_maruyama_has_weak_order_one() =>
        AssertOrder(new EulerMaruyama(), 1, 1, [100, 200, 400], 1 << 20, Quantity.LogVariance(0), x => x, exact: -1);

    [Fact]
    public void The_exponential_map_has_weak_order_one() =>
        AssertOrder(new ExponentialMap(), 1, 0.5, [1, 2, 4], 1 << 22, Quantity.Covariance(0, 0), x => x, exact: 1);

    [Theory]
    [InlineData(3, 1, 2, 4)]
    [InlineData(8, 3, 6, 12)]
    public void Tri2_has_weak_order_two_for_the_last_of_many_inputs(int inputs, int coarse, int middle, int fine) =>
        AssertOrder(
            new Tri2(), 2, new LinearSde(1), Experiment.Equicorrelated(inputs, 0.3), [coarse, middle, fine], 1 << 22,
            Quantity.LogVariance(inputs - 1), x => x, -1);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Tri2_is_exact_for_pairs_without_drift(int steps)
    {
        EnsembleResult result = Experiment.Run(new LinearSde(3).Integrate(3.0 / steps, new Tri2()), GramMatrix.Pair(Rho0), 1 << 20);
        var evidence = new Evidence();
        evidence.Mean("E arcsin rho", result.Samples(Quantity.Correlation(0, 1)), Math.Asin, Math.Asin(Rho0));
        evidence.Law("log V11", result.Samples(Quantity.LogVariance(0)), x => Normal.CDF(-3, Math.Sqrt(6), x));
        evidence.Law("log V22", result.Samples(Quantity.LogVariance(1)), x => Normal.CDF(-3, Math.Sqrt(6), x));
        evidence.Law(
            "log det V", result.Samples(Quantity.LogDeterminant), x => Normal.CDF(Math.Log(1 - (Rho0 * Rho0)) - 9, Math.Sqrt(12), x));
        evidence.AssertNoneRejected();
    }

    [Fact]
    public void Tri2_has_weak_order_two_for_the_correlation() =>
        AssertOrder(
            new Tri2(), 2, 1, [1, 2, 4], 1 << 22, Quantity.Correlation(0, 1), x => x,
            exact: CorrelationEquation.Mean(Kappa, 1, Rho0, x => x));

    [Fact]
    public void Fisher_z_has_weak_order_two_for_the_correlation() =>
        AssertOrder(
            new FisherZ(), 2, 1, [1, 2, 4], 1 << 22, Quantity.Correlation(0, 1), x => x,
            exact: CorrelationEquation.Mean(Kappa, 1, Rho0, x => x));

    [Fact]
    public void Fisher_z_has_weak_order_one_jointly_with_the_norms() =>
        AssertOrder(new FisherZ(), 1, 1, [1, 2, 4], 1 << 22, Quantity.Covariance(0, 1), x => x, exact: Rho0, kappa: 0);

    [Fact]
    public void Tri2_has_weak_order_two_for_a_variance_of_a_smooth_network()
    {
        AssertOrder(
            new Tri2(), 2, new SmoothCovarianceSde(new(0, -0.5), 0.5), GramMatrix.FromMatrix(new double[,] { { 8, -4 }, { -4, 8 } }),
            [1, 2, 4], 1 << 22, Quantity.LogVariance(1), x => Math.Exp(-2 * x), SquareOfReciprocal(1.0 / 8, 0.5), declared: 2);
    }

    [Fact]
    public void Inverse_variance_has_weak_order_two_for_the_reciprocal_and_for_the_times_of_explosion()
    {
        // u = 1/V at β = −1: E u is exact, E u² is not.
        const double Time = 0.5;
        AssertOrder(
            new InverseVariance(), 2, new SmoothCovarianceSde(new(0, -0.5), Time), GramMatrix.Single(8), [1, 2, 4], 1 << 22,
            Quantity.LogVariance(0), x => Math.Exp(-2 * x), SquareOfReciprocal(1.0 / 8, Time));

        AssertOrder(
            new InverseVariance(), 2, new SmoothCovarianceSde(new(2.0 / 3, 0), Time), GramMatrix.Single(1), [4, 8, 16], 1 << 21,
            Quantity.ExplosionTime, time => time <= Time ? 1 : 0, new SmoothStability(2).ExplosionTimeCdf(1, Time));
    }

    [Fact]
    public void The_times_of_explosion_of_tri2_have_order_two() =>
        AssertOrder(
            new Tri2(), 2, new SmoothCovarianceSde(new(2.0 / 3, 0), 0.5), GramMatrix.Single(1), [2, 4, 8], 1 << 22,
            Quantity.ExplosionTime, time => time <= 0.5 ? 1 : 0, new SmoothStability(2).ExplosionTimeCdf(1, 0.5));

    [Fact]
    public void Reciprocal_angle_has_weak_order_two()
    {
        // x_0 = 0.01 with n = 100. The scheme has the exact E x, but not the exact E x².
        AssertOrder(
            new ReciprocalAngle(), 2, new FirstOrderCorrection(ReluFamily.Relu, 100, 0.25), GramMatrix.Pair(0), [1, 2, 4], 1 << 22,
            Quantity.OneMinusCorrelation(0, 1), delta => 1e-4 / delta, ReciprocalAngleLaw.MeanSquare(ReluFamily.Relu, 0.01, 0.25));
    }

    [Fact]
    public void An_order_declared_too_high_is_detected()
    {
        (double below, _) = Powers(
            new ExponentialMap(), 2, new CovarianceSde(Kappa, 0.5), GramMatrix.Pair(Rho0), [1, 2, 4], 1 << 22, Quantity.Covariance(0, 0),
            x => x, 1);
        Assert.True(below > Evidence.Sigmas, $"Order 1 passed for order 2: its first power is {below:0.0} sigma from zero.");
    }

    private static void AssertOrder(
        Scheme scheme, int order, double time, int[] steps, int replicas, Quantity quantity, Func<double, double> function, double exact,
        double kappa = Kappa) =>
        AssertOrder(scheme, order, new CovarianceSde(kappa, time), GramMatrix.Pair(Rho0), steps, replicas, quantity, function, exact);

    // The declared order is that of the scheme, unless a different one holds for a single quantity.
    private static void AssertOrder(
        Scheme scheme, int order, LimitProcess limit, GramMatrix start, int[] steps, int replicas, Quantity quantity,
        Func<double, double> function, double exact, double? declared = null)
    {
        Assert.True((declared ?? scheme.WeakOrder) >= order);
        (double below, double at) = Powers(scheme, order, limit, start, steps, replicas, quantity, function, exact);
        Assert.True(below < Evidence.Sigmas, $"{scheme}: an error of order {order - 1} is {below:0.0} sigma from zero.");
        Assert.True(at > Evidence.Sigmas, $"{scheme}: the error of order {order} is only {at:0.0} sigma from zero.");
    }

    // |B| and |C| in units of their standard errors.
    private static (double Below, double At) Powers(
        Scheme scheme, int order, LimitProcess limit, GramMatrix start, int[] steps, int replicas, Quantity quantity,
        Func<double, double> function, double exact)
    {
        double[] h = [.. steps.Select(count => limit.Time / count)];
        var error = new Estimate[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            EnsembleResult result = Experiment.Run(
                limit.Integrate(h[i], scheme), start, replicas, seed: (ulong)i, keep: [quantity]);
            error[i] = Estimate.OfMean(Moments.Of(Evidence.Map(result.Samples(quantity), function))) - new Estimate(exact, 0);
        }

        return (LowestPower(h, error, order - 1, powers: 3), LowestPower(h, error, order, powers: 2));
    }

    // E u_t² of du = (u + 1) dt + √2 u dB: y' = 2 E u + 4y with E u = e^t (u_0 + 1) − 1.
    private static double SquareOfReciprocal(double u0, double t) =>
        (Math.Exp(4 * t) * u0 * u0) + (2 * (((u0 + 1) * (Math.Exp(4 * t) - Math.Exp(t)) / 3) - (double.ExpM1(4 * t) / 4)));

    /// <summary>
    /// Weighted least squares of the errors on h^lowest, h^{lowest+1}, …: the size of the first coefficient in units of its standard error.
    /// </summary>
    internal static double LowestPower(double[] h, Estimate[] error, int lowest, int powers)
    {
        var design = Matrix<double>.Build.Dense(h.Length, powers, (i, k) => Math.Pow(h[i], lowest + k) / error[i].StandardError);
        var observed = Vector<double>.Build.Dense(h.Length, i => error[i].Value / error[i].StandardError);
        Matrix<double> covariance = (design.Transpose() * design).Inverse();
        return Math.Abs((covariance * design.Transpose() * observed)[0]) / Math.Sqrt(covariance[0, 0]);
    }
}
