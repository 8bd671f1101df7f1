using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Random;

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
        Create<T>(limit, start, grid);

    /// <summary>A transition whose drift acts at every k-th step, see <see cref="Tri2{T}"/>.</summary>
    /// <param name="limit">The SDE.</param>
    /// <param name="start">V_0.</param>
    /// <param name="grid">The steps of the noise.</param>
    /// <param name="stepsOfDrift">k.</param>
    /// <param name="source">Makes what the normals come from for the noise of a step; null draws them.</param>
    internal static ITransition<T> Create<T>(
        LimitProcess limit,
        GramMatrix start,
        TimeGrid grid,
        int stepsOfDrift = 1,
        Func<TriangularNoise<T>, INormalSource<T>>? source = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var noise = TriangularNoise<T>.Of(start.Size, grid.Step);
        double time = grid.Step * stepsOfDrift;
        return LimitDrift.Flow<T>(limit, start.Size, time) is { } drift
            ? new Tri2<T>(
                start, drift, LimitDrift.Flow<T>(limit, start.Size, time / 2)!, grid, stepsOfDrift, noise, source?.Invoke(noise))
            : new TriangularFactor<T>(start, grid, noise, source?.Invoke(noise));
    }

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
