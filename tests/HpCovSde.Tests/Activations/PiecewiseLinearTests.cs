using System.Numerics;
using HpCovSde.Activations;

namespace HpCovSde.Tests.Activations;

public sealed class PiecewiseLinearTests
{
    // 1.3 and 0.1, because products with them are rounded.
    public static TheoryData<double, double> Slopes =>
        new() { { 1, 0 }, { 1.3, 0 }, { 0, 0.1 }, { 1, 1 }, { 1, -1 }, { 1.3, 0.1 }, { 0.1, -1.3 } };

    [Theory]
    [MemberData(nameof(Slopes))]
    public void A_value_is_the_slope_times_the_argument(double positiveSlope, double negativeSlope)
    {
        Check<double>();
        Check<float>();

        void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var activation = new PiecewiseLinear<T>(new ReluFamily(positiveSlope, negativeSlope));
            foreach ((T x, _) in Arguments<T>())
            {
                T slope = T.CreateTruncating(x > T.Zero ? positiveSlope : negativeSlope);
                Assert.Equal(slope * x, activation.Value(x)[0]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Slopes))]
    public void An_increment_is_accurate_relative_to_its_step_and_exact_where_a_neuron_dies(double positiveSlope, double negativeSlope)
    {
        Check<double>();
        Check<float>();

        void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var activation = new PiecewiseLinear<T>(new ReluFamily(positiveSlope, negativeSlope));
            double steepest = Math.Max(Math.Abs(positiveSlope), Math.Abs(negativeSlope));
            double roundings = 4 * double.CreateTruncating(T.BitIncrement(T.One) - T.One) * steepest;
            foreach ((T x, T dx) in Arguments<T>())
            {
                T increment = activation.Increment(x, activation.Value(x), dx)[0];
                double exact = Exact(double.CreateTruncating(x), double.CreateTruncating(dx));
                Assert.Equal(exact, double.CreateTruncating(increment), roundings * Math.Abs(double.CreateTruncating(dx)));
                if (activation.Value(x + dx)[0] == T.Zero)
                {
                    Assert.Equal(-activation.Value(x)[0], increment);
                }
            }
        }

        // The sum of the parts on both sides of 0. Neither is a difference of large numbers.
        double Exact(double x, double dx)
        {
            bool sameSign = Math.Sign(x) == Math.Sign(x + dx);
            return sameSign ? Slope(x) * dx : (Slope(x + dx) * (x + dx)) - (Slope(x) * x);
        }

        double Slope(double x) => x > 0 ? positiveSlope : negativeSlope;
    }

    private static IEnumerable<(T X, T Step)> Arguments<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(1);
        foreach (double size in new[] { 1e-12, 1e-3, 1, 10 })
        {
            for (int i = 0; i < 500; i++)
            {
                yield return (T.CreateTruncating(random.NextDouble() - 0.5), T.CreateTruncating(size * (random.NextDouble() - 0.5)));
            }
        }
    }
}
