using HpCovSde.Dynamics;
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

    internal override Limit CreateLimit()
    {
        FeedforwardNetwork network = Create(WeightSampling.Auto);
        try
        {
            return new CovarianceLimit(CovarianceSde.LimitOf(network, Time), Start.Size);
        }
        catch (ArgumentException refusal)
        {
            throw CliException.Usage(Activation.Options, refusal);
        }
    }

    internal override VarianceStability CreateStability() => Activation switch
    {
        { SmoothShape.Exponent: < 0.5 } =>
            throw CliException.Usage($"{Activation.Options}: variances then follow an equation without noise on a shorter clock; allowed: --exponent 0.5 or more"),
        { SmoothShape: { IsTwiceDifferentiable: false } smooth } =>
            throw CliException.Usage($"{Activation.Options}: {Activation.Name} has no second derivative at {smooth.Center}, and its variance no limiting equation; allowed: another --center"),
        { SmoothShape: { } smooth } => new(smooth.Exponent > 0.5 ? 0 : smooth.Beta),
        { ReluShape.Exponent: > 0 } => new(0),
        { Function.IsHomogeneous: true } => new(0, Create(WeightSampling.Auto).Activation.FourthMomentRatio - 1),
        _ => throw CliException.Usage($"{Activation.Options}: the variance of an unshaped smooth activation has no limiting equation; allowed: with --a"),
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
