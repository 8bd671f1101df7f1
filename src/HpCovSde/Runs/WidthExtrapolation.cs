using HpCovSde.Activations;
using HpCovSde.Dynamics;
using HpCovSde.Models;

namespace HpCovSde.Runs;

/// <summary>
/// The networks of two and four times the width and depth of a model, whose limit is the same. Means of them are those of the limit and
/// terms in 1/n, or in n^−1/2.
/// </summary>
/// <remarks>
/// The law of V does not change if s_+ and s_- are exchanged, or multiplied by one number. So it is an even function of log(s_+/s_-), which
/// is odd in n^−1/2 if c_+ = −c_-, and otherwise not: κ_n = κ (1 − (c_+ + c_-) n^−1/2 + …). A smooth φ_s with −s for s is −φ_s(−x),
/// with the same law.
/// </remarks>
/// <param name="Power">1 or 1/2.</param>
/// <param name="Models">The model, and the two wider ones.</param>
internal sealed record WidthExtrapolation(double Power, IReadOnlyList<ModelSpec> Models)
{
    private const double OfTheLimit = 0.5;

    /// <summary>n^−Power of each model.</summary>
    internal IReadOnlyList<double> Points => [.. Models.Select(model => Math.Pow(model.Width, -Power))];

    /// <summary>The networks, or why means cannot be extrapolated.</summary>
    internal static Answer<WidthExtrapolation> Of(ModelSpec model)
    {
        ReluShape? relu = model.Activation.ReluShape;
        double? exponent = relu?.Exponent ?? model.Activation.SmoothShape?.Exponent;
        bool isLinear = exponent is null && model.Activation.Function is ReluFamily { ArcCosineStrength: 0 };
        return model is ResidualSpec or ShapedFeedforwardSpec || !(isLinear || exponent == OfTheLimit)
                ? Refused("with a linear mlp or shaped-resnet, or one that is shaped with the exponent 0.5, whose means have a series in "
                    + "the width")
            : model.LimitCoefficients == LimitCoefficients.Matched
                ? Refused("with the asymptotic limit, to which wide networks tend")
            : model.Time is double time && !(Math.Abs(time - OwnTime(model)) <= 1e-12 * time)
                ? Refused(FormattableString.Invariant($"with the time of the networks, {OwnTime(model):G6}"))
            : model.Stability().Value is { Explodes: true }
                ? Refused("where variances do not explode, so that they have means")
            : (long)model.Width * 4 > ModelDocument.LargestWidth || (long)model.Depth * 4 > int.MaxValue
                ? Refused("where networks of four times the width and depth can be run")
            : new WidthExtrapolation(
                relu is not null && relu.CPlus != -relu.CMinus ? 0.5 : 1,
                [model, Times(model, 2), Times(model, 4)]);

        // A document that is run again has it as a time.
        static double OwnTime(ModelSpec model) => (model with { Time = null }).Limit().Value?.Time ?? double.NaN;

        static ModelSpec Times(ModelSpec model, int factor) =>
            model with { Width = factor * model.Width, Depth = factor * model.Depth };

        Refusal Refused(string allowed) => new("extrapolate", name =>
            $"{name("extrapolate")}: given with {name("network")} {model.Family}, {model.Activation.Fields(name)}; allowed: {allowed}");
    }
}
