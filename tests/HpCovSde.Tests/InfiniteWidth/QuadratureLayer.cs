using HpCovSde.TestSupport;

namespace HpCovSde.Tests.InfiniteWidth;

/// <summary>An independent computation of a layer at infinite width, pair by pair, by quadrature in two dimensions.</summary>
internal static class QuadratureLayer
{
    /// <summary>V' = skip V + branch E f(U)f(V), and 1 − ρ' as half the mean square of a difference.</summary>
    internal static GramMatrix Of(GramMatrix gram, Func<double, double> activation, double skip, double branch)
    {
        double[] variances = new double[gram.Size];
        for (int a = 0; a < gram.Size; a++)
        {
            double v = gram.Variance(a);
            variances[a] = (skip * v) + (branch * BivariateExpectation.OfProduct(activation, v, v, 0).Value);
        }

        var deltas = new List<double>();
        for (int a = 0; a < gram.Size; a++)
        {
            for (int b = 0; b < a; b++)
            {
                double sa = Math.Sqrt(variances[a]);
                double sb = Math.Sqrt(variances[b]);
                double u = Math.Sqrt(gram.Variance(a)) / sa;
                double v = Math.Sqrt(gram.Variance(b)) / sb;
                double identity = ((u - v) * (u - v)) + (2 * u * v * gram.OneMinusCorrelation(a, b));
                double square = BivariateExpectation.Of(
                    activation,
                    gram.Variance(a),
                    gram.Variance(b),
                    gram.OneMinusCorrelation(a, b),
                    (f, g) => ((f / sa) - (g / sb)) * ((f / sa) - (g / sb))).Value;
                deltas.Add(((skip * identity) + (branch * square)) / 2);
            }
        }

        return GramMatrix.FromCorrelations(variances, [.. deltas]);
    }
}
