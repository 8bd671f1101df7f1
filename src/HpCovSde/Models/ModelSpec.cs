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
/// What is asked for: a network of some family, its size, its activation and its inputs. From it come the network, its limit, its kernel of
/// infinite width and the stability of its variance, or the reason why one of them does not exist. It is the JSON object <c>model</c>:
/// <see cref="Read"/> and <see cref="ToDocument"/> are inverse to each other. Immutable.
/// </summary>
public abstract record ModelSpec
{
    /// <summary>The depth if none is given.</summary>
    internal const int DefaultDepth = 100;

    // The families: to add one takes a line here.
    private static readonly (string Name, Func<ModelDocument, Answer<ModelSpec>> Read)[] Catalogue =
    [
        (FeedforwardSpec.Name, FeedforwardSpec.ReadFamily),
        (ResidualSpec.Name, ResidualSpec.ReadFamily),
        (ShapedFeedforwardSpec.Name, ShapedFeedforwardSpec.ReadFamily),
        (ShapedResidualSpec.Name, ShapedResidualSpec.ReadFamily),
    ];

    /// <summary>The names of the families of networks.</summary>
    public static IReadOnlyList<string> Families { get; } = [.. Catalogue.Select(family => family.Name)];

    /// <summary>The name of the family, <c>mlp</c> for instance.</summary>
    public abstract string Family { get; }

    /// <summary>φ; the ReLU unless it is set.</summary>
    public ActivationSpec Activation { get; init; } = ActivationSpec.Of(Activations.ReluFamily.Relu);

    /// <summary>n, neurons per layer.</summary>
    public int Width { get; init; } = 100;

    /// <summary>Layers.</summary>
    public int Depth { get; init; } = DefaultDepth;

    /// <summary>The time of the limit; null takes that of the network's depth.</summary>
    public double? Time { get; init; }

    /// <summary>The inputs; two of norm 1 with correlation 0.3 unless they are set.</summary>
    public InputSpec Inputs { get; init; } = InputSpec.Pair(0.3);

    /// <summary>V_0.</summary>
    public GramMatrix Start => Inputs.Gram;

    /// <summary>One line for people.</summary>
    public string Description =>
        FormattableString.Invariant($"{Family}, {Activation.Description}{DescribeMore()}; width {Width}, depth {Depth}; {Inputs.Description}");

    /// <summary>The family in a few words for people, without sizes and inputs.</summary>
    public virtual string FamilyDescription => $"{Family}, {Activation.Description}";

    /// <summary>Whether V is V_0 before the first layer. If not, it is random from the beginning.</summary>
    public virtual bool BeginsAtStart => true;

    /// <summary>Why layers and equal steps of the limit are not at equal times; null if they are.</summary>
    public virtual Refusal? UnevenLayers => null;

    /// <summary>Reads a model.</summary>
    /// <param name="document">The fields; null stands for the default.</param>
    /// <exception cref="Data.DataFileException">A file of inputs or of branch scalings cannot be used.</exception>
    public static Answer<ModelSpec> Read(ModelDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.FirstRefusal() is { } refusal)
        {
            return refusal;
        }

        string family = document.Network ?? FeedforwardSpec.Name;
        return Catalogue.Single(entry => entry.Name == family).Read(document);
    }

    /// <summary>Writes the model: every field in force, and what follows from it.</summary>
    /// <exception cref="Data.DataFileException">A file of inputs or of branch scalings cannot be read again.</exception>
    public ModelDocument ToDocument()
    {
        var document = new ModelDocument { Network = Family, Width = Width, Depth = Depth, Time = Time };
        Activation.Write(document);
        WriteMore(document);
        Inputs.Write(document);
        return document;
    }

    /// <summary>The finite network.</summary>
    /// <param name="weights">How layers are to be drawn.</param>
    public abstract Answer<FiniteNetwork> Network(WeightSampling weights = WeightSampling.Auto);

    /// <summary>Its limit, up to <see cref="Time"/>.</summary>
    public abstract Answer<LimitProcess> Limit();

    /// <summary>Its limit of infinite width, after its layers, or at <see cref="Time"/> if that is given.</summary>
    public abstract Answer<InfiniteWidthKernel> Kernel();

    /// <summary>What becomes of the variance of one input in the limit.</summary>
    public abstract Answer<VarianceStability> Stability();

    /// <summary>The family over all widths and depths, for the question whether their limits commute.</summary>
    public abstract Answer<NetworkFamily> Commutation();

    /// <summary>What results are about.</summary>
    /// <param name="every">Every entry, however many inputs there are.</param>
    public virtual IReadOnlyList<Quantity> Quantities(bool every) => every ? Quantity.Every(Start.Size) : Quantity.Default(Start.Size);

    /// <summary>Reads the fields that all families have into a model of one family.</summary>
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
                Inputs = inputs.Value,
            }
            : inputs.Refusal;
    }

    /// <summary>Refuses a field that only another family takes.</summary>
    private protected static Refusal? Only(string field, object? value, string family, string owner) => value is null
        ? null
        : Refusal.Given(field, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}"), "network", family, $"with {owner} only");

    /// <summary>Further fields of one family, for people: begins with a comma, or is empty.</summary>
    private protected virtual string DescribeMore() => "";

    /// <summary>Writes the further fields of one family.</summary>
    private protected virtual void WriteMore(ModelDocument document)
    {
    }

    /// <summary>Makes something that refuses by an exception; the refusal names the activation's fields.</summary>
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

    /// <summary>The network with its way to draw layers, or why layers cannot be drawn so.</summary>
    private protected static Answer<FiniteNetwork> Drawn(IChain chain, WeightSampling sampling, string? refusal) => refusal is null
        ? new FiniteNetwork(chain, sampling)
        : new Refusal("weights", name => $"{name("weights")}: '{WeightNames.Of(sampling)}' is not allowed: {refusal}");
}
