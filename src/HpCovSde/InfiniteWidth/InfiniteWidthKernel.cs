using HpCovSde.Activations;

namespace HpCovSde.InfiniteWidth;

/// <summary>
/// The deterministic covariance of a network at infinite width, for any activation:
/// <code>
/// feedforward   V_l = c E φ(U)φ(V),                      (U, V) ~ N(0, V_{l−1}),   c = 1/E φ(g)²,
/// residual      q_l = q_{l−1} + α_l² E φ(U)φ(V),         (U, V) ~ N(0, q_{l−1}),
/// its flow      dq/dt = E φ(U)φ(V),                      (U, V) ~ N(0, q_t),       on the clock t = Σ α_k².
/// </code>
/// Sources: Cho and Saul 2009 (arc-cosine kernel); Daniely, Frostig, Singer 2016 (arXiv 1602.05897; expansion by Hermite's polynomials); Hayou 2023
/// (arXiv 2310.01683; residual networks). For the ReLU a feedforward layer is the exact mean of one at finite width, given the last.
/// </summary>
/// <remarks>
/// <para>Everything is computed in 1 − ρ, which keeps its relative accuracy however parallel inputs become. The ReLU family is in closed form, and its flow one
/// tabulated function. Other activations have their coefficients by Hermite's polynomials for each input and layer, by quadrature to rounding if they are analytic on
/// both sides of 0 and not steeper than √V φ(x) at a hundredth of √V; a pair then costs a multiplication or two for each coefficient.</para>
/// <para>Smooth activations have at most 4096 degrees: few for GELU, a hundred for tanh at V = 1, thousands at V = 64. Activations with a kink at 0, such as
/// ELU, whose coefficients fall like a power of the degree, have 512, and what is left out is estimated. <see cref="KernelRecord.Error"/> bounds what that
/// does. The same bits for any number of threads.</para>
/// <para>A layer of 2000 inputs takes 0.02 seconds of one core for the ReLU, 0.06 for tanh at V = 1, and up to 2 where 4096 degrees are needed (AMD EPYC, Zen 4):
/// so it does of feedforward networks of GELU, SiLU or softplus once their variances have grown, V = 1 being no stable point of theirs.</para>
/// </remarks>
public sealed class InfiniteWidthKernel
{
    private readonly Func<int, double> _clock;
    private readonly Func<IKernelEvolution> _evolution;
    private readonly bool _isFlow;

    private InfiniteWidthKernel(Activation activation, int layers, Func<int, double> clock, bool isFlow, Func<IKernelEvolution> evolution)
    {
        Activation = activation;
        Layers = layers;
        _clock = clock;
        _evolution = evolution;
        _isFlow = isFlow;
    }

    /// <summary>φ.</summary>
    public Activation Activation { get; }

    /// <summary>The number of layers; of a flow, the places on its clock.</summary>
    public int Layers { get; }

    /// <summary>V_l of a feedforward network, as <c>FeedforwardNetwork</c> has it: the weights have variance c/n.</summary>
    /// <param name="activation">φ.</param>
    /// <param name="layers">d ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of layers is negative.</exception>
    public static InfiniteWidthKernel Feedforward(Activation activation, int layers)
    {
        ArgumentNullException.ThrowIfNull(activation);
        ArgumentOutOfRangeException.ThrowIfNegative(layers);
        var step = new KernelStep(0, activation.Normalization);
        return OfLayers(activation, layers, static layer => layer, _ => step);
    }

    /// <summary>q_{l,∞} of a residual network; the weights have variance 1/n, and φ is not normalised.</summary>
    /// <param name="activation">φ.</param>
    /// <param name="scaling">α_1 … α_L.</param>
    public static InfiniteWidthKernel Residual(Activation activation, BranchScaling scaling)
    {
        ArgumentNullException.ThrowIfNull(activation);
        ArgumentNullException.ThrowIfNull(scaling);
        return OfLayers(activation, scaling.Depth, scaling.Clock, layer => new(1, scaling.Values[layer - 1] * scaling.Values[layer - 1]));
    }

    /// <summary>
    /// q_l = β² q_{l−1} + (1 − β²) c E φ(U)φ(V): a shaped residual network Y_l = βY_{l−1} + √((1 − β²) c) W_l φ(W̃_l Y_{l−1}), W_l and W̃_l iid N(0, 1/n).
    /// Source: Hayou 2023 (arXiv 2310.01683), after Noci et al. 2023 (arXiv 2306.17759).
    /// </summary>
    /// <param name="activation">φ.</param>
    /// <param name="layers">L ≥ 0.</param>
    /// <param name="beta">β in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of layers is negative, or β not in (0, 1).</exception>
    public static InfiniteWidthKernel ShapedResidual(Activation activation, int layers, double beta)
    {
        ArgumentNullException.ThrowIfNull(activation);
        ArgumentOutOfRangeException.ThrowIfNegative(layers);
        if (!(beta is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(beta), beta, $"β = {beta}, but it must be in (0, 1).");
        }

        double square = beta * beta;
        var step = new KernelStep(square, (1 - square) * activation.Normalization);
        return OfLayers(activation, layers, layer => layer * (1 - square), _ => step);
    }

    /// <summary>
    /// q_t of the flow dq/dt = E φ(U)φ(V), which residual networks tend to as their largest α² tends to 0, at the times Σ_{k≤l} α_k² of a scaling: the flow is
    /// one, whatever the scaling; only its clock is the scaling's.
    /// </summary>
    /// <param name="activation">φ.</param>
    /// <param name="clock">The scaling.</param>
    public static InfiniteWidthKernel ResidualFlow(Activation activation, BranchScaling clock)
    {
        ArgumentNullException.ThrowIfNull(activation);
        ArgumentNullException.ThrowIfNull(clock);
        return OfFlow(activation, clock.Depth, clock.Clock);
    }

    /// <summary>q_t of the flow dq/dt = E φ(U)φ(V).</summary>
    /// <param name="activation">φ.</param>
    /// <param name="time">t ≥ 0.</param>
    /// <param name="places">Into how many equal times t is divided for records.</param>
    /// <exception cref="ArgumentOutOfRangeException">t is negative or not finite, or the number of places not positive.</exception>
    public static InfiniteWidthKernel ResidualFlow(Activation activation, double time, int places = 1)
    {
        ArgumentNullException.ThrowIfNull(activation);
        CheckTime(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(places, 1);
        return OfFlow(activation, places, place => time * place / places);
    }

    /// <summary>V of shaped ReLU networks where depth grows on the shorter clock t and noise vanishes, dρ/dt = κ (√(1 − ρ²) − ρ arccos ρ).</summary>
    /// <param name="shape">It gives κ.</param>
    /// <param name="time">t ≥ 0.</param>
    /// <param name="places">Into how many equal times t is divided for records.</param>
    /// <exception cref="ArgumentOutOfRangeException">t is negative or not finite, or the number of places not positive.</exception>
    public static InfiniteWidthKernel ShapedFlow(ReluShape shape, double time, int places = 1)
    {
        ArgumentNullException.ThrowIfNull(shape);
        CheckTime(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(places, 1);
        double Clock(int place) => time * place / places;
        return new(ReluFamily.Linear, places, Clock, isFlow: true, () => new ReluFlow(0, shape.Kappa, Clock));
    }

    /// <summary>The kernel after the last layer. Allocates.</summary>
    /// <inheritdoc cref="Path" path="/param|/exception"/>
    public GramMatrix Of(GramMatrix inputs, int threads = 0, CancellationToken cancellation = default) =>
        Path(inputs, 0, threads, cancellation).Last().Covariance;

    /// <summary>The kernel every so many layers, and after the last one, as they are asked for. Allocates each record and the state.</summary>
    /// <param name="inputs">V_0; its zero inputs have correlation 0.</param>
    /// <param name="recordEvery">Layers between records; 0 records the last layer only.</param>
    /// <param name="threads">Workers; 0 takes one per core.</param>
    /// <param name="cancellation">Stops the computation between layers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    /// <exception cref="ArgumentException">A flow would have to leave a zero input, where it has no direction.</exception>
    /// <exception cref="ArithmeticException">A variance leaves the range of numbers, with the layer.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IEnumerable<KernelRecord> Path(GramMatrix inputs, int recordEvery = 0, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfNegative(recordEvery);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        for (int a = 0; _isFlow && Activation.Apply(0) != 0 && a < inputs.Size; a++)
        {
            if (inputs.Variance(a) == 0)
            {
                throw new ArgumentException($"Input {a + 1} is zero and φ(0) = {Activation.Apply(0)}: the flow leaves it in no direction.", nameof(inputs));
            }
        }

        return Records(inputs, recordEvery == 0 ? Math.Max(1, Layers) : recordEvery, threads, cancellation);
    }

    private static InfiniteWidthKernel OfLayers(Activation activation, int layers, Func<int, double> clock, Func<int, KernelStep> steps) => new(
        activation,
        layers,
        clock,
        isFlow: false,
        () => activation is ReluFamily relu ? new ReluLayers(relu, steps) : new HermiteLayers(new HermiteExpansion(activation), steps));

    private static InfiniteWidthKernel OfFlow(Activation activation, int places, Func<int, double> clock) => new(
        activation,
        places,
        clock,
        isFlow: true,
        () => activation is ReluFamily relu
            ? new ReluFlow(1 / relu.Normalization, ArcCosineMap.FlowSpeed(relu), clock)
            : new HermiteFlow(new HermiteExpansion(activation), clock));

    private static void CheckTime(double time)
    {
        if (!(time >= 0 && double.IsFinite(time)))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"time = {time}, but it must be finite and at least 0.");
        }
    }

    private IEnumerable<KernelRecord> Records(GramMatrix inputs, int every, int threads, CancellationToken cancellation)
    {
        using var workers = new KernelWorkers(threads, cancellation);
        IKernelEvolution evolution = _evolution();
        var state = new KernelState(inputs);
        int layer = 0;
        do
        {
            int next = (int)Math.Min(Layers, (long)layer + every);
            evolution.Advance(state, layer, next, workers);
            layer = next;
            yield return new(layer, _clock(layer), state.ToGram(), state.Error);
        }
        while (layer < Layers);
    }
}
