namespace HpCovSde.Limits;

/// <summary>
/// One layer at infinite width for any activation f that is smooth away from 0, by quadrature. For the ReLU family
/// <see cref="FeedforwardKernel"/> and <see cref="ResidualKernel"/> have it in closed form.
/// </summary>
/// <remarks>
/// 1 − ρ comes as half a mean square of differences, whose relative error is near 1e-16/√(1 − ρ); it is what <see cref="GramMatrix"/>
/// returns. Each pair costs a quadrature, milliseconds.
/// </remarks>
public static class LipschitzKernel
{
    /// <summary>V' = σ_w² E f(U) f(V), (U, V) ~ N(0, V). Allocates the result.</summary>
    /// <param name="gram">V.</param>
    /// <param name="activation">f, of at most polynomial growth.</param>
    /// <param name="weightVariance">σ_w² &gt; 0, the variance of the weights times the width.</param>
    /// <exception cref="ArgumentOutOfRangeException">σ_w² is not positive and finite.</exception>
    /// <exception cref="ArithmeticException">A variance is not finite.</exception>
    public static GramMatrix FeedforwardLayer(GramMatrix gram, Func<double, double> activation, double weightVariance)
    {
        if (!(weightVariance > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(weightVariance), weightVariance, "σ_w² must be positive.");
        }

        return Layer(gram, activation, 0, weightVariance);
    }

    /// <summary>q' = q + α² E f(U) f(V), (U, V) ~ N(0, q): a residual layer, and for small α² a step of Euler's method for its flow. Allocates.</summary>
    /// <param name="gram">q.</param>
    /// <param name="activation">f, of at most polynomial growth.</param>
    /// <param name="scaling">α.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is not finite.</exception>
    /// <exception cref="ArithmeticException">A variance is not finite.</exception>
    public static GramMatrix ResidualLayer(GramMatrix gram, Func<double, double> activation, double scaling) =>
        Layer(gram, activation, 1, scaling * scaling);

    // q' = skip q + branch E f f.
    private static GramMatrix Layer(GramMatrix gram, Func<double, double> activation, double skip, double branch)
    {
        ArgumentNullException.ThrowIfNull(gram);
        ArgumentNullException.ThrowIfNull(activation);
        if (!double.IsFinite(branch))
        {
            throw new ArgumentOutOfRangeException(nameof(branch), branch, "The variance of the branch must be finite.");
        }

        var variances = new double[gram.Size];
        for (int a = 0; a < gram.Size; a++)
        {
            double variance = gram.Variance(a);
            variances[a] = (skip * variance) + (branch * BivariateExpectation.OfProduct(activation, variance, variance, 0).Value);
            if (!double.IsFinite(variances[a]))
            {
                throw new ArithmeticException($"The variance of input {a + 1} becomes {variances[a]}.");
            }
        }

        double[] deltas = gram.OneMinusCorrelations();
        int i = 0;
        for (int a = 0; a < gram.Size; a++)
        {
            for (int b = 0; b < a; b++, i++)
            {
                deltas[i] = Pair(a, b, deltas[i]);
            }
        }

        return GramMatrix.FromCorrelations(variances, deltas);

        // ½ E (U'/s_a − V'/s_b)², s² the new variances.
        double Pair(int a, int b, double delta)
        {
            if (variances[a] == 0 || variances[b] == 0)
            {
                return 1;
            }

            double sa = Math.Sqrt(variances[a]);
            double sb = Math.Sqrt(variances[b]);
            double u = Math.Sqrt(gram.Variance(a)) / sa;
            double v = Math.Sqrt(gram.Variance(b)) / sb;
            double identity = skip * (((u - v) * (u - v)) + (2 * u * v * delta));
            double square = BivariateExpectation.Of(
                activation,
                gram.Variance(a),
                gram.Variance(b),
                delta,
                (f, g) => ((f / sa) - (g / sb)) * ((f / sa) - (g / sb))).Value;
            return Math.Clamp((identity + (branch * square)) / 2, 0, 2);
        }
    }
}
