using System.Globalization;
using System.Text;
using System.Text.Json;
using HpCovSde.Data;
using HpCovSde.Kernels;
using HpCovSde.Laws;
using HpCovSde.Models;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Reports;

/// <summary>The results of <c>law</c> as JSON and as a table.</summary>
/// <param name="Model">The model.</param>
/// <param name="Laws">Its laws.</param>
/// <param name="Run">The fields of the run.</param>
/// <param name="Records">The laws at each time.</param>
/// <param name="Seconds">The wall-clock time.</param>
internal sealed record LawReport(
    ModelSpec Model, PairLaws Laws, RunDocument Run, IReadOnlyList<LawRecord> Records, double Seconds)
{
    /// <summary>Tables have every pair of as many inputs, and JSON their densities.</summary>
    internal const int LargestTable = 8;

    // Measured: the numbers of a pair with their text and its copies, and those of its densities.
    private const double BytesPerPair = 6000;
    private const double BytesPerDensity = 200_000;

    private string Kind => Laws.Drift.HasWidth ? $"of the network at width {Laws.Drift.Width}, to the order 1/N" : "exact, in the limit";

    internal LawRecord Last => Records[^1];

    /// <summary>The bytes that a pair takes until the report is written.</summary>
    internal static double Memory(long records, bool withDensities) => (records * BytesPerPair) + (withDensities ? BytesPerDensity : 0);

    internal string ToJson() => JsonValues.Document("law", json =>
    {
        ModelDocument model = Model.ToDocument();
        model.Time = Laws.Time;
        json.WritePropertyName("model");
        model.WriteTo(json);
        json.WritePropertyName("run");
        (Run with { Seconds = Seconds, InstructionSet = Hardware.InstructionSet }).WriteTo(json, withNulls: false);
        json.WriteFinite("kappa", Laws.Drift.Kappa);
        json.WriteFinite("time", Laws.Time);
        Write(json, Last);
        if (Run.RecordEvery > 0)
        {
            json.WriteStartArray("path");
            foreach (LawRecord record in Records)
            {
                json.WriteStartObject();
                json.WriteNumber("layer", record.Layer);
                json.WriteFinite("time", record.Time);
                Write(json, record, withDensities: false);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    });

    internal string ToTable()
    {
        var text = new StringBuilder();
        _ = text
            .AppendLine(CultureInfo.InvariantCulture, $"model  {Model.Description}")
            .AppendLine(CultureInfo.InvariantCulture, $"law    {Kind}, kappa = {Laws.Drift.Kappa:G6}, T = {Laws.Time:G6}")
            .AppendLine()
            .Append(Run.Results == "all" || Model.Start.Size <= LargestTable ? Entries() : Summaries());
        foreach (string refusal in Last.Pairs.SelectMany(pair => pair.All).Where(quantity => quantity.Mean.Refusal is not null)
            .Select(quantity => $"{quantity.Name}: {quantity.Mean.Refusal}").Take(LargestTable))
        {
            _ = text.AppendLine(refusal);
        }

        if (Laws.Drift.HasWidth)
        {
            _ = text.AppendLine("The errors are those of the equation. The law of the network differs by terms in 1/N^2.");
        }
        else if (!Laws.HasVariances)
        {
            _ = text.AppendLine("Variances have a drift of their own: only correlations have an exact law.");
        }

        return text
            .AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"{Seconds:0.000} s, {Wording.Count(Run.Threads ?? 1, "thread")}")
            .ToString();
    }

    private static void Write(Utf8JsonWriter json, LawRecord record, bool withDensities = true)
    {
        json.WriteStartObject("law");
        foreach (LawOfQuantity quantity in record.Pairs.SelectMany(pair => pair.All))
        {
            json.WriteStartObject(quantity.Name);
            json.WriteFinite("mean", quantity.Mean.Value);
            if (quantity.StandardDeviation is { } sd)
            {
                json.WriteFinite("sd", sd.Value);
            }

            json.WriteFinite("error", quantity.Mean.Error);
            if (quantity.Mean.Refusal is { } refusal)
            {
                json.WriteString("refusal", refusal);
            }

            if (quantity.Quantiles is [{ } low, { } median, { } high])
            {
                json.WriteFinite("sdError", quantity.StandardDeviation?.Error);
                json.WriteStartObject("quantiles");
                json.WriteFinite("q05", low.Value);
                json.WriteFinite("median", median.Value);
                json.WriteFinite("q95", high.Value);
                json.WriteFinite("error", Math.Max(low.Error, Math.Max(median.Error, high.Error)));
                json.WriteEndObject();
            }

            if (withDensities && quantity.Density.Length > 0)
            {
                json.WriteStartArray("density");
                foreach ((double x, double y) in quantity.Density)
                {
                    json.WriteStartArray();
                    FiniteNumberConverter.Write(json, x);
                    FiniteNumberConverter.Write(json, y);
                    json.WriteEndArray();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private TextTable Entries()
    {
        var table = new TextTable();
        table.Add("", "mean", "error", "sd", "q05", "median", "q95");
        foreach (LawOfQuantity quantity in Last.Pairs.SelectMany(pair => pair.All))
        {
            string[] rest = quantity.Quantiles is { } quantiles
                ? [TextTable.Number(quantity.StandardDeviation!.Value.Value), .. quantiles.Select(level => TextTable.Number(level.Value))]
                : [];
            table.Add([quantity.Name, Digits(quantity.Mean), Bound(quantity.Mean), .. rest]);
        }

        return table;
    }

    private TextTable Summaries()
    {
        var table = new TextTable();
        table.Add("over pairs", "mean", "min", "median", "max");
        ReadOnlySpan<(string Name, Func<LawOfPair, double> Of)> rows =
        [
            ("E rho", pair => pair.Rho.Mean.Value),
            ("sd rho", pair => pair.Rho.StandardDeviation!.Value.Value),
            ("E log(1-rho)", pair => pair.LogOneMinusRho.Mean.Value),
            ("error of E rho", pair => pair.Rho.Mean.Error),
        ];
        foreach ((string name, Func<LawOfPair, double> of) in rows)
        {
            var summary = Summary.Of(Last.Pairs.Select(of).ToArray());
            double[] numbers = [summary.Mean, summary.Min, summary.Median, summary.Max];
            table.Add([name, .. numbers.Select(TextTable.Number)]);
        }

        return table;
    }

    // Ten significant digits: the errors are near 1e-12.
    private static string Digits(ExactValue value) => double.IsFinite(value.Value)
        ? value.Value.ToString(Math.Abs(value.Value) is > 1e-4 and < 1e6 ? "G10" : "0.000000000e+0", CultureInfo.InvariantCulture)
        : TextTable.Number(value.Value);

    private static string Bound(ExactValue value) =>
        value.Refusal is null ? value.Error.ToString("0e+0", CultureInfo.InvariantCulture) : "refused";
}
