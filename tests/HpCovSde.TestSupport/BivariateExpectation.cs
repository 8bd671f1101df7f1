using MathNet.Numerics.Integration;

namespace HpCovSde.TestSupport;

/// <summary>An integral with an error estimate.</summary>
/// <param name="Value">The integral.</param>
/// <param name="Error">The difference between the last two refinements. It bounds the error once the refinement converges.</param>
public readonly record struct Quadrature(double Value, double Error);

/// <summary>
/// Expectations E h(f(U), f(V)) of jointly Gaussian U and V with mean 0, for any f that is smooth away from 0: the independent computation
/// that kernels are compared with.
/// </summary>
/// <remarks>
/// A Gauss-Hermite rule converges only like 1/size where f has a kink at 0. In polar coordinates the lines U = 0 and V = 0 are rays, and
/// the integrand is smooth in each of the sectors between them. Composite Gauss-Legendre rules converge fast there, for nearly parallel U
/// and V as well. The number of panels is doubled until the value no longer changes.
/// </remarks>
public static class BivariateExpectation
{
    // The density is below e^{−50} beyond.
    private const double LargestRadius = 10;

    private const int MostPanels = 16;

    // Smaller differences are rounding.
    private const double Tolerance = 1e-14;

    private static readonly GaussLegendreRule Rule = new(0, 1, 20);

    /// <summary>E f(U) f(V).</summary>
    /// <param name="f">At most of polynomial growth; smooth for x &gt; 0 and for x &lt; 0.</param>
    /// <param name="varianceU">Var U ≥ 0.</param>
    /// <param name="varianceV">Var V ≥ 0.</param>
    /// <param name="oneMinusCorrelation">1 − ρ in [0, 2].</param>
    public static Quadrature OfProduct(Func<double, double> f, double varianceU, double varianceV, double oneMinusCorrelation) =>
        Of(f, varianceU, varianceV, oneMinusCorrelation, static (x, y) => x * y);

    /// <summary>E h(f(U), f(V)).</summary>
    public static Quadrature Of(
        Func<double, double> f, double varianceU, double varianceV, double oneMinusCorrelation, Func<double, double, double> combine)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(combine);
        double angle = 2 * Math.Asin(Math.Sqrt(oneMinusCorrelation / 2));
        double u = Math.Sqrt(varianceU);
        double v = Math.Sqrt(varianceV);
        (double value, double size) = Composite(1);
        double error = double.PositiveInfinity;
        for (int panels = 2; panels <= MostPanels && error > Tolerance * size; panels *= 2)
        {
            double previous = value;
            (value, size) = Composite(panels);
            error = Math.Abs(value - previous);
        }

        return new(value, error);

        (double Value, double Size) Composite(int panels)
        {
            // U and V have different signs within the angle between the rays, and equal signs elsewhere. (−U, −V) has the law of (U, V).
            double sum = 0;
            double sizes = 0;
            for (int i = 0; i < panels * Rule.Order; i++)
            {
                (double share, double weight) = Point(i, panels);
                double radius = LargestRadius * share;
                double radial = weight * LargestRadius * radius * Math.Exp(-radius * radius / 2) / (2 * Math.PI);
                for (int j = 0; j < panels * Rule.Order; j++)
                {
                    (double part, double angular) = Point(j, panels);
                    double inside = angle * part;
                    double outside = (Math.PI - angle) * part;
                    Add(angle * angular, u * radius * Math.Sin(inside), -v * radius * Math.Sin(angle * (1 - part)));
                    Add((Math.PI - angle) * angular, u * radius * Math.Sin(angle + outside), v * radius * Math.Sin(outside));
                }

                void Add(double weight, double x, double y)
                {
                    if (weight > 0)
                    {
                        double plus = combine(f(x), f(y));
                        double minus = combine(f(-x), f(-y));
                        sum += radial * weight * (plus + minus);
                        sizes += radial * weight * (Math.Abs(plus) + Math.Abs(minus));
                    }
                }
            }

            return (sum, sizes);
        }
    }

    private static (double Share, double Weight) Point(int index, int panels) =>
        (((index / Rule.Order) + Rule.GetAbscissa(index % Rule.Order)) / panels, Rule.GetWeight(index % Rule.Order) / panels);
}
