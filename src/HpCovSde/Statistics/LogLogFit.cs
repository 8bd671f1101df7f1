using HpCovSde.Data;

namespace HpCovSde.Statistics;

/// <summary>
/// The weighted least-squares line log y = <see cref="Intercept"/> + <see cref="Slope"/>·log x, for measured orders of schemes and rates of
/// convergence. The variance of log y_i is taken as (se_i / y_i)², so the y_i must be independent and well above their standard errors.
/// </summary>
/// <param name="Slope">The exponent, with the standard error 1/√(Σ w_i (log x_i − mean)²) that results from those of the y_i.</param>
/// <param name="Intercept">The natural logarithm of the prefactor.</param>
public readonly record struct LogLogFit(Estimate Slope, double Intercept)
{
    /// <summary>Fits the line. Does not allocate.</summary>
    /// <param name="x">The abscissas: positive, at least two of them different.</param>
    /// <param name="y">The ordinates: positive, as many as abscissas.</param>
    /// <param name="yStandardErrors">Their standard errors: positive, as many as abscissas.</param>
    /// <exception cref="ArgumentException">The lengths differ, a number is not positive and finite, or all x are equal.</exception>
    public static LogLogFit Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> yStandardErrors)
    {
        if (y.Length != x.Length || yStandardErrors.Length != x.Length)
        {
            throw new ArgumentException(
                $"x has length {x.Length}, y {y.Length}, yStandardErrors {yStandardErrors.Length}: the lengths must be equal.", nameof(y));
        }

        CheckPositive(x, nameof(x));
        CheckPositive(y, nameof(y));
        CheckPositive(yStandardErrors, nameof(yStandardErrors));
        if (x.IsEmpty || !x.ContainsAnyExcept(x[0]))
        {
            throw new ArgumentException(
                $"x has {Wording.Count(x.Length, "value")}, but no two different ones; a slope needs two.", nameof(x));
        }

        int scale = int.MinValue;
        for (int i = 0; i < x.Length; i++)
        {
            scale = Math.Max(scale, Exponent(y[i], yStandardErrors[i]));
        }

        double sumW = 0;
        double sumX = 0;
        double sumY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double weight = Weight(y[i], yStandardErrors[i], scale);
            sumW += weight;
            sumX += weight * Math.Log(x[i]);
            sumY += weight * Math.Log(y[i]);
        }

        double meanX = sumX / sumW;
        double meanY = sumY / sumW;
        double sumXX = 0;
        double sumXY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double weight = Weight(y[i], yStandardErrors[i], scale);
            double deviation = Math.Log(x[i]) - meanX;
            sumXX += weight * deviation * deviation;
            sumXY += weight * deviation * (Math.Log(y[i]) - meanY);
        }

        double slope = sumXY / sumXX;
        return new(new(slope, Math.ScaleB(1 / Math.Sqrt(sumXX), -scale)), meanY - (slope * meanX));
    }

    /// <summary>The fitted power law exp(Intercept)·x^Slope. Does not allocate.</summary>
    public double At(double x) => Math.Exp(Intercept + (Slope.Value * Math.Log(x)));

    // (y/se)², relative to the square of 2^scale: neither the ratios nor their squares leave the range of numbers.
    private static double Weight(double y, double standardError, int scale)
    {
        double ratio = Math.ScaleB(y, -Math.ILogB(y)) / Math.ScaleB(standardError, -Math.ILogB(standardError));
        ratio = Math.ScaleB(ratio, Exponent(y, standardError) - scale);
        return ratio * ratio;
    }

    private static int Exponent(double y, double standardError) => Math.ILogB(y) - Math.ILogB(standardError);

    private static void CheckPositive(ReadOnlySpan<double> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] > 0 && double.IsFinite(values[i])))
            {
                throw new ArgumentException($"{name}[{i}] = {values[i]}, but all values must be positive and finite.", name);
            }
        }
    }
}
