using System.Reflection;
using HpCovSde.Kernels.LinearAlgebra;
using Xunit.Sdk;

namespace HpCovSde.TestSupport;

/// <summary>
/// A row of a theory: a provider and further values. If its library is missing, the row is skipped, with the reason. With CI=true it runs
/// and fails instead, because there the library must be present.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequiresBlasAttribute : DataAttribute
{
    /// <summary>A row that needs a provider.</summary>
    /// <param name="provider">The provider, the first argument of the test.</param>
    /// <param name="values">The other arguments.</param>
    public RequiresBlasAttribute(BlasProvider provider, params object[] values)
    {
        Provider = provider;
        Values = values;
        BlasProviderInfo info = Blas.Inspect(provider);
        if (!info.IsUsable && !ContinuousIntegration.MustRunEverything)
        {
            Skip = info.Refusal;
        }
    }

    /// <summary>The provider that the row needs.</summary>
    public BlasProvider Provider { get; }

    /// <summary>The arguments after the provider.</summary>
    public IReadOnlyList<object> Values { get; }

    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Provider, .. Values]];
}
