using System.Numerics;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Schemes;

/// <summary>The flow of the drift of a covariance SDE over a step, a map of matrices that keeps them positive semidefinite.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal abstract class DriftFlow<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>True if the drift of V^{ab} changes its sign with V^{ab}: then nearly opposite inputs remain so.</summary>
    internal virtual bool IsOdd => false;

    /// <summary>Scratch of <see cref="Apply"/>.</summary>
    internal abstract WorkspaceRequirement Requirement { get; }

    /// <summary>Moves the bundle. Does not allocate.</summary>
    /// <param name="bundle">The covariances.</param>
    /// <param name="start">The time at which the flow begins. An explosion is recorded at this time plus that within the flow.</param>
    /// <param name="workspace">At least <see cref="Requirement"/>.</param>
    internal abstract void Apply(CovarianceBundle<T> bundle, double start, Workspace workspace);
}
