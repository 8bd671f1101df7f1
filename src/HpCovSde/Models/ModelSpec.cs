using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.InfiniteWidth;
using HpCovSde.Laws;
using HpCovSde.Networks;

namespace HpCovSde.Models;

/// <summary>A finite network and how its layers are drawn.</summary>
/// <param name="Chain">The network.</param>
/// <param name="Sampling">Never <see cref="WeightSampling.Auto"/>.</param>
public sealed record FiniteNetwork(IChain Chain, WeightSampling Sampling);

/// <summary>
/// A model: a family of networks, with size, activation and inputs. It gives the network, its limit, its kernel of infinite width and the
/// stability of its variance, or the reason why one of them does not exist. Its JSON form is the object <c>model</c>: <see cref="Read"/>
/// and <see cref="ToDocument"/> are inverse to each other. Immutable.
/// </summary>
public abstract record ModelSpec
{
    /// <summary>The depth if none is given.</summary>
    internal const int DefaultDepth = 100;

    /// <summary>The names of <see cref="LimitCoefficients"/>.</summary>
    internal const string Asymptotic = "asymptotic", Matched = "matched", Corrected = "corrected";

    // To add a family, add a line here.
    private static readonly (string Name, Func<ModelDocument, Answer<ModelSpec>> Read)[] Catalogue =
    [
        (FeedforwardSpec.Name, FeedforwardSpec.ReadFamily),
        (ResidualSpec.Name, ResidualSpec.ReadFamily),
        (ShapedFeedforwardSpec.Name, ShapedFeedforwardSpec.ReadFamily),
        (ShapedResidualSpec.Name, ShapedResidualSpec.ReadFamily),
    ];

    /// <summary>The names of the families of networks.</summary>
    public static IReadOnlyList<string> Families { get; } = [.. Catalogue.Select(family => family.Name)];

    /// <summary>The name of the family, for example <c>mlp</c>.</summary>
    public abstract string Family { get; }

    /// <summary>φ; the ReLU unless it is set.</summary>
    public ActivationSpec Activation { get; init; } = ActivationSpec.Of(Activations.ReluFamily.Relu);

    /// <summary>n, neurons per layer.</summary>
    public int Width { get; init; } = 100;

    /// <summary>The number of layers.</summary>
    public int Depth { get; init; } = DefaultDepth;

    /// <summary>The time of the limit; null takes the time that corresponds to the depth.</summary>
    public double? Time { get; init; }

    /// <summary>The width that the coefficients of the limit are taken at.</summary>
    public LimitCoefficients LimitCoefficients { get; init; }

    /// <summary>The inputs; two of norm 1 with correlation 0.3 unless they are set.</summary>
    public InputSpec Inputs { get; init; } = InputSpec.Pair(0.3);

    /// <summary>What was left out of files, such as a header.</summary>
    internal virtual IEnumerable<string> Notes => Inputs.Note is { } note ? [note] : [];

    /// <summary>V_0.</summary>
    public GramMatrix Start => Inputs.Gram;

    /// <summary>A description in one line.</summary>
    public string Description =>
        FormattableString.Invariant(
            $"{Family}, {Activation.Description}{DescribeMore()}; width {Width}, depth {Depth}; {Inputs.Description}");

    /// <summary>A short description of the family, without sizes and inputs.</summary>
    public virtual string FamilyDescription => $"{Family}, {Activation.Description}";

    /// <summary>Whether V before the first layer is V_0. If not, V is random at the start.</summary>
    public virtual bool BeginsAtStart => true;

    /// <summary>The reason why layers and equal steps of the limit are at different times; null if they are at the same times.</summary>
    public virtual Refusal? UnevenLayers => null;

    /// <summary>Reads a model.</summary>
    /// <param name="document">The fields; a null field takes its default.</param>
    /// <exception cref="Data.DataFileException">A file of inputs or of branch scalings cannot be used.</exception>
    public static Answer<ModelSpec> Read(ModelDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        document = document with { };
        if (document.Normalize() is { } refusal)
        {
            return refusal;
        }

        string family = document.Network ?? FeedforwardSpec.Name;
        return Catalogue.Single(entry => entry.Name == family).Read(document);
    }

    /// <summary>Writes the model with all its fields and the values computed from them.</summary>
    /// <exception cref="Data.DataFileException">A file of inputs or of branch scalings cannot be read again.</exception>
    public ModelDocument ToDocument()
    {
        var document = new ModelDocument
        {
            Network = Family,
            Width = Width,
            Depth = Depth,
            Time = Time,
            LimitCoefficients = LimitCoefficients switch
            {
                LimitCoefficients.Matched => Matched,
                LimitCoefficients.Corrected => Corrected,
                _ => null,
            },
        };
        Activation.Write(document);
        WriteMore(document);
        Inputs.Write(document);
        return document;
    }

    /// <summary>The finite network.</summary>
    /// <param name="weights">How layers are to be drawn.</param>
    public abstract Answer<FiniteNetwork> Network(WeightSampling weights = WeightSampling.Auto);

    /// <summary>The limit, up to <see cref="Time"/>.</summary>
    public Answer<LimitProcess> Limit() => LimitCoefficients != LimitCoefficients.Corrected ? FindLimit()
        : new Refusal("limitCoefficients", name =>
            $"{name("limitCoefficients")}: '{Corrected}' is known of the law of a pair only (law, design, "
            + $"compare {name("against")} exact); allowed: {Asymptotic}, {Matched}");

    /// <summary>The model whose limit is simulated beside a corrected law: that with the matched coefficients.</summary>
    internal ModelSpec WithoutCorrection => LimitCoefficients == LimitCoefficients.Corrected
        ? this with { LimitCoefficients = LimitCoefficients.Matched }
        : this;

    /// <summary>The kernel of infinite width after the last layer, or that of the flow at <see cref="Time"/> if that is given.</summary>
    public abstract Answer<InfiniteWidthKernel> Kernel();

    /// <summary>The long-time behaviour of the variance of one input in the limit.</summary>
    public abstract Answer<VarianceStability> Stability();

    /// <summary>The exact laws of the pairs of inputs in the limit, up to <see cref="Time"/>.</summary>
    public Answer<PairLaws> PairLaws() => Models.PairLaws.Of(this);

    /// <summary>The networks of all widths and depths, to study whether the limits of width and depth commute.</summary>
    public abstract Answer<NetworkFamily> Commutation();

    /// <summary>The quantities to report.</summary>
    /// <param name="every">True for every entry with any number of inputs.</param>
    public virtual IReadOnlyList<Quantity> Quantities(bool every) => every ? Quantity.Every(Start.Size) : Quantity.Default(Start.Size);

    /// <summary>Reads the fields that all families share into a model of one family.</summary>
    private protected static Answer<ModelSpec> ReadCommon(ModelDocument document, ModelSpec family)
    {
        Answer<ActivationSpec> activation = ActivationSpec.Read(document);
        if (!activation.IsGranted)
        {
            return activation.Refusal;
        }

        Answer<InputSpec> inputs = InputSpec.Read(document);
        return inputs.IsGranted
            ? family with
            {
                Activation = activation.Value,
                Width = document.Width ?? family.Width,
                Depth = document.Depth ?? family.Depth,
                Time = document.Time,
                LimitCoefficients = document.LimitCoefficients switch
                {
                    Matched => LimitCoefficients.Matched,
                    Corrected => LimitCoefficients.Corrected,
                    _ => LimitCoefficients.Asymptotic,
                },
                Inputs = inputs.Value,
            }
            : inputs.Refusal;
    }

    /// <summary>Refuses a field that only another family takes.</summary>
    private protected static Refusal? Only(string field, object? value, string family, string owner) => value is null
        ? null
        : Refusal.Given(
            field, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}"), "network", family, $"with {owner} only");

    /// <summary>Refuses the fields that only a <see cref="ShapedResidualSpec"/> takes.</summary>
    private protected static Refusal? OfShapedResidual(ModelDocument document, string family) =>
        Only("beta", document.Beta, family, ShapedResidualSpec.Name)
        ?? Only("definition", document.Definition, family, ShapedResidualSpec.Name);

    /// <summary>The limit that is not corrected.</summary>
    private protected abstract Answer<LimitProcess> FindLimit();

    /// <summary>A description of the further fields of a family: it begins with a comma, or is empty.</summary>
    private protected virtual string DescribeMore() => "";

    /// <summary>Writes the further fields of a family.</summary>
    private protected virtual void WriteMore(ModelDocument document)
    {
    }

    /// <summary>Calls a function and turns an exception into a refusal that names the fields of the activation.</summary>
    private protected Answer<T> Try<T>(Func<T> make)
        where T : class
    {
        try
        {
            return make();
        }
        catch (ArgumentException exception)
        {
            return Refusal.Because(Activation.ReluShape is null ? "activation" : "cPlus", Activation.Fields, exception);
        }
    }

    /// <summary>The network with its sampling, or the refusal of this sampling.</summary>
    private protected static Answer<FiniteNetwork> Drawn(IChain chain, WeightSampling sampling, string? refusal) => refusal is null
        ? new FiniteNetwork(chain, sampling)
        : new Refusal("weights", name => $"{name("weights")}: '{WeightNames.Of(sampling)}' is not allowed: {refusal}");
}
