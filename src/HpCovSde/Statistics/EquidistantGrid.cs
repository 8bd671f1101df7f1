namespace HpCovSde.Statistics;

/// <summary>Equidistant points whose ends are exact.</summary>
internal static class EquidistantGrid
{
    /// <summary>Point i of from, ..., to cut into <paramref name="intervals"/>, 0 ≤ i ≤ intervals.</summary>
    public static double Point(double from, double to, int i, int intervals) =>
        i == intervals ? to : from + (i * ((to - from) / intervals));
}
