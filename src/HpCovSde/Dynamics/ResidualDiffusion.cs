using HpCovSde.Activations;
using HpCovSde.Data;

namespace HpCovSde.Dynamics;

/// <summary>
/// The limit of infinite depth at finite width n of <see cref="Networks.ResidualNetwork.Uniform"/>, a diffusion of the n neurons:
/// <code>
/// dX_t = n^−1/2 |φ(X_t)| dB_t,   X_0 iid N(0, q_0),   q_t^{ab} = ⟨X_t^a, X_t^b⟩/n,
/// d⟨X^{i,a}, X^{j,b}⟩ = δ_ij n^−1 ⟨φ(X^a), φ(X^b)⟩ dt   for several inputs.
/// </code>
/// Source: Hayou 2022 (arXiv 2210.00688).
/// </summary>
/// <remarks>
/// Started alive it never dies in finite time; for the ReLU φ(X_0) = 0 has probability 2^−n per input. For n = 1 and the ReLU log X_t is
/// N(log X_0 − t/2, t) given X_0 &gt; 0.
/// </remarks>
public sealed class ResidualDiffusion : LimitProcess
{
    /// <summary>A diffusion up to a time.</summary>
    /// <param name="width">n ≥ 1.</param>
    /// <param name="time">T &gt; 0, the time integrated to.</param>
    /// <param name="activation">φ; null takes the ReLU.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive, or the time is not positive and finite.</exception>
    public ResidualDiffusion(int width, double time, Activation? activation = null)
        : base(time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        Width = width;
        Activation = activation ?? ReluFamily.Relu;
    }

    /// <summary>n.</summary>
    public int Width { get; }

    /// <summary>φ.</summary>
    public Activation Activation { get; }

    /// <summary>The larger squared slope of the ReLU family; 1 for other φ, which are only known where the neurons are.</summary>
    internal double LargestSquaredSlope => Activation is ReluFamily relu
        ? Math.Max(relu.PositiveSlope * relu.PositiveSlope, relu.NegativeSlope * relu.NegativeSlope)
        : 1;

    /// <summary>Whether log |φ(X)| is a Brownian motion with drift: for one neuron, or where |φ(x)| = |s₊| |x|.</summary>
    internal bool IsExactInLogNorm => Activation is ReluFamily relu && (Width == 1 || relu.KeepsMagnitudes);

    /// <inheritdoc/>
    public override string Kind => "residual-diffusion";

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"diffusion of {Wording.Count(Width, "neuron")}, {Activation}");

    /// <inheritdoc/>
    public override IReadOnlyList<Coefficient> Coefficients => [new("width", Width)];
}
