using HpCovSde.Activations;
using HpCovSde.Dynamics;
using HpCovSde.Networks;

namespace HpCovSde.Cli.Options;

/// <summary>The model that a command line asks for.</summary>
/// <param name="Activation">The name of the activation.</param>
/// <param name="NegativeSlope">The slope of the leaky ReLU, else null.</param>
/// <param name="Shape">How the slopes depend on the width; null: not at all.</param>
/// <param name="Width">n.</param>
/// <param name="Depth">d.</param>
/// <param name="Time">T where it was given.</param>
/// <param name="Inputs">Where V_0 comes from.</param>
/// <param name="Start">V_0.</param>
internal sealed record Model(
    string Activation, double? NegativeSlope, ReluShape? Shape, int Width, int Depth, double? Time, InputSource Inputs, GramMatrix Start)
{
    internal const string NetworkName = "mlp";

    /// <exception cref="CliException">The shape has no activation at this width.</exception>
    internal FeedforwardNetwork CreateNetwork(WeightSampling sampling)
    {
        if (Shape is null)
        {
            return new(Width, Depth, Family()) { Sampling = sampling };
        }

        try
        {
            return FeedforwardNetwork.ShapedRelu(Width, Depth, Shape.CPlus, Shape.CMinus, Shape.Exponent, sampling);
        }
        catch (ArgumentOutOfRangeException refusal)
        {
            throw CliException.Usage(FormattableString.Invariant($"--c-plus {Shape.CPlus}, --c-minus {Shape.CMinus} at --width {Width}"), refusal);
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
            string subject = Shape is null
                ? $"--activation {Activation} without --c-plus and --c-minus"
                : FormattableString.Invariant($"--c-plus {Shape.CPlus}, --c-minus {Shape.CMinus}, --exponent {Shape.Exponent}");
            throw CliException.Usage(subject, refusal);
        }
    }

    private ReluFamily Family() => Activation switch
    {
        ModelOptions.LeakyRelu => ReluFamily.LeakyRelu(NegativeSlope!.Value),
        ModelOptions.Linear => ReluFamily.Linear,
        ModelOptions.Abs => ReluFamily.Abs,
        _ => ReluFamily.Relu,
    };
}

/// <summary>Where V_0 comes from: one of the input options. The others are null.</summary>
internal sealed record InputSource(double? Correlation, string? GramPath, string? InputsPath);
