using System.Numerics;

namespace HpCovSde.Kernels.Random;

/// <summary>Where the normals of all steps of a chain come from, if they are not random: see <see cref="StepNormals{T}"/>.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal interface INormalSource<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Writes the normals of a bundle of replicas, those of all steps one after the other. Does not allocate.</summary>
    /// <param name="firstReplica">The replica of lane 0.</param>
    /// <param name="rows">A row of lanes for each normal.</param>
    void Fill(uint firstReplica, Span<T> rows);
}
