using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Networks;
using HpCovSde.Schemes;

namespace HpCovSde.Dynamics;

/// <summary>
/// The limit of infinite depth at finite width n of <see cref="ResidualNetwork.Uniform"/>, a diffusion of the n neurons:
/// <code>
/// dX_t = n^−1/2 |φ(X_t)| dB_t,   X_0 iid N(0, q_0),   q_t^{ab} = ⟨X_t^a, X_t^b⟩/n,
/// d⟨X^{i,a}, X^{j,b}⟩ = δ_ij n^−1 ⟨φ(X^a), φ(X^b)⟩ dt   for several inputs.
/// </code>
/// Source: Hayou 2022 (arXiv 2210.00688).
/// </summary>
/// <remarks>
/// Started alive it never dies in finite time; for the ReLU φ(X_0) = 0 has probability 2^−n per input. For n = 1 and the ReLU log X_t is
/// N(log X_0 − t/2, t) given X_0 &gt; 0.
/// </remarks>
public sealed class ResidualDiffusion
{
    /// <summary>A diffusion up to a time.</summary>
    /// <param name="width">n ≥ 1.</param>
    /// <param name="time">T &gt; 0.</param>
    /// <param name="activation">φ; null takes the ReLU.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive, or the time is not positive and finite.</exception>
    public ResidualDiffusion(int width, double time, Activation? activation = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (!(time > 0 && double.IsFinite(time)))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, "The time must be finite and greater than 0.");
        }

        Width = width;
        Time = time;
        Activation = activation ?? ReluFamily.Relu;
    }

    /// <summary>n.</summary>
    public int Width { get; }

    /// <summary>T.</summary>
    public double Time { get; }

    /// <summary>φ.</summary>
    public Activation Activation { get; }

    /// <summary>
    /// The chain that integrates this diffusion in ⌈T/step⌉ equal steps h. A step of Euler–Maruyama is exactly a layer of a <see cref="ResidualNetwork"/> with
    /// α² = h, sampled conditionally; its random numbers are its own, not the network's.
    /// </summary>
    /// <param name="step">The longest step allowed; T is divided evenly.</param>
    /// <param name="scheme">null takes <see cref="DiffusionScheme.EulerMaruyama"/>. A scheme refuses inputs when they are known, with an <see cref="ArgumentException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not finite and positive, or there are too many steps.</exception>
    public IChain Integrate(double step = 0.01, DiffusionScheme? scheme = null)
    {
        if (!(step > 0 && double.IsFinite(step)))
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, "The step must be finite and greater than 0.");
        }

        // A step that divides T up to rounding does not become one more.
        double steps = Math.Max(1, Math.Ceiling((Time / step) - 1e-9));
        return steps <= int.MaxValue
            ? new Integration(this, (int)steps, scheme ?? DiffusionScheme.EulerMaruyama)
            : throw new ArgumentOutOfRangeException(nameof(step), step, $"T = {Time} takes {steps:G6} steps of this size; {int.MaxValue} are allowed.");
    }

    private sealed class Integration : IChain
    {
        private const uint Purpose = StreamMap.Purposes.ResidualDiffusion;

        private readonly ResidualDiffusion _diffusion;
        private readonly DiffusionScheme _scheme;
        private readonly ResidualNetwork? _network;

        internal Integration(ResidualDiffusion diffusion, int steps, DiffusionScheme scheme)
        {
            _diffusion = diffusion;
            _scheme = scheme;
            _network = scheme == DiffusionScheme.EulerMaruyama
                ? ResidualNetwork.OfTime(diffusion.Width, steps, diffusion.Time, diffusion.Activation, WeightSampling.Conditional)
                : null;
            Steps = steps;
            TimePerStep = diffusion.Time / steps;
        }

        public int Steps { get; }

        public double TimePerStep { get; }

        public uint StreamPurpose => Purpose;

        public ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (_network is not null)
            {
                return _network.CreateTransition(start, blas);
            }

            ArgumentNullException.ThrowIfNull(start);
            return _scheme.Refusal(_diffusion, start.Size) is { } refusal
                ? throw new ArgumentException(refusal, nameof(start))
                : _scheme.CreateTransition<T>(new(start, _diffusion.Width, BranchScaling.FromValues([1]), _diffusion.Activation), TimePerStep);
        }
    }
}
