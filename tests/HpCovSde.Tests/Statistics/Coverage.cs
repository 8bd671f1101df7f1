namespace HpCovSde.Tests.Statistics;

/// <summary>Checks the fraction of intervals that cover the true value.</summary>
internal static class Coverage
{
    /// <summary>Five binomial standard deviations: less than 1e-6 false alarms per check.</summary>
    public static double Tolerance(double level, int repetitions) => 5 * Math.Sqrt(level * (1 - level) / repetitions);

    public static double Of(int repetitions, Func<int, bool> covers)
    {
        int covered = 0;
        for (int i = 0; i < repetitions; i++)
        {
            covered += covers(i) ? 1 : 0;
        }

        return covered / (double)repetitions;
    }
}
