using HpCovSde.Dynamics;
using HpCovSde.Laws;

namespace HpCovSde.Models;

/// <summary>
/// A model whose limit has a given number: the difference of the slopes of a ReLU, a of a smooth activation, or the time, for a target of
/// the law. It is the root of an exact law, without Monte Carlo.
/// </summary>
/// <remarks>
/// With a width, or a depth, the model is a network of this size, and the law that at depth/width, with a depth that is an integer. Unless
/// a limit is asked for, it is the law of the network to the order 1/n, <see cref="LimitCoefficients.Corrected"/>, and where that is not
/// known, that of <see cref="LimitCoefficients.Matched"/>, with the slopes of κ_n = κ.
/// </remarks>
public sealed class Design
{
    internal Design(ModelDocument asked, DesignTarget target, DesignUnknown unknown, ModelSpec model, ExactValue reached)
    {
        Asked = asked;
        Target = target;
        Unknown = unknown;
        Model = model;
        Reached = reached;
    }

    /// <summary>What was asked for.</summary>
    public DesignTarget Target { get; }

    /// <summary>What was found.</summary>
    public DesignUnknown Unknown { get; }

    /// <summary>The model with the answer.</summary>
    public ModelSpec Model { get; }

    /// <summary>
    /// The number that the limit of <see cref="Model"/> has, with its error bound. It differs from the target by rounding, and more where
    /// a depth was found.
    /// </summary>
    public ExactValue Reached { get; }

    /// <summary>Whether a width or a depth was given, so that <see cref="Model"/> is a network of this size.</summary>
    public bool HasSize => IsSized(Asked);

    /// <summary>c₊ − c₋; null if the activation is not a shaped ReLU.</summary>
    public double? Difference => Model.Activation.ReluShape is { } shape ? shape.CPlus - shape.CMinus : null;

    /// <summary>κ of the limit; null if the activation is not a shaped ReLU.</summary>
    public double? Kappa => Difference is null ? null : Model.PairLaws().Value?.Drift.Kappa;

    /// <summary>a; null if the activation is not smooth and shaped.</summary>
    public double? A => Model.Activation.SmoothShape?.A;

    /// <summary>β of the limit; null if the activation is not smooth and shaped.</summary>
    public double? Beta => A is null ? null : Model.Stability().Value?.Beta;

    /// <summary>The time of the limit; null if the target does not depend on it.</summary>
    public double? Time => Target.IsOfPair ? Model.PairLaws().Value?.Time : Model.Time;

    private ModelDocument Asked { get; }

    /// <summary>Finds what a target takes. Takes milliseconds, and tenths of a second for explosions by a time.</summary>
    /// <param name="asked">The model, without what is to be found.</param>
    /// <param name="target">The target.</param>
    /// <param name="unknown">What is to be found; null is the difference for targets of two inputs, and a for the others.</param>
    /// <param name="cancellation">Stops a computation.</param>
    /// <returns>The design, or a refusal: for a target that is not reached it has the range that is.</returns>
    /// <exception cref="Data.DataFileException">A file of inputs cannot be used.</exception>
    public static Answer<Design> Find(
        ModelDocument asked, DesignTarget target, DesignUnknown? unknown = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(target);
        DesignUnknown sought = unknown ?? target.Usual;
        asked = asked with { };
        if ((asked.Normalize() ?? DesignRules.Misfit(asked, target, sought)) is { } misfit)
        {
            return misfit;
        }

        if (asked.LimitCoefficients is null && IsSized(asked))
        {
            Answer<Design> corrected = Find(asked with { LimitCoefficients = ModelSpec.Corrected }, target, sought, cancellation);
            return corrected.IsGranted
                ? corrected
                : Find(asked with { LimitCoefficients = ModelSpec.Matched }, target, sought, cancellation);
        }

        Answer<ModelSpec> read = ModelSpec.Read(sought switch
        {
            DesignUnknown.Difference => asked with { CPlus = 0, CMinus = -1 },
            DesignUnknown.A => asked with { A = 1 },
            _ => asked,
        });
        return read.Value is not { } model ? read.Refusal!
            : target.IsOfPair ? new PairDesign(asked, target, sought, cancellation).Find(model)
            : new VarianceDesign(asked, target, sought, cancellation).Find(model);
    }

    /// <summary>The fields of the question, so that reading them finds the same again.</summary>
    internal ModelDocument ToDocument() => Model.ToDocument() with
    {
        CPlus = Unknown == DesignUnknown.Difference ? null : Model.Activation.ReluShape?.CPlus,
        CMinus = Unknown == DesignUnknown.Difference ? null : Model.Activation.ReluShape?.CMinus,
        A = Unknown == DesignUnknown.A ? null : A,
        Exponent = null,
        Width = HasSize ? Model.Width : null,
        Depth = Asked.Depth,
        Time = Asked.Time,
        LimitCoefficients = Asked.LimitCoefficients,
        Limit = null,
    };

    /// <summary>The fields of the answer that are not their defaults, as options; null if the inputs are no option.</summary>
    internal ModelDocument? ToOptions()
    {
        ModelDocument all = Model.ToDocument();
        bool isSingle = all is { InputsCount: 1, Correlation: null, Gram: null, Inputs: null, Start: [[1]] };
        return all is { Correlation: null, Gram: null, Inputs: null } && !isSingle ? null : all with
        {
            Network = all.Network == FeedforwardSpec.Name ? null : all.Network,
            Activation = all.CPlus is null ? all.Activation : null,
            Exponent = null,
            Center = all.Center == 0 ? null : all.Center,
            Width = HasSize ? all.Width : null,
            Depth = HasSize ? all.Depth : null,
            InputsCount = isSingle ? 1 : null,
        };
    }

    internal static bool IsSized(ModelDocument asked) => asked is not { Width: null, Depth: null };
}
