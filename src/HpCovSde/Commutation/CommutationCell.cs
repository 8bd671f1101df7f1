using HpCovSde.Statistics;

namespace HpCovSde.Commutation;

/// <summary>One width and depth of a <see cref="CommutationStudy"/>, for one entry q of the covariance.</summary>
/// <param name="Width">n.</param>
/// <param name="Depth">L.</param>
/// <param name="Mean">E q_{L,n}.</param>
/// <param name="Variance">Var q_{L,n}, with the standard error √((μ₄ − μ₂²)/N).</param>
/// <param name="MeanSquareError">E (q_{L,n} − q_∞)², the squared L² distance to the limit; NaN if there is no limit.</param>
/// <param name="MeanSquareErrorInterval">Its confidence interval of level 0.95, by Student's law.</param>
/// <param name="MeanSquareOfWidth">E (q_{L,n} − q_{L,∞})², the part of the error due to the width.</param>
/// <param name="AtInfiniteWidth">q_{L,∞}, exact.</param>
/// <param name="Limit">q_∞, exact; NaN if there is no limit.</param>
public sealed record CommutationCell(
    int Width,
    int Depth,
    Estimate Mean,
    Estimate Variance,
    Estimate MeanSquareError,
    Interval MeanSquareErrorInterval,
    Estimate MeanSquareOfWidth,
    double AtInfiniteWidth,
    double Limit)
{
    /// <summary>The confidence level of the interval.</summary>
    public const double IntervalLevel = 0.95;

    /// <summary>(E q_{L,n} − q_∞)², the part of the error that is not variance.</summary>
    public double SquaredBias => (Mean.Value - Limit) * (Mean.Value - Limit);

    /// <summary>q_{L,∞} − q_∞, the error due to the depth.</summary>
    public double BiasOfDepth => AtInfiniteWidth - Limit;

    internal static CommutationCell Of(int width, int depth, ReadOnlySpan<double> samples, double atInfiniteWidth, double limit)
    {
        Moments moments = Moments.Of(samples);
        double spread = moments.CentralMoment4 - (moments.CentralMoment2 * moments.CentralMoment2);
        var variance = new Estimate(moments.Variance, Math.Sqrt(Math.Max(0, spread) / moments.Count));
        Moments errors = SquaredDistances(samples, limit);
        return new(
            width,
            depth,
            Estimate.OfMean(moments),
            variance,
            Estimate.OfMean(errors),
            errors.ConfidenceInterval(IntervalLevel),
            Estimate.OfMean(SquaredDistances(samples, atInfiniteWidth)),
            atInfiniteWidth,
            limit);
    }

    private static Moments SquaredDistances(ReadOnlySpan<double> samples, double center)
    {
        double[] squares = new double[samples.Length];
        for (int i = 0; i < squares.Length; i++)
        {
            squares[i] = (samples[i] - center) * (samples[i] - center);
        }

        return Moments.Of(squares);
    }
}
