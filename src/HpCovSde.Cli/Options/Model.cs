using HpCovSde.Activations;
using HpCovSde.Dynamics;
using HpCovSde.Networks;

namespace HpCovSde.Cli.Options;

/// <summary>The model that a command line asks for.</summary>
/// <param name="Name">The name of the activation on the command line.</param>
/// <param name="Activation">The activation, before it is shaped.</param>
/// <param name="NegativeSlope">The slope of the leaky ReLU, else null.</param>
/// <param name="Center">x0 of a centred activation, else null.</param>
/// <param name="Shape">How the slopes of a ReLU depend on the width; null: not at all.</param>
/// <param name="SmoothShape">How a smooth activation is stretched with the width; null: not at all.</param>
/// <param name="Width">n.</param>
/// <param name="Depth">d.</param>
/// <param name="Time">T where it was given.</param>
/// <param name="Inputs">Where V_0 comes from.</param>
/// <param name="Start">V_0.</param>
internal sealed record Model(
    string Name, Activation Activation, double? NegativeSlope, double? Center, ReluShape? Shape, SmoothShape? SmoothShape, int Width, int Depth, double? Time,
    InputSource Inputs, GramMatrix Start)
{
    internal const string NetworkName = "mlp";

    /// <exception cref="CliException">The shape has no activation at this width.</exception>
    internal FeedforwardNetwork CreateNetwork(WeightSampling sampling)
    {
        try
        {
            if (SmoothShape is not null)
            {
                return FeedforwardNetwork.ShapedSmooth(Width, Depth, SmoothShape, sampling);
            }

            return Shape is null
                ? new(Width, Depth, Activation) { Sampling = sampling }
                : FeedforwardNetwork.ShapedRelu(Width, Depth, Shape.CPlus, Shape.CMinus, Shape.Exponent, sampling);
        }
        catch (ArgumentOutOfRangeException refusal)
        {
            throw CliException.Usage(FormattableString.Invariant($"{Subject} at --width {Width}"), refusal);
        }
    }

    /// <exception cref="CliException">The model has no limit.</exception>
    internal CovarianceSde CreateLimit()
    {
        FeedforwardNetwork network = CreateNetwork(WeightSampling.Auto);
        try
        {
            return CovarianceSde.LimitOf(network, Time);
        }
        catch (ArgumentException refusal)
        {
            throw CliException.Usage(Subject, refusal);
        }
    }

    // The options that a refusal is about.
    private string Subject => this switch
    {
        { Shape: { } relu } => FormattableString.Invariant($"--c-plus {relu.CPlus}, --c-minus {relu.CMinus}, --exponent {relu.Exponent}"),
        { SmoothShape: { } smooth } => FormattableString.Invariant($"--activation {Name}, --a {smooth.A}, --exponent {smooth.Exponent}"),
        { Activation.IsHomogeneous: true } => $"--activation {Name} without --c-plus and --c-minus",
        _ => $"--activation {Name} without --a",
    };
}

/// <summary>Where V_0 comes from: one of the input options. The others are null.</summary>
internal sealed record InputSource(double? Correlation, string? GramPath, string? InputsPath);
