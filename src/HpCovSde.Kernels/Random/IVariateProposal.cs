using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// One attempt of a rejection method, made from <see cref="VariateLanes.RowsOfVariate"/> normals in every lane. Implementations are
/// structs, because the loop over attempts is generic.
/// </summary>
internal interface IVariateProposal
{
    /// <summary>True in the lanes whose attempt is accepted.</summary>
    /// <param name="normals">The rows of normals.</param>
    /// <param name="value">The proposed values.</param>
    LaneMask<double> Propose(ReadOnlySpan<double> normals, out Lanes<double> value);
}
