using System.Numerics;

namespace HpCovSde.Schemes;

/// <summary>
/// The noise of a covariance SDE over a step h, V' = L W Lᵀ with V = LLᵀ: the lower triangular T with TTᵀ = W. Lanes = replicas. W does not
/// depend on V, and its law does not change if it is turned, so L may be any factor.
/// Source: dV = Σ(V)^{1/2} dB with Σ^{ab,cd} = V^{ac}V^{bd} + V^{ad}V^{bc}, Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal abstract class TriangularNoise<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many normals a step of one replica takes.</summary>
    internal abstract int Normals { get; }

    /// <summary>The noise of m inputs: exact in law for one and two.</summary>
    /// <param name="inputs">m.</param>
    /// <param name="step">h.</param>
    internal static TriangularNoise<T> Of(int inputs, double step) =>
        inputs == 2 ? new PairNoise<T>(step) : new SecondOrderNoise<T>(inputs, step);

    /// <summary>Draws T.</summary>
    /// <param name="normals"><see cref="Normals"/> rows of lanes.</param>
    /// <param name="columns">The entries below the diagonal, stored by columns; the places of the diagonal are not used.</param>
    /// <param name="diagonal">The diagonal, m rows.</param>
    internal abstract void Fill(ReadOnlySpan<T> normals, Span<T> columns, Span<T> diagonal);
}
