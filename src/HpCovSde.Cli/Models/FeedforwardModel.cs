using HpCovSde.Dynamics;
using HpCovSde.InfiniteWidth;
using HpCovSde.Networks;

namespace HpCovSde.Cli.Models;

/// <summary>Feedforward networks, unshaped or shaped, and their covariance SDE.</summary>
internal sealed record FeedforwardModel : Model
{
    internal const string Name = "mlp";

    internal override string Network => Name;

    internal override FiniteNetwork CreateNetwork(WeightSampling sampling)
    {
        FeedforwardNetwork network = Create(sampling);
        return FiniteNetwork.Of(network, network.SamplingFor(Start.Size), network.SamplingRefusal(Start.Size));
    }

    internal override LimitProcess CreateLimit() =>
        Limits.TryOf(Create(WeightSampling.Auto), Time, out LimitProcess? limit, out string? refusal)
            ? limit
            : throw CliException.Usage($"{Activation.Options}: {refusal}");

    internal override VarianceStability CreateStability() => CreateLimit() switch
    {
        SmoothCovarianceFlow =>
            throw CliException.Usage($"{Activation.Options}: variances then follow an equation without noise on a shorter clock; allowed: --exponent 0.5 or more"),
        SmoothCovarianceSde smooth => new(smooth.Drift.Beta),
        FirstOrderCorrection correction => new(0, correction.FourthMomentRatio - 1),
        _ => new(0),
    };

    internal override InfiniteWidthKernel CreateKernel() => (Time, Activation.ReluShape) switch
    {
        (null, _) => InfiniteWidthKernel.Feedforward(Create(WeightSampling.Auto).Activation, Depth),
        (double time, { } shape) => InfiniteWidthKernel.ShapedFlow(shape, time, Depth),
        _ => throw CliException.Usage(
            FormattableString.Invariant($"--time: '{Time}' given with kernel and --network {Name}, {Activation.Options}; allowed: with --c-plus and --c-minus, or --network {ResidualModel.Name}")),
    };

    private FeedforwardNetwork Create(WeightSampling sampling)
    {
        try
        {
            return Activation switch
            {
                { SmoothShape: { } smooth } => FeedforwardNetwork.ShapedSmooth(Width, Depth, smooth, sampling),
                { ReluShape: { } relu } => FeedforwardNetwork.ShapedRelu(Width, Depth, relu.CPlus, relu.CMinus, relu.Exponent, sampling),
                _ => new(Width, Depth, Activation.Function) { Sampling = sampling },
            };
        }
        catch (ArgumentOutOfRangeException refusal)
        {
            throw CliException.Usage(FormattableString.Invariant($"{Activation.Options} at --width {Width}"), refusal);
        }
    }
}
