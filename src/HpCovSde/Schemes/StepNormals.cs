using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>The m(m+1)/2 normals a step consumes, one packed lower triangular matrix of lanes.</summary>
internal static class StepNormals
{
    internal static WorkspaceRequirement Requirement<T>(int inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => WorkspaceRequirement.Of<T>(Length<T>(inputs));

    /// <summary>Rents and fills it: entry (i, j) of the matrix is normal number <see cref="PackedLower.Index"/>(i, j) of the stream.</summary>
    internal static Span<T> Draw<T>(int inputs, RandomStream stream, in WorkspaceFrame frame)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> normals = frame.Rent<T>(Length<T>(inputs));
        StandardNormals.FillLanes(stream, 0, normals);
        return normals;
    }

    private static int Length<T>(int inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (int)StandardNormals.Blocks<T>(PackedLower.Length(inputs)) * StandardNormals.PerBlock<T>() * Lanes<T>.Count;
}
