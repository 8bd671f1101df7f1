namespace HpCovSde.TestSupport;

/// <summary>Whether this is the place where everything that tests need is installed.</summary>
internal static class ContinuousIntegration
{
    /// <summary>With CI=true no test may be skipped.</summary>
    internal static bool MustRunEverything { get; } =
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
}
