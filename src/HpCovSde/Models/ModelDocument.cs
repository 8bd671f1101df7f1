using System.Text.Json;
using System.Text.Json.Serialization;
using HpCovSde.Data;

namespace HpCovSde.Models;

/// <summary>
/// The fields of the JSON object <c>model</c>: the options of the command line and values computed from them. An absent field is null.
/// <see cref="ModelSpec.Read"/> checks a document and makes a <see cref="ModelSpec"/>. <see cref="ModelSpec.ToDocument"/> is the inverse.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ModelDocument
{
    internal const int LargestWidth = 1_000_000_000;

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

    /// <summary>Σ α_l². Computed from other fields; ignored when read.</summary>
    public double? BranchSumOfSquares { get; set; }

    /// <summary>max α_l². Computed from other fields; ignored when read.</summary>
    public double? BranchLargestSquare { get; set; }

    /// <summary>β of a shaped residual network, the scale of its skip connection.</summary>
    public double? Beta { get; set; }

    /// <summary><c>noci</c>, <c>hayou</c> or <c>hayou-critical</c>: the paper whose shaped residual network it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Definition { get; set; }

    /// <summary>n.</summary>
    public int? Width { get; set; }

    /// <summary>The number of layers.</summary>
    public int? Depth { get; set; }

    /// <summary>The time of the limit.</summary>
    public double? Time { get; set; }

    /// <summary><c>asymptotic</c>, <c>matched</c> or <c>corrected</c>: the width that the coefficients of the limit are taken at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LimitCoefficients { get; set; }

    /// <summary>The number of inputs. If it is 1 and there is no other field of inputs, the input has norm 1.</summary>
    public int? InputsCount { get; set; }

    /// <summary>The correlation of two inputs of norm 1.</summary>
    public double? Correlation { get; set; }

    /// <summary>A file with a Gram matrix.</summary>
    public string? Gram { get; set; }

    /// <summary>A file with inputs in rows.</summary>
    public string? Inputs { get; set; }

    /// <summary>The SHA-256 of the file of the Gram matrix or of the inputs.</summary>
    public string? InputsSha256 { get; set; }

    /// <summary>The rows of V_0, for up to 8 inputs. Read only if there is no other field of inputs.</summary>
    public double[][]? Start { get; set; }

    /// <summary>
    /// 1 − ρ of the pairs (2,1), (3,1), (3,2), …. Written if V_0 was given in memory and its correlations are known more accurately than
    /// the matrix can express.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double[]? StartOneMinusRho { get; set; }

    /// <summary>The limit that was integrated. Computed from other fields; ignored when read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LimitDocument? Limit { get; set; }

    /// <summary>The fields that are options of the command line, in the order of the help.</summary>
    public static IReadOnlyList<SpecField<ModelDocument>> Fields { get; } =
    [
        new SpecField<ModelDocument, string>(
            "network", "NAME",
            "mlp: z' = sqrt(c/n) W phi(z). resnet: Y' = Y + alpha W phi(Y), W ~ N(0, 1/n). shaped-mlp: mlp with slopes 1 + D^-1/2 and 1. "
            + "shaped-resnet: Y' = B Y + sqrt((1 - B^2) c/n) W phi(W~ Y/sqrt(n)), shaped like shaped-mlp or by --c-plus and --c-minus. "
            + "Default: mlp.",
            ValueKind.OneOf(ModelSpec.Families), d => d.Network, (d, x) => d.Network = x),
        new SpecField<ModelDocument, string>(
            "activation", "NAME", $"The activation phi: {string.Join(", ", ActivationSpec.Names)}. Default: relu.",
            ValueKind.OneOf(ActivationSpec.Names), d => d.Activation, (d, x) => d.Activation = x),
        Number("negativeSlope", "S", "The slope of leaky-relu below 0. Default: 0.01.", ValueKind.AnyNumber,
            d => d.NegativeSlope, (d, x) => d.NegativeSlope = x),
        Number("cPlus", "X",
            "Shapes the relu, together with --c-minus: slopes 1 + X n^-P above 0 and 1 + Y n^-P below 0. Default: unshaped.",
            ValueKind.AnyNumber, d => d.CPlus, (d, x) => d.CPlus = x),
        Number("cMinus", "Y", "See --c-plus.", ValueKind.AnyNumber, d => d.CMinus, (d, x) => d.CMinus = x),
        Number("exponent", "P", "The exponent P of --c-plus and --c-minus, or of --a. Default: 0.5.",
            ValueKind.Number("a number from 0 to 100", p => p is >= 0 and <= 100), d => d.Exponent, (d, x) => d.Exponent = x),
        Number("a", "A", "Shapes a smooth activation: s phi(x/s) with s = A n^P. Default: unshaped.",
            ValueKind.Number("a number above 0", a => a > 0), d => d.A, (d, x) => d.A = x),
        Number("center", "X0",
            "Centres a smooth activation: (phi(x + X0) - phi(X0)) / phi'(X0). Default: 0 with --a, otherwise not centred.",
            ValueKind.AnyNumber, d => d.Center, (d, x) => d.Center = x),
        new SpecField<ModelDocument, string>(
            "branchScaling", "S",
            "The branch scaling alpha_l of a resnet: uniform (L^-1/2), power:G (L^-G), log-series ((l log(l+1)^2)^-1/2), "
            + "or file:PATH, a column or row of L numbers (.csv, .npy) that sets the depth. Default: uniform.",
            BranchSpec.Kind, d => d.BranchScaling, (d, x) => d.BranchScaling = x),
        Number("beta", "B", "The scale B of the skip connection of a shaped-resnet. Default: 0.5.",
            ValueKind.Number("a number between 0 and 1", b => b is > 0 and < 1), d => d.Beta, (d, x) => d.Beta = x),
        new SpecField<ModelDocument, string>(
            "definition", "NAME",
            "The paper whose shaped-resnet it is: noci, with c = 1/E phi(g)^2, and V_0 is the Gram matrix of the inputs; hayou, with "
            + "c = 1, and Y_0 = W_in x is drawn (Hayou 2023, Prop. 4); hayou-critical, drawn with the c of noci. Default: noci.",
            ValueKind.OneOf(ShapedResidualSpec.Definitions), d => d.Definition, (d, x) => d.Definition = x),
        Integer("width", "N", "The number of neurons per layer. Default: 100.", LargestWidth, d => d.Width, (d, x) => d.Width = (int)x),
        Integer("depth", "D", "The number of layers. Default: 100.", int.MaxValue, d => d.Depth, (d, x) => d.Depth = (int)x),
        Number("time", "T",
            "The time of the limit. Default: D/N for mlp (D/N^2P for an exponent below 0.5), the sum of alpha^2 for resnet.",
            ValueKind.Number("a number above 0", t => t > 0), d => d.Time, (d, x) => d.Time = x),
        new SpecField<ModelDocument, string>(
            "limitCoefficients", "NAME",
            "The coefficients of the limit: asymptotic, those of infinite width, as in the papers; matched, those at the width N, from the "
            + "mean of a layer, to which the network is nearer; corrected, with all terms in 1/N, of the law of a pair only. "
            + "Default: asymptotic, and corrected for design with a width.",
            ValueKind.OneOf([ModelSpec.Asymptotic, ModelSpec.Matched, ModelSpec.Corrected]),
            d => d.LimitCoefficients,
            (d, x) => d.LimitCoefficients = x),
        new SpecField<ModelDocument, long>(
            "inputsCount", "1", "Use one input of norm 1.",
            ValueKind.Integer(1, 1) with { Allowed = "1; two inputs have --correlation, and any number --gram or --inputs" },
            d => d.InputsCount, (d, x) => d.InputsCount = (int)x),
        Number("correlation", "R", "Use two inputs of norm 1 with this correlation. Default: 0.3.",
            ValueKind.Number("a number from -1 to 1", r => r is >= -1 and <= 1), d => d.Correlation, (d, x) => d.Correlation = x),
        File("gram",
            "A file with a Gram matrix: .csv, .tsv, .txt, .npy, or .npz (FILE.npz:NAME if it has several arrays); - is standard input.",
            d => d.Gram, (d, x) => d.Gram = x),
        File("inputs", "A file, as for --gram, with inputs in its rows. The Gram matrix is X X^T / n_in.",
            d => d.Inputs, (d, x) => d.Inputs = x),
    ];

    /// <summary>Writes the fields as a JSON object; absent ones are null.</summary>
    public void WriteTo(Utf8JsonWriter json) => JsonSerializer.Serialize(json, this, ModelJson.Default.ModelDocument);

    /// <summary>A refusal of the first value that is out of its range; null if there is none. Names are then in lower case.</summary>
    internal Refusal? Normalize()
    {
        // A document written by the tool has the number of inputs in addition to the inputs.
        bool hasInputs = InputSpec.IsGivenIn(this);
        return Fields
            .Where(field => !hasInputs || field.Name != "inputsCount")
            .Select(field => field.Normalize(this))
            .FirstOrDefault(refusal => refusal is not null);
    }

    private static SpecField<ModelDocument, double> Number(
        string name,
        string placeholder,
        string description,
        ValueKind<double> kind,
        Func<ModelDocument, object?> get,
        Action<ModelDocument, double> set) =>
        new(name, placeholder, description, kind, get, set);

    private static SpecField<ModelDocument, long> Integer(
        string name,
        string placeholder,
        string description,
        long maximum,
        Func<ModelDocument, object?> get,
        Action<ModelDocument, long> set) =>
        new(name, placeholder, description, ValueKind.Integer(1, maximum), get, set);

    private static SpecField<ModelDocument, string> File(
        string name, string description, Func<ModelDocument, object?> get, Action<ModelDocument, string> set) =>
        new(name, "FILE", description, ValueKind.File, get, set);
}

/// <summary>The JSON object <c>limit</c> of a model: the kind of limit and its coefficients. Absent coefficients are null.</summary>
public sealed record LimitDocument
{
    /// <summary>The kind of limit.</summary>
    public string? Kind { get; set; }

    /// <summary>κ of the shaped ReLU.</summary>
    public double? Kappa { get; set; }

    /// <summary>β of a shaped smooth activation.</summary>
    public double? Beta { get; set; }

    /// <summary>κ at infinite width.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? KappaAsymptotic { get; set; }

    /// <summary>κ at the width of the network.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? KappaMatched { get; set; }

    /// <summary>β at infinite width.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? BetaAsymptotic { get; set; }

    /// <summary>β at the width of the network.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? BetaMatched { get; set; }

    /// <summary>ε of the first-order correction.</summary>
    public double? Epsilon { get; set; }

    /// <summary>κ₄ of the first-order correction.</summary>
    public double? Kappa4 { get; set; }

    /// <summary>n of the residual diffusion.</summary>
    public int? Width { get; set; }

    /// <summary>T.</summary>
    public double? Time { get; set; }
}

/// <summary>The JSON serializer of models.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(FiniteNumberConverter)])]
[JsonSerializable(typeof(ModelDocument))]
internal sealed partial class ModelJson : JsonSerializerContext;
