using System.Globalization;
using HpCovSde.Activations;

namespace HpCovSde.Models;

/// <summary>What cannot be asked of a <see cref="Design"/>.</summary>
internal static class DesignRules
{
    /// <summary>Why a question makes no sense; null if it does.</summary>
    internal static Refusal? Misfit(ModelDocument asked, DesignTarget target, DesignUnknown sought)
    {
        string wanted = DesignTarget.UnknownNames[(int)sought];
        bool isSolvable = sought == target.Usual || (sought == DesignUnknown.Time && target.Quantity != DesignQuantity.Stationary);
        return isSolvable
            ? Found(asked, sought, wanted) ?? (target.IsOfPair ? OfPair(asked, sought, wanted) : OfVariance(asked, target, sought))
            : Refusal.Given("solve", wanted, "target", $"{target}", target switch
            {
                { IsOfPair: true } => "difference or time",
                { Quantity: DesignQuantity.Explosion } => "a or time",
                _ => "a",
            });
    }

    /// <summary>A target that no value of the unknown has.</summary>
    internal static Refusal Unreached(DesignTarget target, DesignUnknown sought, double least, double greatest) =>
        new("target", name => FormattableString.Invariant($"{name("target")}: '{target}' is not reached by any ")
            + DesignTarget.UnknownNames[(int)sought]
            + FormattableString.Invariant($"; allowed: between {least:G6} and {greatest:G6}"));

    // What is found cannot be given.
    private static Refusal? Found(ModelDocument asked, DesignUnknown sought, string wanted)
    {
        (string Field, IFormattable? Value)[] found = sought switch
        {
            DesignUnknown.Difference => [("cPlus", asked.CPlus), ("cMinus", asked.CMinus)],
            DesignUnknown.A => [("a", asked.A)],
            _ => [("time", asked.Time), ("depth", asked.Depth)],
        };
        return found.FirstOrDefault(field => field.Value is not null) is { Value: { } value } given
            ? new(given.Field, name =>
                $"{name(given.Field)}: '{value.ToString(null, CultureInfo.InvariantCulture)}' given, but {name("solve")} {wanted} "
                + "finds it; allowed: without it")
            : asked is { Time: double time, Depth: not null }
                ? new("depth", name => FormattableString.Invariant(
                    $"{name("depth")}: '{asked.Depth}' given with {name("time")} {time}; allowed: one of them"))
                : null;
    }

    private static Refusal? OfPair(ModelDocument asked, DesignUnknown sought, string wanted) => sought != DesignUnknown.Difference ? null
        : asked.Activation is { } activation && activation != ReluFamily.Relu.Name
            ? Refusal.Given("activation", activation, "solve", wanted, ReluFamily.Relu.Name)
        : asked.Network is { } network and not (FeedforwardSpec.Name or ShapedResidualSpec.Name)
            ? Refusal.Given("network", network, "solve", wanted, $"{FeedforwardSpec.Name} or {ShapedResidualSpec.Name}")
        : null;

    private static Refusal? OfVariance(ModelDocument asked, DesignTarget target, DesignUnknown sought)
    {
        string activation = asked.Activation ?? ReluFamily.Relu.Name;
        string size = asked.Width is null ? "depth" : "width";
        return asked.Network is { } network and not FeedforwardSpec.Name
                ? Refusal.Given("network", network, "target", $"{target}", FeedforwardSpec.Name)
            : sought == DesignUnknown.A && !Activation.BuiltIn.Any(known => known.Name == activation && !known.IsHomogeneous)
                ? Refusal.Given("activation", activation, "target", $"{target}", "a smooth activation, such as softplus or tanh")
            : (asked.Width ?? asked.Depth) is int given
                ? Refusal.Given(size, $"{given}", "target", $"{target}", "without it, because it is a number of the limit")
            : asked.LimitCoefficients is { } limit
                ? Refusal.Given("limitCoefficients", limit, "target", $"{target}", "without it")
            : null;
    }
}
