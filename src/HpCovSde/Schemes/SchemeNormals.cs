using System.Numerics;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Schemes;

/// <summary>The normals of a scheme, drawn for several steps at once, and how many bundles of replicas a state holds.</summary>
internal static class SchemeNormals
{
    // A step of one bundle is a chain of roots, divisions and polynomials, each of which waits for the last. Beyond three inputs a bundle
    // has enough independent work of its own.
    private const int MostInputsOfSeveralBundles = 3;
    private const int SeveralBundles = 4;

    /// <param name="inputs">m.</param>
    /// <param name="perStep">How many normals a step of one replica takes.</param>
    /// <param name="grid">How many steps there are.</param>
    /// <param name="source">Where they come from; null draws them.</param>
    internal static StepNormals<T> Of<T>(int inputs, int perStep, TimeGrid grid, INormalSource<T>? source = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(perStep, inputs <= MostInputsOfSeveralBundles ? SeveralBundles : 1, grid.Steps, source: source);
}
