using System.Reflection;

namespace HpCovSde.Tests.Architecture;

/// <summary>An assembly references only the assemblies of lower layers.</summary>
public sealed class LayerTests
{
    [Theory]
    [InlineData("HpCovSde.Kernels")]
    [InlineData("HpCovSde.Plots")]
    [InlineData("HpCovSde", "HpCovSde.Kernels")]
    [InlineData("HpCovSde.Sweeps", "HpCovSde", "HpCovSde.Kernels")]
    [InlineData("HpCovSde.Cli", "HpCovSde", "HpCovSde.Kernels", "HpCovSde.Plots", "HpCovSde.Sweeps")]
    public void An_assembly_references_only_the_layers_below(string assembly, params string[] below)
    {
        IEnumerable<string> ours = Assembly.Load(assembly).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name.StartsWith("HpCovSde", StringComparison.OrdinalIgnoreCase));
        Assert.Subset(below.ToHashSet(), ours.ToHashSet());
    }
}
