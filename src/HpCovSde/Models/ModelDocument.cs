using System.Text.Json;
using System.Text.Json.Serialization;

namespace HpCovSde.Models;

/// <summary>
/// The JSON object <c>model</c>, field by field: what the options of the command line say, and what follows from them. A field that is absent is
/// null. <see cref="ModelSpec.Read"/> checks it and makes a <see cref="ModelSpec"/> of it; <see cref="ModelSpec.ToDocument"/> is the way back.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ModelDocument
{
    private const int LargestWidth = 1_000_000_000;

    /// <summary>The family of networks, one of <see cref="ModelSpec.Families"/>.</summary>
    public string? Network { get; set; }

    /// <summary>The family in words, in a document about all widths and depths. Ignored when read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Family { get; set; }

    /// <summary>φ by name.</summary>
    public string? Activation { get; set; }

    /// <summary>The slope of <c>leaky-relu</c> below 0.</summary>
    public double? NegativeSlope { get; set; }

    /// <summary>c₊ of s₊ = 1 + c₊ n^−p.</summary>
    public double? CPlus { get; set; }

    /// <summary>c₋ of s₋ = 1 + c₋ n^−p.</summary>
    public double? CMinus { get; set; }

    /// <summary>p of a shaped activation.</summary>
    public double? Exponent { get; set; }

    /// <summary>a of s φ(x/s), s = a n^p.</summary>
    public double? A { get; set; }

    /// <summary>x₀ about which a smooth activation is centred.</summary>
    public double? Center { get; set; }

    /// <summary>α_l of a residual network.</summary>
    public string? BranchScaling { get; set; }

    /// <summary>The SHA-256 of a file of branch scalings.</summary>
    public string? BranchScalingSha256 { get; set; }

    /// <summary>Σ α_l². Follows from the rest; ignored when read.</summary>
    public double? BranchSumOfSquares { get; set; }

    /// <summary>max α_l². Follows from the rest; ignored when read.</summary>
    public double? BranchLargestSquare { get; set; }

    /// <summary>β of a shaped residual network, the scale of its skip connection.</summary>
    public double? Beta { get; set; }

    /// <summary>n.</summary>
    public int? Width { get; set; }

    /// <summary>Layers.</summary>
    public int? Depth { get; set; }

    /// <summary>The time of the limit.</summary>
    public double? Time { get; set; }

    /// <summary>How many inputs; 1 without any other field of inputs means one of norm 1.</summary>
    public int? InputsCount { get; set; }

    /// <summary>The correlation of two inputs of norm 1.</summary>
    public double? Correlation { get; set; }

    /// <summary>A file with a Gram matrix.</summary>
    public string? Gram { get; set; }

    /// <summary>A file with inputs in rows.</summary>
    public string? Inputs { get; set; }

    /// <summary>The SHA-256 of the file of the Gram matrix or of the inputs.</summary>
    public string? InputsSha256 { get; set; }

    /// <summary>V_0 by rows, for up to 8 inputs. Read only if there is no other field of inputs.</summary>
    public double[][]? Start { get; set; }

    /// <summary>
    /// 1 − ρ of the pairs (2,1), (3,1), (3,2), …: written if V_0 was given in memory and its correlations are known better than the
    /// matrix says.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double[]? StartOneMinusRho { get; set; }

    /// <summary>The limit that was integrated. Follows from the rest; ignored when read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LimitDocument? Limit { get; set; }

    /// <summary>The fields that a command line may give, in the order of its help.</summary>
    public static IReadOnlyList<SpecField<ModelDocument>> Fields { get; } =
    [
        new SpecField<ModelDocument, string>(
            "network", "NAME",
            "mlp: z' = sqrt(c/n) W phi(z). resnet: Y' = Y + alpha W phi(Y), W ~ N(0, 1/n). shaped-mlp: mlp with slopes 1 + D^-1/2 and 1. "
            + "shaped-resnet: Y' = B Y + sqrt((1 - B^2) c/n) W phi(W~ Y/sqrt(n)), shaped as shaped-mlp or by --c-plus and --c-minus. Default: mlp.",
            ValueKind.OneOf(ModelSpec.Families), d => d.Network, (d, x) => d.Network = x),
        new SpecField<ModelDocument, string>(
            "activation", "NAME", $"{string.Join(", ", ActivationSpec.Names)}. Default: relu.",
            ValueKind.OneOf(ActivationSpec.Names), d => d.Activation, (d, x) => d.Activation = x),
        Number("negativeSlope", "S", "The slope of leaky-relu below 0. Default: 0.01.", ValueKind.AnyNumber,
            d => d.NegativeSlope, (d, x) => d.NegativeSlope = x),
        Number("cPlus", "X", "Shapes the relu, with --c-minus: slopes 1 + X n^-P above and 1 + Y n^-P below 0. Absent: unshaped.",
            ValueKind.AnyNumber, d => d.CPlus, (d, x) => d.CPlus = x),
        Number("cMinus", "Y", "See --c-plus.", ValueKind.AnyNumber, d => d.CMinus, (d, x) => d.CMinus = x),
        Number("exponent", "P", "P of --c-plus and --c-minus, or of --a. Default: 0.5.",
            ValueKind.Number("a number from 0 to 100", p => p is >= 0 and <= 100), d => d.Exponent, (d, x) => d.Exponent = x),
        Number("a", "A", "Shapes a smooth activation: s phi(x/s) with s = A n^P. Absent: unshaped.",
            ValueKind.Number("a number above 0", a => a > 0), d => d.A, (d, x) => d.A = x),
        Number("center", "X0", "Recentres a smooth activation: (phi(x + X0) - phi(X0)) / phi'(X0). Default: 0 with --a, else absent.",
            ValueKind.AnyNumber, d => d.Center, (d, x) => d.Center = x),
        new SpecField<ModelDocument, string>(
            "branchScaling", "S",
            "alpha_l of a resnet: uniform (L^-1/2), power:G (L^-G), log-series ((l log(l+1)^2)^-1/2), or file:PATH, a column or row of L "
            + "numbers (.csv, .npy) that sets the depth. Default: uniform.",
            BranchSpec.Kind, d => d.BranchScaling, (d, x) => d.BranchScaling = x),
        Number("beta", "B", "B of a shaped-resnet. Default: 0.5.",
            ValueKind.Number("a number between 0 and 1", b => b is > 0 and < 1), d => d.Beta, (d, x) => d.Beta = x),
        Integer("width", "N", "Neurons per layer. Default: 100.", LargestWidth, d => d.Width, (d, x) => d.Width = (int)x),
        Integer("depth", "D", "Layers. Default: 100.", int.MaxValue, d => d.Depth, (d, x) => d.Depth = (int)x),
        Number("time", "T", "The time of the limit. Default: mlp D/N (D/N^2P for an exponent below 0.5), resnet the sum of alpha^2.",
            ValueKind.Number("a number above 0", t => t > 0), d => d.Time, (d, x) => d.Time = x),
        Integer("inputsCount", "1", "One input of norm 1.", 1, d => d.InputsCount, (d, x) => d.InputsCount = (int)x),
        Number("correlation", "R", "Two inputs of norm 1 with this correlation. Default: 0.3.",
            ValueKind.Number("a number from -1 to 1", r => r is >= -1 and <= 1), d => d.Correlation, (d, x) => d.Correlation = x),
        File("gram", "A Gram matrix, .csv or .npy.", d => d.Gram, (d, x) => d.Gram = x),
        File("inputs", "Inputs x in rows, .csv or .npy; their Gram matrix is X X^T / n_in.", d => d.Inputs, (d, x) => d.Inputs = x),
    ];

    /// <summary>Writes the fields as a JSON object; absent ones are null.</summary>
    public void WriteTo(Utf8JsonWriter json) => JsonSerializer.Serialize(json, this, ModelJson.Default.ModelDocument);

    /// <summary>The first value that is not allowed by itself; null if there is none.</summary>
    internal Refusal? FirstRefusal()
    {
        // A document written by the tool has the number of inputs beside what they are.
        ModelDocument read = InputSpec.IsGivenIn(this) ? this with { InputsCount = null } : this;
        return Fields.Select(field => field.RefusalIn(read)).FirstOrDefault(refusal => refusal is not null);
    }

    private static SpecField<ModelDocument, double> Number(
        string name, string placeholder, string description, ValueKind<double> kind, Func<ModelDocument, object?> get, Action<ModelDocument, double> set) =>
        new(name, placeholder, description, kind, get, set);

    private static SpecField<ModelDocument, long> Integer(
        string name, string placeholder, string description, long maximum, Func<ModelDocument, object?> get, Action<ModelDocument, long> set) =>
        new(name, placeholder, description, ValueKind.Integer(1, maximum), get, set);

    private static SpecField<ModelDocument, string> File(
        string name, string description, Func<ModelDocument, object?> get, Action<ModelDocument, string> set) =>
        new(name, "FILE", description, ValueKind.File, get, set);
}

/// <summary>The JSON object <c>limit</c> of a model: which limit it is, and its coefficients; null for those that it has not.</summary>
public sealed record LimitDocument
{
    /// <summary>Which limit it is.</summary>
    public string? Kind { get; set; }

    /// <summary>κ of the shaped ReLU.</summary>
    public double? Kappa { get; set; }

    /// <summary>β of a shaped smooth activation.</summary>
    public double? Beta { get; set; }

    /// <summary>ε of the first-order correction.</summary>
    public double? Epsilon { get; set; }

    /// <summary>κ₄ of the first-order correction.</summary>
    public double? Kappa4 { get; set; }

    /// <summary>n of the residual diffusion.</summary>
    public int? Width { get; set; }

    /// <summary>T.</summary>
    public double? Time { get; set; }
}

/// <summary>How a model is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelDocument))]
internal sealed partial class ModelJson : JsonSerializerContext;
