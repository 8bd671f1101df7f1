namespace HpCovSde.Cli.Reports;

/// <summary>How progress is shown on standard error.</summary>
internal enum ProgressMode
{
    /// <summary>A bar on a terminal, plain lines on one that cannot move its cursor, otherwise nothing.</summary>
    Auto,

    /// <summary>A bar that is redrawn.</summary>
    Bar,

    /// <summary>A line from time to time.</summary>
    Plain,

    /// <summary>Nothing.</summary>
    None,

    /// <summary>Nothing, and no notes either.</summary>
    Quiet,
}
