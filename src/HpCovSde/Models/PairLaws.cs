using HpCovSde.Activations;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Networks;

namespace HpCovSde.Models;

/// <summary>
/// The exact laws of the pairs of inputs of a model, in its limit. This is the one place that says which limits have them.
/// </summary>
/// <remarks>
/// With <see cref="LimitCoefficients.Corrected"/> they are the laws of ρ in the finite network, up to terms of the order 1/n².
/// Shaped networks of the ReLU family and linear ones have them: the equation of (V^{aa}, V^{bb}, ρ) is closed under homogeneous functions.
/// For smooth shapes the drift of V depends on V. That of ρ then depends on the variances, unless φ″(0) = 0, as for odd activations: ρ
/// alone then moves as in a linear network, and moments with variances have no closed equation. If β &gt; 0 as well, variances explode,
/// together with certain paths of ρ, and there is no law of ρ alone.
/// </remarks>
public sealed class PairLaws
{
    // c relative to the drift, below which it is rounding of an odd activation's expectations.
    private const double NegligibleEvenPart = 1e-13;

    private PairLaws(ModelSpec model, PairDrift drift, double time, bool hasVariances)
    {
        Start = model.Start;
        Drift = drift;
        Time = time;
        HasVariances = hasVariances;
    }

    /// <summary>V_0.</summary>
    public GramMatrix Start { get; }

    /// <summary>The drift of correlations.</summary>
    public PairDrift Drift { get; }

    /// <summary>T.</summary>
    public double Time { get; }

    /// <summary>Whether moments with variances are known. If not, only the law of ρ is.</summary>
    public bool HasVariances { get; }

    /// <summary>The pairs (a, b), a &lt; b, with indices from 0, row by row.</summary>
    public IEnumerable<(int A, int B)> Pairs =>
        Enumerable.Range(0, Start.Size).SelectMany(a => Enumerable.Range(a + 1, Start.Size - a - 1).Select(b => (a, b)));

    /// <summary>The law of a pair at a time.</summary>
    /// <param name="a">The first input, from 0.</param>
    /// <param name="b">The second input, not the first.</param>
    /// <param name="time">A time; null is <see cref="Time"/>.</param>
    /// <param name="cancellation">Stops a computation.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An index is out of range, or the time is not in [0, <see cref="PairLaw.LongestTime"/>].
    /// </exception>
    public PairLaw Of(int a, int b, double? time = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(a, b);
        return new(Drift, Start.OneMinusCorrelation(a, b), time ?? Time) { Cancellation = cancellation };
    }

    /// <summary>E V^{ab} by the law of this pair.</summary>
    internal ExactValue MeanCovariance(PairLaw law, int a, int b) =>
        law.Moment(0.5, 0.5, point => point.Rho).Times(Math.Sqrt(Start.Variance(a)) * Math.Sqrt(Start.Variance(b)));

    internal static Answer<PairLaws> Of(ModelSpec model)
    {
        if (model.Start.Size < 2)
        {
            return new Refusal("inputs", name =>
                $"{name("inputs")}: one input given; allowed: two or more, because the law is that of pairs");
        }

        if (Enumerable.Range(0, model.Start.Size).FirstOrDefault(a => model.Start.Variance(a) == 0, -1) is >= 0 and var zero)
        {
            return new Refusal("inputs", name =>
                $"{name("inputs")}: input {zero + 1} is zero and has no correlations; allowed: inputs that are not zero");
        }

        if (model.LimitCoefficients == LimitCoefficients.Corrected)
        {
            return OfNetwork(model);
        }

        Answer<LimitProcess> limit = model.Limit();
        return limit.Value is { } found
            ? Of(model, found)
            : limit.Refusal!;
    }

    // A homogeneous layer moves ρ whatever V is, so that ρ of the network is a Markov chain.
    private static Answer<PairLaws> OfNetwork(ModelSpec model)
    {
        Answer<FiniteNetwork> network = model.Network();
        if (network.Value is null)
        {
            return network.Refusal!;
        }

        if (network.Value.Chain is not FeedforwardNetwork { Activation: ReluFamily relu })
        {
            return Refused("a feedforward network with a shaped relu or a linear activation");
        }

        double kappa = relu.ArcCosineStrength * model.Width;
        if (!(kappa <= PairDrift.LargestKappaOverWidth * model.Width))
        {
            return Refused(FormattableString.Invariant(
                $"slopes with kappa_N/N of {PairDrift.LargestKappaOverWidth} or less, and not {kappa / model.Width:G3}: ")
                + "above it the terms in 1/N^2 count");
        }

        double time = model.Time ?? ((double)model.Depth / model.Width);
        return model.Width < PairDrift.LeastWidth ? Refused($"a width of {PairDrift.LeastWidth} or more")
            : time > PairLaw.LongestTime ? TooLong(time)
            : new PairLaws(model, new(kappa, 0, model.Width), time, hasVariances: false);

        Refusal Refused(string allowed) => Refusal.Given(
            "limitCoefficients", ModelSpec.Corrected, "network", model.Family, allowed);
    }

    private static Refusal TooLong(double time) =>
        Refusal.Value("time", FormattableString.Invariant($"{time}"), $"a time up to {PairLaw.LongestTime} for an exact law");

    private static Answer<PairLaws> Of(ModelSpec model, LimitProcess limit)
    {
        if (!model.BeginsAtStart && limit is not ResidualDiffusion)
        {
            return Without("V is random before the first layer; allowed: a definition that begins at V_0");
        }

        if (limit.Time > PairLaw.LongestTime)
        {
            return TooLong(limit.Time);
        }

        return limit switch
        {
            CovarianceSde sde => new PairLaws(model, new(sde.Kappa), sde.Time, true),
            LinearSde => new PairLaws(model, new(0), limit.Time, true),
            SmoothCovarianceSde { Drift: { } drift } when drift.Quadratic > NegligibleEvenPart * drift.Strength => Without(
                "the drift of a correlation depends on the variances because phi''(0) is not 0, so that the equation of a pair does not "
                + "close; allowed: a shaped relu, a linear activation, or an odd one"),
            SmoothCovarianceSde { Drift.Beta: > 0 } => Without(
                "variances explode because beta > 0, and the paths that are left have no closed equation; allowed: beta of 0 or less"),
            SmoothCovarianceSde smooth => new PairLaws(model, new(0), smooth.Time, smooth.Drift.Strength == 0),
            CovarianceFlow or SmoothCovarianceFlow => Without(
                "the limit is a deterministic flow, whose law is one point (see kernel); allowed: an exponent of 0.5 or more"),
            FirstOrderCorrection => Without(
                "correlations of an unshaped network tend to 1, and what is left depends on the width; "
                + "allowed: a shaped activation (c+, c-)"),
            _ => Without("its variances and correlations have no closed equation at finite width; allowed: mlp, shaped-mlp, shaped-resnet"),
        };

        Refusal Without(string reason) => new("network", name =>
            $"{name("network")} {model.Family}, {model.Activation.Fields(name)}: no exact law of a pair is known: {reason}");
    }
}
