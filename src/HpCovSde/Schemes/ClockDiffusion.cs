using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;
using HpCovSde.Networks;

namespace HpCovSde.Schemes;

/// <summary>
/// A step h of the residual diffusion of a single input by its clock, lanes = replicas. X_t = Z_{T(t)} with a Brownian motion Z of the n neurons and
/// dT = S dt, S = |φ(Z)|²/n: a scalar volatility is a change of time. Z is exact on any grid of T; t = ∫ dT/S is taken by the trapezoidal rule, whose errors are of
/// the third order in the mean.
/// </summary>
/// <remarks>
/// A stage spends a share of the time r that is left as S stands, ΔT = S·share·r, and thereby some t by the rule; the last stage spends all of r, at constant S, as
/// Euler–Maruyama would: a local error of the second order in what is left by then, about h^{3/2}/2, so of the third in h. Hence a step always takes the same number of
/// stages, every lane ends at h, and nothing is drawn that depends on what is to come. The rule ½(1 + S/S′) = 1/(1 + w), w = (S′ − S)/(S′ + S), is taken as
/// 1 − w + w² − w⁴: it agrees to the order that counts, has moments where S′ may be 0, and never exceeds the time that is left by more than a hundredth.
/// A stage after which all neurons would be dead is taken back.
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

        Add(view, view.FeatureSquare(0) * left, factor, stream, (uint)(_stages - 1) * _segmentsPerStage, workspace);
        ChangeUnits(view, workspace);
    }

    // A stage; the time that is left after it.
    private Lanes<T> Spend(WideResidualState<T> view, Lanes<T> left, Span<T> factor, RandomStream stream, uint segment, Workspace workspace)
    {
        Lanes<T> before = view.FeatureSquare(0);
        Lanes<T> share = Lanes<T>.Of(_share) * left;
        Add(view, before * share, factor, stream, segment, workspace);

        // Where the input is dead there is no clock, and nothing moves.
        Lanes<T> after = view.FeatureSquare(0);
        Lanes<T> w = Lanes.Select(before > Lanes<T>.Zero, (after - before) / (after + before), Lanes<T>.Zero);
        Lanes<T> square = w * w;
        Lanes<T> mean = Lanes.MultiplySubtractFrom(square, square, (Lanes<T>.One - w) + square);
        return Lanes.Max(Lanes<T>.Zero, Lanes.MultiplySubtractFrom(share, mean, left));
    }

    // Z moves for the time ΔT.
    private void Add(WideResidualState<T> view, Lanes<T> time, Span<T> factor, RandomStream stream, uint segment, Workspace workspace)
    {
        LaneMask<T> isAlive = view.FeatureSquare(0) > Lanes<T>.Zero;
        Lanes<T> deviation = Lanes.Sqrt(time);
        deviation.Store(factor, 0);
        AddGaussian(view, factor, NormalLanes<T>.OfReplicas(stream, segment), workspace);
        LaneMask<T> isLost = isAlive & (view.FeatureSquare(0) <= Lanes<T>.Zero);
        if (Lanes.Any(isLost))
        {
            Lanes.Select(isLost, -deviation, Lanes<T>.Zero).Store(factor, 0);
            AddGaussian(view, factor, NormalLanes<T>.OfReplicas(stream, segment), workspace);
        }
    }
}
