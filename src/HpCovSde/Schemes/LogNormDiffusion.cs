using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;
using HpCovSde.Networks;

namespace HpCovSde.Schemes;

/// <summary>
/// A step h of the residual diffusion of a single input for the ReLU family by the norm R = |φ(X)| and the direction U = X/R, lanes =
/// replicas. By Itô's formula, with v_i = φ(U_i) φ′(U_i),
/// <code>
/// d log R = n^−1/2 ⟨v, dB⟩ + n^−1 (½ Σ φ′(U_i)² − |v|²) dt,
/// </code>
/// for the ReLU n^−1/2 dβ + n^−1 (N/2 − 1) dt with N living neurons. log R takes an Euler step of this equation, and is exact in law where
/// |φ(x)| = |x| or n = 1; U that of X, divided by its own norm, of the same normals. Source: Hayou 2022 (arXiv 2210.00688) for the
/// equation.
/// </summary>
/// <remarks>
/// R is never 0. After a step that kills all neurons, which has probability e^{−Θ(n/h)}, there is no new direction, and the old one is
/// kept. R is set by changing the unit of the neurons.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class LogNormDiffusion<T> : ResidualLanes<T, PiecewiseLinear<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _step;
    private readonly double _positiveSquare;
    private readonly double _negativeSquare;

    internal LogNormDiffusion(ResidualLayers layers, ReluFamily activation, double step)
        : base(layers, new(activation))
    {
        _step = step;
        _positiveSquare = activation.PositiveSlope * activation.PositiveSlope;
        _negativeSquare = activation.NegativeSlope * activation.NegativeSlope;
    }

    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(Lanes<T>.Count);
        WideResidualState<T> view = View(bundle);
        Lanes<T> before = view.FirstFeatureSquare;
        LaneMask<T> isAlive = before > Lanes<T>.Zero;
        Lanes<T> growth = Growth(view, NormalLanes<T>.OfReplicas(stream), workspace);
        Lanes.Sqrt(Lanes<T>.Of(_step) * before).Store(factor, 0);
        AddGaussian(view, factor, NormalLanes<T>.OfReplicas(stream), workspace);
        LaneMask<T> isLost = isAlive & (view.FirstFeatureSquare <= Lanes<T>.Zero);
        if (Lanes.Any(isLost))
        {
            Lanes.Select(isLost, -Lanes<T>.Load(factor, 0), Lanes<T>.Zero).Store(factor, 0);
            AddGaussian(view, factor, NormalLanes<T>.OfReplicas(stream), workspace);
        }

        Lanes<T> ratio = Lanes.Select(isAlive, before / view.FirstFeatureSquare, Lanes<T>.One);
        view.Units.AddToLogVariance(0, Lanes.Select(isAlive, growth + growth, Lanes<T>.Zero) + VectorMath.Log(ratio));
        ChangeUnits(view, workspace);
    }

    // The growth of log R over the step.
    private Lanes<T> Growth(WideResidualState<T> view, NormalLanes<T> source, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> tile = frame.Rent<T>(NeuronTile.Length<T>());
        Sums sums = default;
        for (int neuron = 0, neurons; neuron < Width; neuron += neurons)
        {
            neurons = NeuronTile.Neurons(Inputs, neuron, Width);
            NeuronTile.Draw(ref source, Inputs, neurons, tile);
            sums = Add(sums, view.Neurons.Slice(neuron * Lanes<T>.Count, neurons * Lanes<T>.Count), tile);
        }

        // |φ(X)|² in units.
        Lanes<T> square = Lanes<T>.Of(Width) * view.FirstFeatureSquare;
        Lanes<T> drift = Lanes.MultiplyAdd(Lanes<T>.Of(0.5), sums.SquaredSlopes, -sums.SquaredGradient / square);
        Lanes<T> noise = Lanes<T>.Of(Math.Sqrt(_step / Width)) * (sums.Noise / Lanes.Sqrt(square));
        return Lanes.MultiplyAdd(Lanes<T>.Of(_step / Width), drift, noise);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private Sums Add(Sums sums, ReadOnlySpan<T> y, ReadOnlySpan<T> normals)
    {
        Lanes<T> noise = sums.Noise;
        Lanes<T> slopes = sums.SquaredSlopes;
        Lanes<T> gradient = sums.SquaredGradient;
        for (int row = 0; row < y.Length / Lanes<T>.Count; row++)
        {
            Lanes<T> u = Lanes<T>.Load(y, row);
            Lanes<T> slope = Lanes.Select(u > Lanes<T>.Zero, Lanes<T>.Of(_positiveSquare), Lanes<T>.Of(_negativeSquare));
            Lanes<T> v = slope * u;
            noise = Lanes.MultiplyAdd(v, Lanes<T>.Load(normals, row), noise);
            slopes += slope;
            gradient = Lanes.MultiplyAdd(v, v, gradient);
        }

        return new(noise, slopes, gradient);
    }

    // Σ v g, Σ φ′² and |v|², v in units.
    private readonly record struct Sums(Lanes<T> Noise, Lanes<T> SquaredSlopes, Lanes<T> SquaredGradient);
}
