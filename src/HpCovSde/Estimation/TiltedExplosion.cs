using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;
using HpCovSde.Schemes;

namespace HpCovSde.Estimation;

/// <summary>
/// The scheme <see cref="Tri2"/> for a smooth covariance SDE in which the Brownian motion of the first input has a drift. log V^{11} gains
/// √(2h) g − h in a step of noise, so the drift is one of g. The weight is exact for the scheme.
/// </summary>
/// <remarks>
/// A path is decided where the first variances explode. It has the event if the first input is one of them. If several explode in the same
/// flow of the drift, each has an equal share, so that the shares of all inputs sum to 1.
/// </remarks>
internal sealed class TiltedExplosion : BundleScheme<double>
{
    // Rows behind the covariances: the logarithm of the weight, Z_j, the share, κ (−1: not yet decided).
    private const int WeightRow = 0;
    private const int FunctionalRow = 1;
    private const int ShareRow = FunctionalRow + PathTilt.Terms;
    private const int ExitRow = ShareRow + 1;
    private const int OwnRows = ExitRow + 1;

    private readonly TimeGrid _grid;
    private readonly DriftFlow<double> _half;
    private readonly SecondOrderNoise<double> _noise;
    private readonly PathTilt _tilt;

    /// <param name="limit">The SDE.</param>
    /// <param name="start">V_0; the first input is the one whose explosion counts.</param>
    /// <param name="grid">The steps.</param>
    /// <param name="tilt">The drift of its Brownian motion.</param>
    internal TiltedExplosion(SmoothCovarianceSde limit, GramMatrix start, TimeGrid grid, PathTilt tilt)
        : this(limit, start, grid, tilt, new SecondOrderNoise<double>(start.Size, grid.Step))
    {
    }

    private TiltedExplosion(
        SmoothCovarianceSde limit, GramMatrix start, TimeGrid grid, PathTilt tilt, SecondOrderNoise<double> noise)
        : base(start, new SmoothDriftFlow<double>(start.Size, limit.Drift, grid.Step), grid, noise.Normals, OwnRows)
    {
        _grid = grid;
        _half = new SmoothDriftFlow<double>(start.Size, limit.Drift, grid.Step / 2);
        _noise = noise;
        _tilt = tilt;
    }

    protected override WorkspaceRequirement AdvanceRequirement => _noise.Requirement
        .And(WorkspaceRequirement.Of<double>(_noise.Normals * Lanes<double>.Count))
        .Or(base.AdvanceRequirement);

    /// <summary>The paths from the start to T.</summary>
    /// <param name="stream">The stream of the first replica.</param>
    /// <param name="first">Where in the sample the first path is written.</param>
    /// <param name="sample">Room for a state of paths.</param>
    /// <param name="workspace">At least that of <see cref="PathRequirement"/>.</param>
    internal void Run(in RandomStream stream, int first, TiltedSample sample, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<double> state = frame.Rent<double>(StateLength);
        Start(state, stream, workspace);
        for (int step = 0; step < _grid.Steps; step++)
        {
            Advance(state, stream with { Step = (uint)step }, workspace);
        }

        for (int i = 0; i < Bundles; i++)
        {
            Span<double> bundle = Bundle(state, i);
            _half.Apply(Covariance(bundle), (_grid.Steps - 0.5) * Step, workspace);
            Settle(bundle, _grid.Steps);
            Read(Own(bundle), first + (i * Lanes<double>.Count), sample);
        }
    }

    /// <summary>Scratch of <see cref="Run"/>.</summary>
    internal WorkspaceRequirement PathRequirement => WorkspaceRequirement.Of<double>(StateLength).And(Requirement);

    protected override void StartBundle(Span<double> bundle, in RandomStream stream, Workspace workspace)
    {
        base.StartBundle(bundle, stream, workspace);
        Span<double> own = Own(bundle);
        own.Clear();
        Lanes<double>.Of(-1).Store(own, ExitRow);
    }

    protected override void AdvanceBundle(
        Span<double> bundle, in RandomStream stream, ReadOnlySpan<double> normals, Workspace workspace)
    {
        int step = (int)stream.Step;
        CovarianceBundle<double> covariance = Covariance(bundle);
        (step > 0 ? Drift! : _half).Apply(covariance, Math.Max(0, step - 0.5) * Step, workspace);
        Settle(bundle, step);

        using WorkspaceFrame frame = workspace.Enter();
        Span<double> tilted = frame.Rent<double>(normals.Length);
        normals.CopyTo(tilted);
        Tilt(tilted, Own(bundle), step);
        _noise.Apply(covariance, tilted, workspace);
    }

    // Normal 0 is the one of the first input.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Tilt(Span<double> normals, Span<double> own, int step)
    {
        Lanes<double> shift = Lanes<double>.Of(_tilt.Shift(step));
        Lanes<double> normal = Lanes<double>.Load(normals, 0) + shift;
        normal.Store(normals, 0);
        LaneMask<double> isOpen = Lanes<double>.Load(own, ExitRow) < Lanes<double>.Zero;
        Lanes<double> gain = shift * ((Lanes<double>.Of(0.5) * shift) - normal);
        Add(own, WeightRow, Lanes.Select(isOpen, gain, Lanes<double>.Zero));
        Lanes<double> counted = Lanes.Select(isOpen, normal, Lanes<double>.Zero);
        for (int j = 0; j < PathTilt.Terms; j++)
        {
            Add(own, FunctionalRow + j, Lanes<double>.Of(_tilt.Basis(j, step)) * counted);
        }
    }

    // Paths in which a variance is infinite are decided.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Settle(Span<double> bundle, int step)
    {
        CovarianceBundle<double> covariance = Covariance(bundle);
        Span<double> own = Own(bundle);
        Lanes<double> infinity = Lanes<double>.Of(double.PositiveInfinity);
        Lanes<double> isFirst = Lanes.Select(covariance.LogVariance(0) >= infinity, Lanes<double>.One, Lanes<double>.Zero);
        Lanes<double> count = isFirst;
        for (int a = 1; a < Inputs; a++)
        {
            count += Lanes.Select(covariance.LogVariance(a) >= infinity, Lanes<double>.One, Lanes<double>.Zero);
        }

        Lanes<double> exit = Lanes<double>.Load(own, ExitRow);
        LaneMask<double> now = (exit < Lanes<double>.Zero) & (count > Lanes<double>.Zero);
        Lanes.Select(now, isFirst / count, Lanes<double>.Load(own, ShareRow)).Store(own, ShareRow);
        Lanes.Select(now, Lanes<double>.Of(step), exit).Store(own, ExitRow);
    }

    private void Read(ReadOnlySpan<double> own, int first, TiltedSample sample)
    {
        for (int lane = 0; lane < Lanes<double>.Count; lane++)
        {
            int path = first + lane;
            double exit = Lanes<double>.Load(own, ExitRow)[lane];
            sample.Contributions[path] = Lanes<double>.Load(own, ShareRow)[lane] * Math.Exp(Lanes<double>.Load(own, WeightRow)[lane]);
            sample.Exits[path] = exit < 0 ? _grid.Steps : (int)exit;
            for (int j = 0; j < PathTilt.Terms; j++)
            {
                sample.Functionals[(path * PathTilt.Terms) + j] = Lanes<double>.Load(own, FunctionalRow + j)[lane];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Span<double> rows, int row, Lanes<double> x) => (Lanes<double>.Load(rows, row) + x).Store(rows, row);
}
