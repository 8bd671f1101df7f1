using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;
using HpCovSde.Networks;

namespace HpCovSde.Schemes;

/// <summary>
/// A step h of the residual diffusion of a single input by its clock, lanes = replicas. X_t = Z_{T(t)} with a Brownian motion Z of the n
/// neurons and dT = S dt, S = |φ(Z)|²/n, since a scalar volatility is a change of time. Z is exact on any grid of T. t = ∫ dT/S is computed
/// by the trapezoidal rule, whose mean error is of the third order.
/// </summary>
/// <remarks>
/// With the time r left of the step, a stage moves Z for ΔT = S·share·r, and the rule gives the time t that this takes. The last stage uses
/// all of r at constant S, as Euler–Maruyama would. Its local error is of the second order in r, which by then is about h^{3/2}/2, so of
/// the third order in h. Hence a step always takes the same number of stages, every lane ends at h, and no draw depends on the future. The
/// factor of the rule, ½(1 + S/S′) = 1/(1 + w) with w = (S′ − S)/(S′ + S), is replaced by 1 − w + w² − w⁴: it agrees to the required order,
/// has moments where S′ may be 0, and exceeds the time left by at most a hundredth. A stage after which all neurons would be dead is
/// undone.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal sealed class ClockDiffusion<T, TActivation> : ResidualLanes<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    private readonly double _step;
    private readonly int _stages;
    private readonly double _share;
    private readonly uint _segmentsPerStage;

    internal ClockDiffusion(ResidualLayers layers, TActivation activation, double step)
        : base(layers, activation)
    {
        _step = step;
        _stages = Stages(step);
        _share = 1 - Math.Pow(Math.Min(1, Math.Sqrt(step)) / 2, 1.0 / (_stages - 1));
        _segmentsPerStage = (uint)StandardNormals.Segments(layers.Width);
    }

    /// <summary>2 + ⌈log₂(1/h)/2⌉, at least 2: each but the last spends at most a half.</summary>
    internal static int Stages(double step) => 2 + Math.Max(0, (int)Math.Ceiling(-0.5 * Math.Log2(step)));

    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(Lanes<T>.Count);
        WideResidualState<T> view = View(bundle);
        var left = Lanes<T>.Of(_step);
        for (int stage = 0; stage < _stages - 1; stage++)
        {
            left = Spend(view, left, factor, stream, (uint)stage * _segmentsPerStage, workspace);
        }

        Add(view, view.FirstFeatureSquare * left, factor, stream, (uint)(_stages - 1) * _segmentsPerStage, workspace);
        ChangeUnits(view, workspace);
    }

    // One stage; returns the time left after it.
    private Lanes<T> Spend(WideResidualState<T> view, Lanes<T> left, Span<T> factor, RandomStream stream, uint segment, Workspace workspace)
    {
        Lanes<T> before = view.FirstFeatureSquare;
        Lanes<T> share = Lanes<T>.Of(_share) * left;
        Add(view, before * share, factor, stream, segment, workspace);

        // Where the input is dead the clock stands still and nothing moves.
        Lanes<T> after = view.FirstFeatureSquare;
        Lanes<T> w = Lanes.Select(before > Lanes<T>.Zero, (after - before) / (after + before), Lanes<T>.Zero);
        Lanes<T> square = w * w;
        Lanes<T> mean = Lanes.MultiplySubtractFrom(square, square, (Lanes<T>.One - w) + square);
        return Lanes.Max(Lanes<T>.Zero, Lanes.MultiplySubtractFrom(share, mean, left));
    }

    // Moves Z for the time ΔT.
    private void Add(WideResidualState<T> view, Lanes<T> time, Span<T> factor, RandomStream stream, uint segment, Workspace workspace)
    {
        LaneMask<T> isAlive = view.FirstFeatureSquare > Lanes<T>.Zero;
        Lanes<T> deviation = Lanes.Sqrt(time);
        deviation.Store(factor, 0);
        AddGaussian(view, factor, NormalLanes<T>.OfReplicas(stream, segment), workspace);
        LaneMask<T> isLost = isAlive & (view.FirstFeatureSquare <= Lanes<T>.Zero);
        if (Lanes.Any(isLost))
        {
            Lanes.Select(isLost, -deviation, Lanes<T>.Zero).Store(factor, 0);
            AddGaussian(view, factor, NormalLanes<T>.OfReplicas(stream, segment), workspace);
        }
    }
}
