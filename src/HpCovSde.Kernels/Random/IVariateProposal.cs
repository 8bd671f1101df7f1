using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>One attempt of a rejection method, made of <see cref="VariateLanes.RowsOfVariate"/> normals in every lane. A struct: the loop over attempts is generic over it.</summary>
internal interface IVariateProposal
{
    /// <summary>True in the lanes whose attempt is accepted.</summary>
    /// <param name="normals">The rows of normals.</param>
    /// <param name="value">What is proposed.</param>
    LaneMask<double> Propose(ReadOnlySpan<double> normals, out Lanes<double> value);
}
