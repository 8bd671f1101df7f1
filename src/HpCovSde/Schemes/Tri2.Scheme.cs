using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Schemes;

/// <summary>
/// Strang's splitting: half a step of the drift flow, the noise L' = L T with T lower triangular, half a step of the drift flow. V is
/// always definite. For one and two inputs T has the exact law of the noise, for more inputs it has weak order 2.
/// </summary>
/// <remarks>
/// Without drift one and two inputs are exact in law at any step. log det V is exact in law for the ReLU family.
/// </remarks>
public sealed class Tri2 : Scheme
{
    /// <inheritdoc/>
    public override string Name => "tri2";

    /// <inheritdoc/>
    public override double StrongOrder => 0.5;

    /// <inheritdoc/>
    public override double WeakOrder => 2;

    /// <inheritdoc/>
    public override string Remark => "one and two inputs exact without drift; log det V exact for the ReLU family";

    internal override ITransition<T> Create<T>(LimitProcess limit, GramMatrix start, TimeGrid grid, IBlas<T> blas) =>
        Create<T>(limit, start, grid, stepsOfDrift: 1) ?? (ITransition<T>)new TriangularFactor<T>(start, grid);

    /// <summary>A transition whose drift acts at every k-th step, see <see cref="Tri2{T}"/>; null for a limit without drift.</summary>
    internal static Tri2<T>? Create<T>(LimitProcess limit, GramMatrix start, TimeGrid grid, int stepsOfDrift)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        LimitDrift.Flow<T>(limit, start.Size, grid.Step * stepsOfDrift) is { } drift
            ? new(start, drift, LimitDrift.Flow<T>(limit, start.Size, grid.Step * stepsOfDrift / 2)!, grid, stepsOfDrift)
            : null;

    private protected override IEnumerable<StepBound> Bounds(LimitProcess limit, int inputs) => limit switch
    {
        SmoothCovarianceSde smooth => [StepBound.Smooth(smooth.Drift, 0.5), .. OfNoise(hasDrift: smooth.Drift.Strength > 0, inputs)],
        _ => [StepBound.Kappa(limit), .. OfNoise(hasDrift: inputs > 1 && LimitDrift.Kappa(limit) > 0, inputs)],
    };

    private static IEnumerable<StepBound> OfNoise(bool hasDrift, int inputs) =>
        inputs > 2 ? [StepBound.ManyInputs(inputs)] : hasDrift ? [StepBound.Pair] : [];


    private protected override string? Misfit(LimitProcess limit) =>
        limit is CovarianceSde or LinearSde or SmoothCovarianceSde ? null : IsFor("covariance SDEs", limit);
}
