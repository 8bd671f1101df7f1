using HpCovSde.Laws;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Tests.Laws;

public sealed class IncompleteGammaTests
{
    // Fewer than 40 rounding errors matter: a sum of positive terms or a continued fraction, a power, an exponential and a constant.
    private const double Roundings = 40 * 1.1e-16;

    // P, Q and the density, computed with 40 digits (mpmath).
    [Theory]
    [InlineData(0.01, 0.5, 0.99437324380603282, 0.0056267561939671841, 0.012115566455227977)]
    [InlineData(0.5, 1e-10, 1.1283791670579e-5, 0.99998871620832942, 56418.958349133732)]
    [InlineData(0.5, 0.7, 0.76327642936214262, 0.23672357063785738, 0.33486511469016703)]
    [InlineData(1.0, 2.0, 0.86466471676338731, 0.13533528323661269, 0.13533528323661269)]
    [InlineData(1.8, 0.8, 0.24347265022081903, 0.75652734977918097, 0.40355965104382168)]
    [InlineData(1.8, 20.0, 0.99999997472558961, 2.5274410386474885e-8, 2.4311160596242635e-8)]
    [InlineData(2.5, 30.0, 0.99999999998784543, 1.2154569777183039e-11, 1.1566746704392348e-11)]
    [InlineData(15.5, 14.0, 0.37883502889881319, 0.62116497110118681, 0.10325194477818)]
    [InlineData(16.0, 17.0, 0.6285463439246325, 0.3714536560753675, 0.09062082616324267)]
    [InlineData(100.0, 70.0, 0.00043037259497989086, 0.99956962740502011, 0.0001968287677005373)]
    [InlineData(100.0, 140.0, 0.99983894282528744, 0.00016105717471255586, 4.9595744154357636e-5)]
    [InlineData(10000.0, 9900.0, 0.15865119219356466, 0.84134880780643534, 0.0024359334431713201)]
    [InlineData(10000.0, 10300.0, 0.99852950510361432, 0.0014704948963856813, 4.6986349278486108e-5)]
    [InlineData(1000000.0, 1000500.0, 0.69155047577149718, 0.30844952422850282, 0.00035190400961467548)]
    public void The_integrals_and_the_density_agree_with_forty_digit_arithmetic(
        double a, double x, double lower, double upper, double density)
    {
        // One of P and Q is computed as 1 minus the other, and has the absolute error of the other.
        Assert.Equal(lower, IncompleteGamma.Lower(a, x), Roundings * (x < a + 1 ? lower : 1));
        Assert.Equal(upper, IncompleteGamma.Upper(a, x), Roundings * (x < a + 1 ? 1 : upper));
        Assert.Equal(density, IncompleteGamma.Density(a, x), Roundings * density);
    }

    // Temme's expansion; P and Q with 40 digits (mpmath) up to 1e8, then the normal law with its first correction.
    [Theory]
    [InlineData(1e7, 9984188.611699158, 2.8291057582979789e-7, 0.99999971708942417)]
    [InlineData(1e7, 1e7, 0.5000420522087237, 0.4999579477912763)]
    [InlineData(1e7, 10009486.832980504, 0.998646362268852, 0.001353637731147977)]
    [InlineData(1e7, 9936754.446796633, 1.1801471862986284e-89, 1)]
    [InlineData(1e8, 99950000.0, 2.8546421399586261e-7, 0.999999714535786)]
    [InlineData(1e8, 100005000.0, 0.691471262888845, 0.308528737111155)]
    [InlineData(1e12, 999999000000.0, 0.1586552539314168, 0.8413447460685831)]
    [InlineData(1.875e17, 1.875e17, 0.5000000003071059, 0.4999999996928941)]
    [InlineData(1.875e17, 1.8749999783493648e17, 2.86651507e-7, 0.999999713348493)]
    [InlineData(1.9e199, 1.9e199, 0.5, 0.5)]
    [InlineData(1.7e308, 1.7e308, 0.5, 0.5)]
    [InlineData(1e200, 0.99e200, 0, 1)]
    [InlineData(1e200, double.PositiveInfinity, 1, 0)]
    [InlineData(1e9, 0, 0, 1)]
    public void Large_shapes_have_the_uniform_expansion(double a, double x, double lower, double upper)
    {
        double tolerance = a > 1e8 ? 1e-8 : 1e-13;
        Assert.Equal(lower, IncompleteGamma.Lower(a, x), tolerance * lower);
        Assert.Equal(upper, IncompleteGamma.Upper(a, x), tolerance * upper);
    }

    [Fact]
    public void The_two_methods_meet()
    {
        foreach (double k in (double[])[-6, -1, 0, 0.3, 2, 6])
        {
            double below = IncompleteGamma.Lower(Math.BitDecrement(1e7), 1e7 + (k * Math.Sqrt(1e7)));
            double above = IncompleteGamma.Lower(1e7, 1e7 + (k * Math.Sqrt(1e7)));
            Assert.Equal(below, above, 1e-10 * below);
        }
    }

    [Fact]
    public void The_functions_agree_with_MathNet()
    {
        for (double a = 0.25; a <= 64; a *= 2)
        {
            for (double x = a / 16; x <= 4 * a; x *= 1.7)
            {
                Assert.Equal(SpecialFunctions.GammaLowerRegularized(a, x), IncompleteGamma.Lower(a, x), 1e-13);
                double density = Gamma.PDF(a, 1, x);

                // MathNet's exp(a log x − x − log Γ(a)) has the rounding errors of three numbers of size a log a.
                Assert.Equal(density, IncompleteGamma.Density(a, x), density * 1e-15 * (20 + (a * (1 + Math.Abs(Math.Log(a))))));
            }
        }
    }

    [Fact]
    public void The_values_at_zero_and_infinity_are_zero_and_one()
    {
        foreach (double a in (double[])[0.5, 1, 20])
        {
            Assert.Equal((0, 1), (IncompleteGamma.Lower(a, 0), IncompleteGamma.Upper(a, 0)));
            Assert.Equal((1, 0), (IncompleteGamma.Lower(a, double.PositiveInfinity), IncompleteGamma.Upper(a, double.PositiveInfinity)));
        }

        Assert.Equal(1, IncompleteGamma.Density(1, 0));
        Assert.Equal(0, IncompleteGamma.Density(2, 0));
        Assert.Equal(double.PositiveInfinity, IncompleteGamma.Density(0.5, 0));
    }
}
