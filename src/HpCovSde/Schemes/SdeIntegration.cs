using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>A limit, a scheme and a step: a chain that the runner can run.</summary>
internal sealed class SdeIntegration : IChain, IReducibleChain
{
    private readonly LimitProcess _limit;
    private readonly TimeGrid _grid;
    private readonly Scheme? _scheme;

    /// <param name="limit">The limit.</param>
    /// <param name="grid">The steps to its time.</param>
    /// <param name="scheme">A scheme that integrates it for some number of inputs; null takes the preferred one for the inputs.</param>
    internal SdeIntegration(LimitProcess limit, TimeGrid grid, Scheme? scheme)
    {
        _limit = limit;
        _grid = grid;
        _scheme = scheme;
    }

    public int Steps => _grid.Steps;

    public double TimePerStep => _grid.Step;

    public uint StreamPurpose => IsDiffusion ? StreamMap.Purposes.ResidualDiffusion : StreamMap.Purposes.SdeIntegration;

    private bool IsDiffusion => _limit is ResidualDiffusion;

    public bool IsHomogeneous => _limit is not SmoothCovarianceSde and not SmoothCovarianceFlow
        and not ResidualDiffusion { Activation.IsHomogeneous: false };

    public bool Takes(int inputs) => _scheme is null || _scheme.Refusal(_limit, inputs) is null;

    /// <summary>
    /// The most inputs of a covariance SDE: every buffer of its schemes has at most 3/2 (m + 2)² rows of lanes, and has to fit into one
    /// span.
    /// </summary>
    internal static int LargestSize<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (int)Math.Sqrt(int.MaxValue / (1.5 * Lanes<T>.Count)) - 2;

    public ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(blas);
        if (!IsDiffusion && start.Size > LargestSize<T>())
        {
            throw new ArgumentException(
                $"{start.Size} inputs are too many for an SDE: {LargestSize<T>()} are allowed in this precision.", nameof(start));
        }

        if ((_scheme is null ? _limit.Refusal(start.Size) : _scheme.Refusal(_limit, start.Size)) is { } refusal)
        {
            throw new ArgumentException(refusal, nameof(start));
        }

        Scheme scheme = _scheme ?? SchemeCatalog.For(_limit, start.Size)[0];
        return scheme.StepRefusal(_limit, start.Size, _grid.Step) is { } reason
            ? throw new ArgumentException(reason, nameof(start))
            : scheme.Create(_limit, start, _grid, blas);
    }
}
