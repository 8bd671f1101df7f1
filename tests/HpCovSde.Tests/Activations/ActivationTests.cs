using System.Numerics;
using HpCovSde.Activations;

namespace HpCovSde.Tests.Activations;

public sealed class ActivationTests
{
    private static readonly double[] Points = [-9, -4.3, -2, -1.1, -0.6, -0.1, -0.01, 0.02, 0.3, 0.75, 1, 1.9, 3.3, 6, 8];

    private static readonly MathNet.Numerics.Integration.GaussLegendreRule Rule = new(0, 1, 16);

    private static readonly Dictionary<string, Activation> All = Activation.BuiltIn
        .Concat([
            ReluFamily.LeakyRelu(0.2), Activation.Softplus.CenteredAt(Math.Log(1.75)),
            new SmoothShape(Activation.Gelu, 0.8, center: 0.5).At(30),
            new SmoothShape(Activation.Tanh, 1).At(100), Activation.OrnsteinUhlenbeck(-1.7, 0.4), Activation.Of("swish", new Swish(1.7)),
            Activation.Of("delegate", Rational),
        ]).ToDictionary(activation => activation.Name);

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_derivative_is_the_derivative_of_the_one_before(string name)
    {
        // Central differences with h = 1e-3 and one extrapolation. The error is h⁴ times the fifth derivative, plus 1e-16/h of rounding.
        Activation activation = All[name];
        foreach (double x in Points)
        {
            Jet jet = activation.At(x);
            Assert.Equal(activation.Apply(x), jet.Value);
            Assert.Equal(Slope(y => activation.At(y).Value), jet.First, 1e-10);
            Assert.Equal(Slope(y => activation.At(y).First), jet.Second, 1e-10);
            Assert.Equal(Slope(y => activation.At(y).Second), jet.Third, 1e-9);

            double Slope(Func<double, double> f) => ((4 * Difference(f, 1e-3)) - Difference(f, 2e-3)) / 3;

            double Difference(Func<double, double> f, double h) => (f(x + h) - f(x - h)) / (2 * h);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_kernel_computes_the_value(string name)
    {
        Check<double>();
        Check<float>();

        void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            // A formula has some rounding errors of numbers of the size of x and 1.
            double epsilon = Epsilon<T>();
            foreach (double x in Points)
            {
                T rounded = T.CreateTruncating(x);
                double value = All[name].Accept(new ValueAt<T>(rounded));
                Assert.Equal(All[name].Apply(double.CreateTruncating(rounded)), value, 16 * epsilon * (1 + Math.Abs(x)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_increment_is_accurate_relative_to_its_step(string name) =>
        AssertIncrements(name, Points, [1e-30, 1e-12, 3e-7, -2e-5, 1.1e-4, -0.003, 0.02, -0.05, 0.09, -0.7, 2.5, -11]);

    [Fact]
    public void An_increment_is_accurate_also_for_large_arguments_and_wide_steps()
    {
        foreach (Activation activation in Activation.BuiltIn)
        {
            AssertIncrements(activation.Name, [-300, -90, -40, 45, 100, 350], [1e-9, -0.4, 0.9, -1.1, 38, -44, 95, -210, 800]);
        }
    }

    [Fact]
    public void An_increment_far_out_has_an_error_of_its_own_rounding_however_much_smaller_than_the_value_it_is()
    {
        int checkedPoints = 0;
        foreach (Activation activation in Activation.BuiltIn)
        {
            foreach (double x in new[] { 1e4, -1e4, 1e9, -1e9, 1e18, -1e18 })
            {
                if (activation.At(x).First == activation.At(1000 * x).First)
                {
                    Check<double>(activation, x, [1e-15, -1e-12, 1e-9, -1e-6, 1e-3]);
                    Check<float>(activation, x, [1e-7, -1e-6, 1e-5, -1e-3]);
                    checkedPoints++;
                }
            }
        }

        Assert.True(checkedPoints >= 50, $"{checkedPoints} points");

        static void Check<T>(Activation activation, double x, double[] ratios)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (double ratio in ratios)
            {
                T at = T.CreateTruncating(x);
                T by = T.CreateTruncating(ratio * x);
                double exact = activation.At(x).First * double.CreateTruncating(by);
                double increment = activation.Accept(new IncrementAt<T>(at, by));
                Assert.True(
                    Math.Abs(increment - exact) <= 4 * Epsilon<T>() * Math.Abs(exact),
                    $"{activation.Name} at {x} by {by}: {increment}, not {exact}");
            }
        }
    }

    private static void AssertIncrements(string name, double[] points, double[] steps)
    {
        Check<double>();
        Check<float>();

        void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            double epsilon = Epsilon<T>();
            double allowed = name == "delegate" ? Math.Max(64 * epsilon, 1e-11) : 64 * epsilon;
            foreach (double x in points)
            {
                foreach (double step in steps)
                {
                    T at = T.CreateTruncating(x);
                    T by = T.CreateTruncating(step);
                    (double start, double dx) = (double.CreateTruncating(at), double.CreateTruncating(by));
                    double increment = All[name].Accept(new IncrementAt<T>(at, by));
                    double exact = Increment(All[name], start, dx);
                    double scale = (1 + Math.Abs(start)) * Math.Abs(dx);
                    Assert.True(Math.Abs(increment - exact) <= allowed * scale, $"{name} at {start} by {dx}: {increment}, not {exact}");
                }
            }
        }
    }

    // Code that is generic over a reference type is shared between all of them, and shared code is not inlined into the loops of the
    // engines.
    [Theory]
    [MemberData(nameof(Names))]
    public void The_type_of_a_kernel_has_no_class_as_type_argument(string name)
    {
        Check(All[name].Accept(new KernelType<double>()));
        Check(All[name].Accept(new KernelType<float>()));

        static void Check(Type kernel)
        {
            Assert.True(kernel.IsValueType, $"{kernel}");
            Assert.All(kernel.GetGenericArguments(), Check);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_normalization_keeps_the_variance_of_a_normal_number(string name)
    {
        // Compares the quadrature with a mean over 65536 quantiles of the normal law.
        Activation activation = All[name];
        double square = 0;
        double fourth = 0;
        const int Count = 1 << 16;
        for (int i = 0; i < Count; i++)
        {
            double g = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (i + 0.5) / Count);
            double value = activation.Apply(g);
            square += value * value / Count;
            fourth += value * value * value * value / Count;
        }

        // The quantiles miss the tail beyond 1/(2·Count), which is 1e-4 of a fourth moment.
        Assert.Equal(1, activation.Normalization * square, 1e-4);
        Assert.Equal(1, activation.FourthMomentRatio / (fourth / (square * square)), 2e-3);
    }

    [Fact]
    public void The_coefficients_of_shaped_activations_agree_with_the_paper()
    {
        // Li, Nica, Roy 2022: β = (3/4 φ″² + φ‴)/a². tanh: −2; softplus about x0: (1 − σ)(7/4 − 11/4 σ), 0 at log(7/4).
        Assert.Equal(-2.0 / 9, new SmoothShape(Activation.Tanh, 3).Beta, 1e-15);
        Assert.Equal(0.1875 / 4, new SmoothShape(Activation.Softplus, 2).Beta, 1e-15);
        Assert.Equal(0, new SmoothShape(Activation.Softplus, 1, center: Math.Log(7.0 / 4)).Beta, 1e-15);
        foreach (double center in new[] { -1, 0.3, 2 })
        {
            var shape = new SmoothShape(Activation.Softplus, 1, center: center);
            double sigmoid = 1 / (1 + Math.Exp(-center));
            Assert.Equal(1 - sigmoid, shape.SecondDerivative, 1e-14);
            Assert.Equal((1 - sigmoid) * (1 - (2 * sigmoid)), shape.ThirdDerivative, 1e-14);
        }

        Assert.Equal(0, new SmoothShape(Activation.Erf, 1).SecondDerivative);
    }

    [Fact]
    public void The_normalization_of_a_shaped_activation_tends_to_one_as_the_paper_says()
    {
        // 1/c = 1 + (3/4 φ″² + φ‴)/(a² n) + O(n⁻²): at ten times the width the error is a hundredth.
        foreach (SmoothShape shape in
            new SmoothShape[] { new(Activation.Tanh, 1), new(Activation.Softplus, 1.5), new(Activation.Gelu, 2, center: 0.4) })
        {
            double error = Error(1000);
            Assert.True(Math.Abs(error) > 1e-8);
            Assert.Equal(0.01, Error(10_000) / error, 0.002);

            double Error(int width) => (1 / shape.At(width).Normalization) - 1 - (shape.Beta / width);
        }
    }

    [Fact]
    public void The_Ornstein_Uhlenbeck_activation_has_its_asymptotic_growth_and_is_at_least_one()
    {
        // φ = √π w z (1 − 1/(2z²) − …) for erfi z = w, with z = √(log w + log(√π z) − …). At w = 10³⁰⁰ z ≈ 26.4; checked to order 1/z².
        double large = Activation.OrnsteinUhlenbeck().Apply(1e300);
        double z = Math.Sqrt(Math.Log(large));
        Assert.Equal(Math.Sqrt(Math.PI) * 1e300 * z * (1 - (0.5 / (z * z)) - (0.5 / Math.Pow(z, 4))), large, large * 5 / Math.Pow(z, 6));
        Assert.Equal(1, Activation.OrnsteinUhlenbeck(2, -1).Apply(0.5));
        Assert.Equal(large, Activation.OrnsteinUhlenbeck(-1).Apply(1e300));
        Assert.Equal("ou", Activation.OrnsteinUhlenbeck().Name);
        Assert.Contains(
            "not 0", Assert.Throws<ArgumentOutOfRangeException>(() => Activation.OrnsteinUhlenbeck(0)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "finite",
            Assert.Throws<ArgumentOutOfRangeException>(() => Activation.OrnsteinUhlenbeck(1, double.NaN)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Activations_that_cannot_be_shaped_are_refused_with_the_reason()
    {
        Assert.Contains(
            "homogeneous", Assert.Throws<ArgumentException>(() => new SmoothShape(ReluFamily.Relu, 1)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "x0 = NaN",
            Assert.Throws<ArgumentOutOfRangeException>(() => new SmoothShape(Activation.Sin, 1, center: double.NaN)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "greater than 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => new SmoothShape(Activation.Tanh, 0)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "at least 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => new SmoothShape(Activation.Tanh, 1, -1)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "slope 0",
            Assert.Throws<ArgumentOutOfRangeException>(() => Activation.Of("square", x => x * x).CenteredAt(0)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_activation_may_be_undefined_somewhere_but_not_everywhere()
    {
        Assert.True(double.IsNaN(Activation.Of("log", x => Jet.Log(x)).Apply(-1)));
        Assert.Equal(1e200, Activation.Of("steep", x => Jet.Constant(1e200) * x).Apply(1));
        Assert.Contains(
            "not a number",
            Assert.Throws<ArgumentException>(() => Activation.Of("nothing", _ => Jet.Constant(double.NaN))).Message,
            StringComparison.Ordinal);
    }

    // The integral of φ′ by the Gauss-Legendre rule on panels of length at most 1/2, one of which ends at 0. For wide steps, where nothing
    // cancels, the difference of two values.
    private static double Increment(Activation activation, double x, double dx)
    {
        if (Math.Abs(dx) > 16)
        {
            return activation.Apply(x + dx) - activation.Apply(x);
        }

        if (x * (x + dx) < 0)
        {
            return Increment(activation, x, -x) + Increment(activation, 0, x + dx);
        }

        int panels = (int)Math.Ceiling(2 * Math.Abs(dx));
        double sum = 0;
        for (int panel = 0; panel < panels; panel++)
        {
            double length = dx / panels;
            for (int i = 0; i < Rule.Order; i++)
            {
                sum += length * Rule.Weights[i] * activation.At(x + (length * (panel + Rule.Abscissas[i]))).First;
            }
        }

        return sum;
    }

    private static double Epsilon<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => double.CreateTruncating(T.BitIncrement(T.One) - T.One);

    private static Jet Rational(Jet x) => x / (Jet.Constant(1) + (x * x));

    private readonly struct Swish(double beta) : IActivationFormula
    {
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => x / (TNumber.Constant(1) + TNumber.Exp(TNumber.Constant(-beta) * x));
    }

    private sealed class ValueAt<T>(T x) : IKernelVisitor<T, double>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public double Visit<TKernel>(TKernel kernel)
            where TKernel : struct, IActivation<T> => double.CreateTruncating(kernel.Value(x)[0]);
    }

    private sealed class KernelType<T> : IKernelVisitor<T, Type>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Type Visit<TKernel>(TKernel kernel)
            where TKernel : struct, IActivation<T> => typeof(TKernel);
    }

    private sealed class IncrementAt<T>(T x, T dx) : IKernelVisitor<T, double>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public double Visit<TKernel>(TKernel kernel)
            where TKernel : struct, IActivation<T> => double.CreateTruncating(kernel.Increment(x, kernel.Value(x), dx)[0]);
    }
}
