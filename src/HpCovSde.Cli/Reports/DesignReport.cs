using System.Globalization;
using System.Text;
using HpCovSde.Cli.Options;
using HpCovSde.Dynamics;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Reports;

/// <summary>The answer of <c>design</c> as JSON and as a table.</summary>
internal sealed class DesignReport(Design design, double seconds)
{
    private string Unknown => DesignTarget.UnknownNames[(int)design.Unknown];

    private int? Width => design.HasSize ? design.Model.Width : null;

    private int? Depth => design.HasSize ? design.Model.Depth : null;

    // A command line that uses the answer; null if the inputs cannot be written as options.
    private string? CommandLine
    {
        get
        {
            string command = !design.Target.IsOfPair ? "stability"
                : !design.HasSize ? "law"
                : design.Model.LimitCoefficients == LimitCoefficients.Corrected ? "compare --against exact"
                : "compare";
            return design.ToOptions() is { } options
                ? string.Join(' ', (string[])["hpcovsde", command, .. ModelDocument.Fields
                    .Where(known => known.TextIn(options) is not null)
                    .SelectMany(known => (string[])[OptionNames.Of(known.Name), Quoted(known.TextIn(options)!)])])
                : null;
        }
    }

    internal string ToTable()
    {
        var table = new TextTable();
        table.Add("quantity", "value");
        (string Name, double? Value)[] rows =
        [
            ("c+ - c-", design.Difference),
            ("kappa", design.Kappa),
            ("a", design.A),
            ("beta", design.Beta),
            ("time", design.Time),
            ("width", Width),
            ("depth", Depth),
            ("reached", design.Reached.Value),
            ("its error", design.Reached.Error),
        ];
        foreach ((string name, double? value) in rows)
        {
            if (value is double number)
            {
                table.Add(name, number.ToString(name == "its error" ? "G2" : "G10", CultureInfo.InvariantCulture));
            }
        }

        var text = new StringBuilder();
        _ = text
            .AppendLine(CultureInfo.InvariantCulture, $"model    {design.Model.FamilyDescription}; {design.Model.Inputs.Description}")
            .AppendLine(CultureInfo.InvariantCulture, $"target   {design.Target}, by {Unknown}")
            .AppendLine(CultureInfo.InvariantCulture, $"command  {CommandLine ?? "none, because the inputs are in no file"}")
            .AppendLine();
        return text.Append(table).ToString();
    }

    internal string ToJson() => JsonValues.Document("design", json =>
    {
        json.WritePropertyName("model");
        design.ToDocument().WriteTo(json);
        json.WritePropertyName("run");
        new RunDocument { Target = $"{design.Target}", Solve = Unknown, Seconds = seconds }.WriteTo(json, withNulls: false);
        json.WriteStartObject("design");
        json.WriteFinite("difference", design.Difference);
        json.WriteFinite("kappa", design.Kappa);
        json.WriteFinite("a", design.A);
        json.WriteFinite("beta", design.Beta);
        json.WriteFinite("time", design.Time);
        json.WriteFinite("width", Width);
        json.WriteFinite("depth", Depth);
        json.WriteFinite("reached", design.Reached.Value);
        json.WriteFinite("error", design.Reached.Error);
        json.WriteString("command", CommandLine);
        json.WriteEndObject();
    });

    // For a shell.
    private static string Quoted(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || "+-./:_,=".Contains(letter))
        ? text
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
