using HpCovSde.Laws;
using MathNet.Numerics.Integration;

namespace HpCovSde.Tests.Laws;

public sealed class WidthOneLawTests
{
    private static readonly GaussLegendreRule Rule = new(0, 1, 16);

    private static readonly Dictionary<string, Func<double, double, WidthOneLaw>> Families = new()
    {
        ["constant"] = (x, t) => WidthOneLaw.Constant(0.7, x, t),
        ["affine"] = (x, t) => WidthOneLaw.Affine(-0.8, 0.3, x, t),
        ["relu"] = WidthOneLaw.Relu,
        ["linear"] = WidthOneLaw.Linear,
        ["leaky"] = (x, t) => WidthOneLaw.LeakyRelu(0.2, x, t),
        ["ou"] = (x, t) => WidthOneLaw.OrnsteinUhlenbeck(1, 0, x, t),
        ["ou, general"] = (x, t) => WidthOneLaw.OrnsteinUhlenbeck(-0.6, 0.2, x, t),
        ["exploding ou"] = WidthOneLaw.ExplodingOrnsteinUhlenbeck,
        ["parabola"] = WidthOneLaw.Parabola,
    };

    private static readonly Dictionary<string, Func<double, double>> Activations = new()
    {
        ["constant"] = _ => 0.7,
        ["affine"] = y => (-0.8 * y) + 0.3,
        ["relu"] = y => Math.Max(y, 0),
        ["linear"] = y => y,
        ["leaky"] = y => y < 0 ? 0.2 * y : y,
        ["ou"] = y => HpCovSde.Activations.Activation.OrnsteinUhlenbeck().Apply(y),
        ["ou, general"] = y => HpCovSde.Activations.Activation.OrnsteinUhlenbeck(-0.6, 0.2).Apply(y),
        ["exploding ou"] = y => Math.Exp(-Math.Pow(MathNet.Numerics.SpecialFunctions.ErfInv(y), 2)),
        ["parabola"] = y => 1 - (y * y),
    };

    public static TheoryData<string, double> Cases
    {
        get
        {
            var rows = new TheoryData<string, double>();
            foreach (string family in Families.Keys)
            {
                foreach (double start in new[] { 0.3, -0.4 })
                {
                    rows.Add(family, start);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Mean_and_variance_agree_with_the_distribution(string family, double start)
    {
        WidthOneLaw law = Families[family](start, 0.25);
        Assert.Equal(start, law.Mean);
        Assert.Equal(start, Expectation(law, x => x), 1e-9);
        Assert.Equal(law.Variance, Expectation(law, x => (x - start) * (x - start)), 1e-8 * Math.Max(law.Variance, 1));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_variance_grows_by_the_mean_square_of_the_activation(string family, double start)
    {
        // d Var/dt = E φ(X)², by central differences with h = 1e-3 and one Richardson extrapolation.
        const double Time = 0.25;
        double Difference(double h) => (Families[family](start, Time + h).Variance - Families[family](start, Time - h).Variance) / (2 * h);
        double slope = ((4 * Difference(1e-3)) - Difference(2e-3)) / 3;
        double square = Expectation(Families[family](start, Time), x => Activations[family](x) * Activations[family](x));
        Assert.Equal(square, slope, 1e-7 * Math.Max(square, 1));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_map_is_inverted_and_transforms_the_distribution(string family, double start)
    {
        WidthOneLaw law = Families[family](start, 0.25);
        foreach (double share in new[] { -2.5, -1, 0, 0.3, 2 })
        {
            double z = law.LatentMean + (share * Math.Sqrt(law.LatentVariance));
            double x = law.FromLatent(z);
            Assert.Equal(z, law.ToLatent(x), 1e-11);
            double below = law.LatentCdf(z);
            Assert.Equal(law.LatentVariance == 0 ? law.Cdf(x) : law.FromLatent(z + 1) > x ? below : 1 - below, law.Cdf(x), 1e-10);
        }
    }

    // X_0 = 0.3 and t = 1: E tanh² and E tanh⁴ are those simulated with 400 layers as .57901 and .45109. The others by quadrature in 20
    // digits (mpmath).
    [Fact]
    public void The_moments_agree_with_the_published_ones()
    {
        WidthOneLaw parabola = WidthOneLaw.Parabola(0.3, 1);
        Assert.Equal(0.57939994623325, parabola.Variance + 0.09, 1e-13);
        Assert.Equal(0.45075649943777, Expectation(parabola, x => x * x * x * x), 1e-9);
        Assert.Equal(0.61302781818990, WidthOneLaw.ExplodingOrnsteinUhlenbeck(0.3, 1).Variance + 0.09, 1e-13);

        // Z_0 = 0.26.
        WidthOneLaw process = WidthOneLaw.OrnsteinUhlenbeck(1, 0, 0.30012563435020804, 0.2);
        Assert.Equal(0.37519270310373735, process.Variance + (0.30012563435020804 * 0.30012563435020804), 1e-13);

        // erfi Z_0 = 0.3: mean .2221 and variance .1348 at t = 0.2, .1185 and .3961 at t = 1.
        WidthOneLaw early = WidthOneLaw.OrnsteinUhlenbeck(1, 0, 0.3, 0.2);
        WidthOneLaw late = WidthOneLaw.OrnsteinUhlenbeck(1, 0, 0.3, 1);
        Assert.Equal(
            [0.2221, 0.1348, 0.1185, 0.3961],
            new[] { early.LatentMean, early.LatentVariance, late.LatentMean, late.LatentVariance }.Select(v => Math.Round(v, 4)));
    }

    [Fact]
    public void The_second_moment_for_the_Ornstein_Uhlenbeck_activation_becomes_infinite_in_finite_time()
    {
        Assert.Equal(0.4413, WidthOneLaw.SecondMomentEnds(1), 5e-5);
        Assert.True(double.IsFinite(WidthOneLaw.OrnsteinUhlenbeck(1, 0, 0.3, 0.43).Variance));
        Assert.Equal(double.PositiveInfinity, WidthOneLaw.OrnsteinUhlenbeck(1, 0, 0.3, 0.4413).Variance);
        Assert.InRange(WidthOneLaw.OrnsteinUhlenbeck(1, 0, 0, 0.4412).Variance, 0.9, 1);
    }

    [Fact]
    public void A_dead_neuron_does_not_move_and_a_living_one_keeps_its_sign()
    {
        Assert.Equal([0, 1], new[] { -0.41, -0.4 }.Select(WidthOneLaw.Relu(-0.4, 5).Cdf));
        Assert.Equal(0, WidthOneLaw.Relu(0.4, 5).Cdf(0));
        Assert.Equal(1, WidthOneLaw.LeakyRelu(0.3, -0.4, 5).Cdf(0));
        Assert.Equal([0, 1], new[] { -1.0, 1 }.Select(WidthOneLaw.Parabola(0.2, 5).Cdf));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => WidthOneLaw.Parabola(1, 1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => WidthOneLaw.Affine(0, 1, 1, 1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => WidthOneLaw.Relu(double.NaN, 1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => WidthOneLaw.Linear(1, -1));
    }

    // ∫ f(h(z)) p(z) dz over the latent density p, by the composite Gauss-Legendre rule.
    private static double Expectation(WidthOneLaw law, Func<double, double> f)
    {
        if (law.LatentVariance == 0)
        {
            return f(law.FromLatent(law.LatentMean));
        }

        double deviation = Math.Sqrt(law.LatentVariance);
        const int Panels = 96;
        double sum = 0;
        double end = 13;
        double begin = -13 - (law.LatentVariance / deviation * 2);
        for (int panel = 0; panel < Panels; panel++)
        {
            for (int i = 0; i < Rule.Order; i++)
            {
                double share = begin + ((end - begin) * (panel + Rule.GetAbscissa(i)) / Panels);
                double z = law.LatentMean + (share * deviation);
                double density = law.LatentDensity(z) * deviation;
                sum += density == 0 ? 0 : Rule.GetWeight(i) * (end - begin) / Panels * density * f(law.FromLatent(z));
            }
        }

        return sum;
    }
}
