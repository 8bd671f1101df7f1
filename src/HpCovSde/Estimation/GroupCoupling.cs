using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Schemes;

namespace HpCovSde.Estimation;

/// <summary>
/// tri2 with steps of noise that are shorter than those of the drift. The noise of a long step is the product of those of the short ones:
/// L' = L T_1 T_2 … So chains with the same steps of noise, the same seed and replica have the same noise, whatever their steps of drift.
/// </summary>
/// <param name="limit">A covariance SDE with drift.</param>
/// <param name="noise">The steps of the noise.</param>
/// <param name="stepsOfDrift">How many of them are one of the drift; it divides their number.</param>
internal sealed class GroupCoupling(LimitProcess limit, TimeGrid noise, int stepsOfDrift) : IChain
{
    public int Steps => noise.Steps;

    public double TimePerStep => noise.Step;

    public uint StreamPurpose => StreamMap.Purposes.SdeIntegration;

    public ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Tri2.Create<T>(limit, start, noise, stepsOfDrift);
}
