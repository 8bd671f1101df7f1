using Xunit;

namespace HpCovSde.TestSupport;

/// <summary>
/// A fact that calls an <see cref="ExternalTool"/>. If the tool is missing, the test is skipped, with the reason. With CI=true it runs
/// and fails instead, because there the tool must be present.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresToolFactAttribute : FactAttribute
{
    /// <summary>A fact that needs a tool.</summary>
    /// <param name="tool">A constant of <see cref="ExternalTool"/>.</param>
    public RequiresToolFactAttribute(string tool)
    {
        Tool = tool;
        if (!ContinuousIntegration.MustRunEverything && ExternalTool.Find(tool) is null)
        {
            Skip = $"{tool} is not installed.";
        }
    }

    /// <summary>The tool that the test needs.</summary>
    public string Tool { get; }
}
