using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Random;
using HpCovSde.Schemes;

namespace HpCovSde.Estimation;

/// <summary>tri2 whose replicas are the points of several randomisations of a Sobol' sequence (<see cref="QuasiNormals"/>).</summary>
/// <param name="limit">A covariance SDE.</param>
/// <param name="grid">The steps.</param>
/// <param name="points">The points.</param>
/// <param name="randomisations">How many randomisations they have.</param>
internal sealed class QuasiMonteCarloChain(LimitProcess limit, TimeGrid grid, ScrambledSobol points, int randomisations) : IChain
{
    public int Steps => grid.Steps;

    public double TimePerStep => grid.Step;

    public uint StreamPurpose => StreamMap.Purposes.QuasiMonteCarlo;

    public ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tri2.Create<double>(limit, start, grid, source: noise => new QuasiNormals(points, randomisations, noise, grid.Steps))
            as ITransition<T> ?? throw new ArgumentException("Quasi-Monte Carlo runs in double precision only.", nameof(start));
}
