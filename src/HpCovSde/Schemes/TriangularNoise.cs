using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// The noise of a covariance SDE over a step h, V' = L W Lᵀ with V = LLᵀ: the lower triangular T with TTᵀ = W. Lanes = replicas. W does not
/// depend on V, and its law does not change if it is turned, so L may be any factor.
/// Source: dV = Σ(V)^{1/2} dB with Σ^{ab,cd} = V^{ac}V^{bd} + V^{ad}V^{bc}, Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <param name="inputs">m.</param>
internal abstract class TriangularNoise<T>(int inputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _ones = FactorTransition<T>.Ones(inputs);

    /// <summary>How many normals a step of one replica takes.</summary>
    internal abstract int Normals { get; }

    /// <summary>How many of them, the last ones, are read for their sign only.</summary>
    internal virtual int Signs => 0;

    /// <summary>The noise of m inputs: exact in law for one and two.</summary>
    /// <param name="inputs">m.</param>
    /// <param name="step">h.</param>
    internal static TriangularNoise<T> Of(int inputs, double step) =>
        inputs == 2 ? new PairNoise<T>(step) : new SecondOrderNoise<T>(inputs, step);

    /// <summary>The <see cref="Normals"/> of <see cref="Of"/>.</summary>
    internal static long NormalsOf(int inputs, double step) =>
        inputs == 2 ? PairNoise<T>.NormalsOf(step) : SecondOrderNoise<T>.NormalsOf(inputs);

    /// <summary>Scratch of <see cref="Apply"/>.</summary>
    internal WorkspaceRequirement Requirement => Packed.And(Packed).And(WorkspaceRequirement.Of<T>((long)inputs * Lanes<T>.Count));

    private WorkspaceRequirement Packed => WorkspaceRequirement.Of<T>((long)PackedLower.Length(inputs) * Lanes<T>.Count);

    /// <summary>V becomes L T Tᵀ Lᵀ. L is the factor in difference coordinates, with which a product from the right commutes.</summary>
    /// <param name="covariance">V.</param>
    /// <param name="normals"><see cref="Normals"/> rows of lanes.</param>
    /// <param name="workspace">At least <see cref="Requirement"/>.</param>
    internal void Apply(CovarianceBundle<T> covariance, ReadOnlySpan<T> normals, Workspace workspace)
    {
        int packed = PackedLower.Length(inputs) * Lanes<T>.Count;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(packed);
        Span<T> columns = frame.Rent<T>(packed);
        Span<T> diagonal = frame.Rent<T>(inputs * Lanes<T>.Count);
        Fill(normals, columns, diagonal);
        _ = LaneCholesky.Factor(inputs, covariance.DifferenceGram, factor);
        LaneTriangular.Multiply(inputs, factor, columns, diagonal, _ones, factor);
        LaneTriangular.Gram(inputs, factor);
        covariance.TakeDifferenceGram(factor, Lanes<T>.One);
    }

    /// <summary>
    /// Turns increments of independent Brownian motions over the step, in units of its root, into normals of T, so that T − I is linear in
    /// the increments to first order. Normals with signs only remain as they are.
    /// </summary>
    /// <param name="normals"><see cref="Normals"/> rows of lanes, in and out.</param>
    internal virtual void FromIncrements(Span<T> normals)
    {
    }

    /// <summary>Draws T.</summary>
    /// <param name="normals"><see cref="Normals"/> rows of lanes.</param>
    /// <param name="columns">The entries below the diagonal, stored by columns; the places of the diagonal are not used.</param>
    /// <param name="diagonal">The diagonal, m rows.</param>
    internal abstract void Fill(ReadOnlySpan<T> normals, Span<T> columns, Span<T> diagonal);
}
