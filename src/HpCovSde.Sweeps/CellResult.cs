using HpCovSde.Statistics;

namespace HpCovSde.Sweeps;

/// <summary>The statistics of a quantity of a cell, at one record of one side.</summary>
/// <param name="Side"><c>finite</c> or <c>limit</c>.</param>
/// <param name="Step">The layer or step.</param>
/// <param name="Time">Its time.</param>
/// <param name="Quantity">The name of the quantity.</param>
/// <param name="Summary">Moments and quantiles.</param>
internal sealed record CellStatistic(string Side, int Step, double Time, string Quantity, Summary Summary)
{
    /// <summary>Samples that are out of the range of numbers.</summary>
    internal long OutOfRange { get; init; }

    /// <summary>Replicas without a value although they have correlations.</summary>
    internal long Missing { get; init; }

    /// <summary>The distance to the limit; null unless this is a network that is compared, at the last record.</summary>
    internal SampleComparison? Distance { get; init; }

    /// <summary>The exact mean and its error bound; null unless it was asked for and is known.</summary>
    internal (double Mean, double Error)? Exact { get; init; }

    /// <summary>The test against the exact law; null if there is none.</summary>
    internal KolmogorovSmirnovResult? ExactTest { get; init; }

    /// <summary>Quantiles (level, value).</summary>
    internal IReadOnlyList<(double Level, double Value)> Quantiles { get; init; } = [];

    /// <summary>Bins (low, high, count).</summary>
    internal IReadOnlyList<(double Low, double High, long Count)> Histogram { get; init; } = [];
}

/// <summary>The result of a cell.</summary>
/// <param name="Key">The cell.</param>
/// <param name="Statistics">Of each side, record and quantity.</param>
/// <param name="Events">Counts by side and name.</param>
/// <param name="Failure">Why there is no result; null if there is one.</param>
/// <param name="Started">When the last part was begun.</param>
/// <param name="Seconds">The time of threads that simulated it, of all parts.</param>
internal sealed record CellResult(
    string Key,
    IReadOnlyList<CellStatistic> Statistics,
    IReadOnlyList<(string Side, string Name, long Count)> Events,
    string? Failure,
    DateTimeOffset Started,
    double Seconds)
{
    /// <summary>What each side cost: the kind of work, thread-seconds, and replicas times steps.</summary>
    internal IReadOnlyList<(string Work, double Seconds, double Units)> Costs { get; init; } = [];
}
