using HpCovSde.Activations;
using HpCovSde.InfiniteWidth;

namespace HpCovSde.Tests.InfiniteWidth;

/// <summary>The flow at variances for which a fixed quadrature does not resolve φ.</summary>
public sealed class LargeVarianceFlowTests
{
    private const int Steps = 2000;

    // ρ from √(ab) − c has an absolute error of rounding, which 2000 steps may add up.
    private const double Roundings = 1e-13;

    [Theory]
    [InlineData("sin", 65025, 65025, 0.7, 1)]
    [InlineData("sin", 65025, 65000, 4e-4, 1)]
    [InlineData("sin", 65025, 0.25, 0.5, 3)]
    [InlineData("sin", 1e8, 1e8, 1e-9, 1)]
    [InlineData("sin", 2000, 2000, 1.9, 40)]
    [InlineData("erf", 65025, 65025, 0.7, 1)]
    [InlineData("erf", 65025, 40000, 1e-3, 1)]
    [InlineData("erf", 1e8, 0.25, 0.5, 3)]
    [InlineData("erf", 40, 35, 1.9, 20)]
    [InlineData("gelu", 65025, 65025, 0.7, 1)]
    [InlineData("gelu", 65025, 40000, 1e-3, 1)]
    [InlineData("gelu", 1e8, 0.25, 0.5, 3)]
    [InlineData("gelu", 70, 65, 1.9, 4)]
    public void The_flow_is_that_of_a_fine_integration_of_the_closed_form(string name, double a, double b, double delta, double time)
    {
        Activation activation = Activation.BuiltIn.Single(activation => activation.Name == name);
        GramMatrix inputs = GramMatrix.FromCorrelations([a, b], [delta]);
        KernelRecord record = InfiniteWidthKernel.ResidualFlow(activation, time).Path(inputs).Single();
        (double A, double B, double C) expected = Integrate(Kernel(name), (a, b, Math.Sqrt(a) * Math.Sqrt(b) * (1 - delta)), time);

        Assert.InRange(record.Error, 0, 1e-10);
        Assert.Equal(1, record.Covariance[0, 0] / expected.A, record.Error + Roundings);
        Assert.Equal(1, record.Covariance[1, 1] / expected.B, record.Error + Roundings);
        double correlation = expected.C / Math.Sqrt(expected.A) / Math.Sqrt(expected.B);
        Assert.Equal(1 - correlation, record.Covariance.OneMinusCorrelation(0, 1), record.Error + Roundings);
    }

    [Theory]
    [InlineData(65025, 1)]
    [InlineData(3000, 7)]
    public void The_variance_of_the_sine_has_a_closed_form(double start, double time)
    {
        // dq/dt = (1 − e^{−2q})/2, and e^{−2q} is 0 here.
        KernelRecord record = InfiniteWidthKernel.ResidualFlow(Activation.Sin, time).Path(GramMatrix.Single(start)).Single();
        Assert.Equal(1, record.Covariance[0, 0] / (start + (time / 2)), 1e-15);
        Assert.InRange(record.Error, 0, 1e-14);
    }

    [Theory]
    [InlineData("sin", 900, 1e-3)]
    [InlineData("erf", 29, 1e-6)]
    [InlineData("gelu", 40, 0.3)]
    public void The_closed_form_continues_the_series(string name, double variance, double delta)
    {
        // The first variance decides; the pair of interest is the same.
        Activation activation = Activation.BuiltIn.Single(activation => activation.Name == name);
        double[] deltas = [0.5, 0.5, delta];
        InfiniteWidthKernel flow = InfiniteWidthKernel.ResidualFlow(activation, 0.5);
        GramMatrix series = flow.Of(GramMatrix.FromCorrelations([1, variance, variance], deltas));
        GramMatrix closed = flow.Of(GramMatrix.FromCorrelations([2000, variance, variance], deltas));

        Assert.Equal(1, closed[1, 1] / series[1, 1], 1e-12);
        Assert.Equal(1, closed.OneMinusCorrelation(1, 2) / series.OneMinusCorrelation(1, 2), 1e-10);
    }

    [Fact]
    public void Zero_and_equal_inputs_remain_so()
    {
        GramMatrix after = InfiniteWidthKernel.ResidualFlow(Activation.Sin, 1).Of(
            GramMatrix.FromCorrelations([65025, 0, 65025, 1e-310], [1, 0, 1, 0.5, 1, 0.5]));
        Assert.Equal((0, 1, 0), (after[1, 1], after.OneMinusCorrelation(0, 1), after.OneMinusCorrelation(0, 2)));
        Assert.Equal(1, after[3, 3] / 1e-310 / Math.E, 1e-10);
    }

    [Theory]
    [InlineData("tanh", 65025)]
    [InlineData("tanh", 1e8)]
    [InlineData("sigmoid", 65025)]
    public void The_error_of_an_activation_without_a_closed_form_is_relative_to_the_variance(string name, double start)
    {
        // E φ² is 1 and 1/2 at most, so that the whole step changes V by 1/V at most.
        Activation activation = Activation.BuiltIn.Single(activation => activation.Name == name);
        GramMatrix inputs = GramMatrix.FromCorrelations([start, start], [0.5]);
        KernelRecord record = InfiniteWidthKernel.ResidualFlow(activation, 1).Path(inputs).Single();
        Assert.InRange(record.Error, 0, 1 / start);
    }

    // The method of Runge and Kutta for variances and covariance, of order 4 with fixed steps.
    private static (double A, double B, double C) Integrate(
        Func<double, double, double, double> kernel, (double A, double B, double C) start, double time)
    {
        double step = time / Steps;
        (double A, double B, double C) v = start;
        for (int i = 0; i < Steps; i++)
        {
            (double A, double B, double C) k1 = Rate(v);
            (double A, double B, double C) k2 = Rate(Add(v, k1, step / 2));
            (double A, double B, double C) k3 = Rate(Add(v, k2, step / 2));
            (double A, double B, double C) k4 = Rate(Add(v, k3, step));
            v = Add(v, Add(Add(k1, k2, 2), Add(k4, k3, 2), 1), step / 6);
        }

        return v;

        (double A, double B, double C) Rate((double A, double B, double C) v) =>
            (kernel(v.A, v.A, v.A), kernel(v.B, v.B, v.B), kernel(v.A, v.B, v.C));

        static (double A, double B, double C) Add((double A, double B, double C) x, (double A, double B, double C) y, double factor) =>
            (x.A + (factor * y.A), x.B + (factor * y.B), x.C + (factor * y.C));
    }

    // E φ(U)φ(V) as the papers write it, by the covariance c.
    private static Func<double, double, double, double> Kernel(string name) => name switch
    {
        "sin" => (a, b, c) => 0.5 * (Math.Exp((-0.5 * (a + b)) + c) - Math.Exp((-0.5 * (a + b)) - c)),
        "erf" => (a, b, c) => 2 / Math.PI * Math.Asin(2 * c / Math.Sqrt((1 + (2 * a)) * (1 + (2 * b)))),
        _ => Gelu,
    };

    private static double Gelu(double a, double b, double c)
    {
        double n = (1 + a) * (1 + b);
        double root = Math.Sqrt(n - (c * c));
        double rest = ((c * c) + (a * b * (n - (c * c)))) / (n * root);
        return (0.25 * c) + (((c * Math.Asin(c / Math.Sqrt(n))) + rest) / (2 * Math.PI));
    }
}
