using System.Globalization;
using HpCovSde.Data;

namespace HpCovSde.Models;

/// <summary>Branch scalings as text: a rule for every depth, or a file, which sets the depth. Immutable.</summary>
public sealed class BranchSpec
{
    private const string PowerPrefix = "power:";
    private const string FilePrefix = "file:";
    private const string UniformText = "uniform";
    private const string LogSeriesText = "log-series";

    private readonly Func<int, BranchScaling> _rule;

    // The last scaling made. It has gigabytes at large depths, and several parts of a run use it.
    private volatile BranchScaling? _last;

    // What was left out of the file.
    private string? _note;

    private BranchSpec(string text, Func<int, BranchScaling> rule)
    {
        Text = text;
        _rule = rule;
    }

    /// <summary>α_l = L^−1/2.</summary>
    public static BranchSpec Uniform { get; } = new(UniformText, BranchScaling.Uniform);

    /// <summary>The text, for example <c>power:0.7</c>.</summary>
    public string Text { get; }

    /// <summary>The file; null for a rule.</summary>
    public string? File { get; private init; }

    /// <summary>What was left out of the file, such as a header; null if nothing, or as long as it has not been read.</summary>
    internal string? Note => _note;

    /// <summary>γ of <c>power:γ</c>; null for others.</summary>
    internal double? Exponent { get; private init; }

    /// <summary>Whether it is <c>log-series</c>.</summary>
    internal bool IsLogSeries => Text == LogSeriesText;

    /// <summary>The values that the field allows.</summary>
    internal static ValueKind<string> Kind { get; } = ValueKind.Text(
        "uniform, power:G with a number G, log-series, or file:PATH with the name of a .csv or .npy file",
        text => Parse(text) is not null) with
    {
        Names = [UniformText, LogSeriesText],
    };

    /// <summary>The branch scalings of a text; null if the text is not allowed. A file is read later.</summary>
    public static BranchSpec? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // Names of files keep their case.
        string lower = text.ToLowerInvariant();
        return lower switch
        {
            UniformText => Uniform,
            LogSeriesText => new(lower, BranchScaling.LogSeries),
            _ when lower.StartsWith(PowerPrefix, StringComparison.Ordinal)
                && ValueKind.AnyNumber.TryParse(text[PowerPrefix.Length..], out double exponent) =>
                new(lower, depth => BranchScaling.Power(depth, exponent)) { Exponent = exponent },
            _ when lower.StartsWith(FilePrefix, StringComparison.Ordinal)
                && ValueKind.File.TryParse(text[FilePrefix.Length..], out string? path) => OfFile($"{FilePrefix}{path}", path),
            _ => null,
        };
    }

    /// <summary>
    /// The branch scalings at a depth. Refused if a file has another depth, or if the sum of squares is not finite.
    /// </summary>
    /// <param name="depth">L; null takes the depth of the file, or <paramref name="defaultDepth"/> for a rule.</param>
    /// <param name="defaultDepth">The depth of a rule if none is given.</param>
    /// <exception cref="DataFileException">The file cannot be used.</exception>
    public Answer<BranchScaling> At(int? depth, int defaultDepth = 100)
    {
        int layers = depth ?? (File is null ? defaultDepth : 0);
        if (_last is { } last && (last.Depth == depth || (depth is null && File is not null)))
        {
            return last;
        }

        if (BranchScaling.Memory(layers).Refusal is { } tooMuch)
        {
            return new Refusal("depth", name => $"{name("depth")}: '{layers}' is not allowed: {tooMuch}");
        }

        try
        {
            BranchScaling scaling = _rule(layers);
            if (depth is int given && scaling.Depth != given)
            {
                return new Refusal("depth", name =>
                    $"{name("depth")}: '{given}' given with {name("branchScaling")} {Text}, "
                    + $"which has {Wording.Count(scaling.Depth, "layer")}; "
                    + $"allowed: {scaling.Depth}, or no {name("depth")}");
            }

            return _last = scaling;
        }
        catch (ArgumentOutOfRangeException exception)
        {
            return Refusal.Because(
                "branchScaling",
                name => string.Create(CultureInfo.InvariantCulture, $"{name("branchScaling")} {Text} at depth {layers}"), exception);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    // The file is read once, when it is needed.
    private static BranchSpec OfFile(string text, string path)
    {
        BranchSpec? spec = null;
        var file = new Lazy<BranchScaling>(() =>
        {
            NumericArray array = NumericFile.Read(path);
            spec!._note = array.Note is { } note ? $"{VisibleText.Of(path)}: {note}" : null;
            return array.IsFromPipe
                ? throw new DataFileException(path, "is a pipe; branch scalings are in a file, which documents name")
                : BranchScaling.Of(array, path);
        });
        return spec = new(text, _ => file.Value) { File = path };
    }
}
