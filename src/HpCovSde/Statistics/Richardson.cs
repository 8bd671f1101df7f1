namespace HpCovSde.Statistics;

/// <summary>
/// The parabola y = y_0 + b x + c x² through three independent estimates: their extrapolation to x = 0 and its slope there, with the errors
/// that the estimates cause.
/// </summary>
/// <param name="Intercept">y_0.</param>
/// <param name="Slope">b.</param>
internal readonly record struct Richardson(Estimate Intercept, Estimate Slope)
{
    /// <summary>The parabola through three points.</summary>
    /// <param name="x">Three different numbers.</param>
    /// <param name="y">The estimate at each.</param>
    internal static Richardson Of(IReadOnlyList<double> x, IReadOnlyList<Estimate> y)
    {
        var (intercept, interceptVariance, slope, slopeVariance) = (0.0, 0.0, 0.0, 0.0);
        for (int i = 0; i < 3; i++)
        {
            // Lagrange's polynomial of the point, and its derivative, at 0.
            double first = x[(i + 1) % 3];
            double second = x[(i + 2) % 3];
            double scale = (x[i] - first) * (x[i] - second);
            double value = first * second / scale;
            double derivative = -(first + second) / scale;
            intercept += value * y[i].Value;
            slope += derivative * y[i].Value;
            interceptVariance += value * value * y[i].StandardError * y[i].StandardError;
            slopeVariance += derivative * derivative * y[i].StandardError * y[i].StandardError;
        }

        return new(new(intercept, Math.Sqrt(interceptVariance)), new(slope, Math.Sqrt(slopeVariance)));
    }
}
