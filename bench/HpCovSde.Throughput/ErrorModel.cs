using HpCovSde.Statistics;

namespace HpCovSde.Throughput;

/// <summary>error(h) = C h^p + D h^{p+1} with the covariance of (C, D).</summary>
internal sealed class ErrorModel
{
    private const double StandardErrors = 2;

    private readonly int _order;
    private double _c;
    private double _d;
    private double _varianceC;
    private double _varianceD;
    private double _covariance;

    private ErrorModel(int order) => _order = order;

    /// <summary>Weighted least squares.</summary>
    internal static ErrorModel Fit(double[] h, Estimate[] errors, int order)
    {
        if (!errors.All(error => double.IsFinite(error.Value) && error.StandardError > 0))
        {
            throw new ArgumentException("An error is not finite or has no standard error.", nameof(errors));
        }

        double cc = 0;
        double cd = 0;
        double dd = 0;
        double c = 0;
        double d = 0;
        for (int i = 0; i < h.Length; i++)
        {
            double weight = 1 / (errors[i].StandardError * errors[i].StandardError);
            double x = Math.Pow(h[i], order);
            double y = x * h[i];
            cc += weight * x * x;
            cd += weight * x * y;
            dd += weight * y * y;
            c += weight * x * errors[i].Value;
            d += weight * y * errors[i].Value;
        }

        double determinant = (cc * dd) - (cd * cd);
        return new(order)
        {
            _c = ((dd * c) - (cd * d)) / determinant,
            _d = ((cc * d) - (cd * c)) / determinant,
            _varianceC = dd / determinant,
            _varianceD = cc / determinant,
            _covariance = -cd / determinant,
        };
    }

    /// <summary>The smallest number of steps to T = 1 for which the error plus two standard errors stays below a tolerance.</summary>
    internal long StepsFor(double tolerance)
    {
        // The bound decreases with the number of steps once the first power dominates. Doubling finds the scale, bisection the number.
        long enough = 1;
        while (Bound(1.0 / enough) > tolerance || Bound(0.5 / enough) > tolerance)
        {
            enough *= 2;
        }

        long tooFew = enough / 2;
        while (enough - tooFew > 1)
        {
            long middle = (enough + tooFew) / 2;
            (enough, tooFew) = Bound(1.0 / middle) > tolerance ? (enough, middle) : (middle, tooFew);
        }

        return enough;
    }

    /// <summary>The size of the fitted error plus two of its standard errors.</summary>
    internal double Bound(double h)
    {
        double x = Math.Pow(h, _order);
        double y = x * h;
        double variance = (x * x * _varianceC) + (2 * x * y * _covariance) + (y * y * _varianceD);
        return Math.Abs((_c * x) + (_d * y)) + (StandardErrors * Math.Sqrt(variance));
    }
}
