namespace HpCovSde.TestSupport;

/// <summary>Whether the tests run where everything that they need is installed.</summary>
internal static class ContinuousIntegration
{
    /// <summary>True with CI=true: no test may be skipped.</summary>
    internal static bool MustRunEverything { get; } =
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
}
