using HpCovSde.Dynamics;
using HpCovSde.Ensembles;
using HpCovSde.Schemes;
using HpCovSde.Statistical.Oracles;
using HpCovSde.Statistics;
using MathNet.Numerics.LinearAlgebra;

namespace HpCovSde.Statistical;

/// <summary>
/// Measured weak orders against the declared ones. The error at three steps is resolved into powers, p being the declared order:
/// in error(h) = B h^{p−1} + C h^p + D h^{p+1}, B must be zero (the order is no less), and in error(h) = C h^p + D h^{p+1}, fitted by weighted least
/// squares, C must not (it is no more), both by the standard errors of the estimates.
/// </summary>
public sealed class WeakOrderTests
{
    private const double Kappa = 4 / (2 * Math.PI);
    private const double Rho0 = -0.5;

    [Fact]
    public void Euler_maruyama_has_weak_order_one() =>
        AssertOrder(Scheme.EulerMaruyama, 1, 1, [100, 200, 400], 1 << 20, Quantity.LogVariance(0), x => x, exact: -1);

    [Fact]
    public void The_exponential_map_has_weak_order_one() =>
        AssertOrder(Scheme.ExponentialMap, 1, 0.5, [1, 2, 4], 1 << 22, Quantity.Covariance(0, 0), x => x, exact: 1);

    [Fact]
    public void The_multiplicative_triangular_scheme_has_weak_order_one() =>
        AssertOrder(Scheme.MultiplicativeTriangular, 1, 1, [2, 4, 8], 1 << 22, Quantity.Correlation(0, 1), Math.Asin, exact: Math.Asin(Rho0), kappa: 0);

    [Fact]
    public void Fisher_z_has_weak_order_two_for_the_correlation() =>
        AssertOrder(
            Scheme.FisherZ, 2, 1, [1, 2, 4], 1 << 22, Quantity.Correlation(0, 1), x => x, exact: CorrelationEquation.Mean(Kappa, 1, Rho0, x => x));

    [Fact]
    public void Fisher_z_has_weak_order_one_jointly_with_the_norms() =>
        AssertOrder(Scheme.FisherZ, 1, 1, [1, 2, 4], 1 << 22, Quantity.Covariance(0, 1), x => x, exact: Rho0, kappa: 0);

    [Fact]
    public void An_order_declared_too_high_is_noticed()
    {
        (double below, _) = Powers(
            Scheme.MultiplicativeTriangular, 2, 1, [2, 4, 8], 1 << 22, Quantity.Correlation(0, 1), Math.Asin, Math.Asin(Rho0), kappa: 0);
        Assert.True(below > Evidence.Sigmas, $"Order 1 passed for order 2: its first power is {below:0.0} sigma from zero.");
    }

    private static void AssertOrder(
        Scheme scheme, int order, double time, int[] steps, int replicas, Quantity quantity, Func<double, double> function, double exact, double kappa = Kappa)
    {
        Assert.True(scheme.WeakOrder >= order);
        (double below, double at) = Powers(scheme, order, time, steps, replicas, quantity, function, exact, kappa);
        Assert.True(below < Evidence.Sigmas, $"{scheme}: an error of order {order - 1} is {below:0.0} sigma from zero.");
        Assert.True(at > Evidence.Sigmas, $"{scheme}: the error of order {order} is only {at:0.0} sigma from zero.");
    }

    // |B| and |C| in units of their standard errors.
    private static (double Below, double At) Powers(
        Scheme scheme, int order, double time, int[] steps, int replicas, Quantity quantity, Func<double, double> function, double exact, double kappa)
    {
        double[] h = [.. steps.Select(count => time / count)];
        var error = new Estimate[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            EnsembleResult result = Experiment.Run(
                new CovarianceSde(kappa, time).Integrate(h[i], scheme), GramMatrix.Pair(Rho0), replicas, seed: (ulong)i, keep: [quantity]);
            error[i] = Estimate.OfMean(Moments.Of(Evidence.Map(result.Samples(quantity), function))) - new Estimate(exact, 0);
        }

        return (LowestPower(h, error, order - 1, powers: 3), LowestPower(h, error, order, powers: 2));
    }

    // Weighted least squares of the errors on h^lowest, h^{lowest+1}, …: the first coefficient in units of its standard error.
    private static double LowestPower(double[] h, Estimate[] error, int lowest, int powers)
    {
        var design = Matrix<double>.Build.Dense(h.Length, powers, (i, k) => Math.Pow(h[i], lowest + k) / error[i].StandardError);
        var observed = Vector<double>.Build.Dense(h.Length, i => error[i].Value / error[i].StandardError);
        Matrix<double> covariance = (design.Transpose() * design).Inverse();
        return Math.Abs((covariance * design.Transpose() * observed)[0]) / Math.Sqrt(covariance[0, 0]);
    }
}
