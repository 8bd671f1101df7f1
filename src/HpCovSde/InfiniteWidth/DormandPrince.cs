namespace HpCovSde.InfiniteWidth;

/// <summary>
/// The method of Dormand and Prince 1980, of order 5 with an embedded result of order 4. Stage i is evaluated at y + h Σ_j Weights[i][j]
/// rate_j; the last stage is the result.
/// </summary>
internal static class DormandPrince
{
    internal const int Stages = 7;

    /// <summary>The tolerance of a step, relative for variances and for δ above <see cref="SmallestDelta"/>.</summary>
    internal const double Tolerance = 1e-12;

    /// <summary>Below this δ the tolerance is absolute, near the rounding 1e-16.</summary>
    internal const double SmallestDelta = 1e-8;

    internal static readonly double[][] Weights =
    [
        [],
        [1.0 / 5],
        [3.0 / 40, 9.0 / 40],
        [44.0 / 45, -56.0 / 15, 32.0 / 9],
        [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
        [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
        [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    ];

    /// <summary>The result minus the embedded result.</summary>
    internal static readonly double[] Difference =
        [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40];

    /// <summary>The point of a stage.</summary>
    /// <param name="start">y.</param>
    /// <param name="rates">The rates of the stages before it.</param>
    /// <param name="stage">i.</param>
    /// <param name="step">h.</param>
    internal static double Point(double start, ReadOnlySpan<double> rates, int stage, double step)
    {
        double change = 0;
        for (int j = 0; j < stage; j++)
        {
            change += Weights[stage][j] * rates[j];
        }

        return start + (step * change);
    }

    /// <summary>|result − embedded result|.</summary>
    internal static double Error(ReadOnlySpan<double> rates, double step)
    {
        double difference = 0;
        for (int j = 0; j < Stages; j++)
        {
            difference += Difference[j] * rates[j];
        }

        return step * Math.Abs(difference);
    }

    /// <summary>The factor from a step to the next one.</summary>
    internal static double Growth(double error) => Math.Clamp(0.9 * Math.Pow(Tolerance / error, 0.2), 0.2, 5);
}
