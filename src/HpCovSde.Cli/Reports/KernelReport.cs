using System.Globalization;
using System.Text;
using System.Text.Json;
using HpCovSde.Data;
using HpCovSde.InfiniteWidth;
using HpCovSde.Kernels;
using HpCovSde.Models;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Reports;

/// <summary>The results of <c>kernel</c> as JSON and as a table.</summary>
/// <param name="Model">The model.</param>
/// <param name="EveryEntry">Whether the table has every entry of a large matrix.</param>
/// <param name="Threads">The number of threads.</param>
/// <param name="RecordEvery">The number of layers between records; 0 records the end only.</param>
/// <param name="Records">The last record; for JSON also those before it.</param>
/// <param name="Seconds">The wall-clock time.</param>
internal sealed record KernelReport(
    ModelSpec Model, bool EveryEntry, int Threads, int RecordEvery, IReadOnlyList<KernelRecord> Records, double Seconds)
{
    // Tables show a summary of larger matrices.
    private const int LargestTable = 8;

    // A record without its numbers; a number of a matrix with the copies that are made of it; a number as text with its copies.
    private const double BytesPerRecord = 1000;
    private const double BytesPerNumber = 48;
    private const double BytesPerText = 150;

    internal KernelRecord Last => Records[^1];

    /// <summary>The bytes that a record takes until the report is written.</summary>
    internal static double Memory(int inputs, bool asText) =>
        BytesPerRecord + ((double)inputs * inputs * (BytesPerNumber + (asText ? BytesPerText : 0)));

    internal string ToJson(bool withMatrices) => JsonValues.Document("kernel", json =>
    {
        json.WritePropertyName("model");
        Model.ToDocument().WriteTo(json);
        json.WritePropertyName("run");
        var run = new RunDocument
        {
            Threads = Threads,
            RecordEvery = RecordEvery,
            Results = EveryEntry ? "all" : "default",
            Seconds = Seconds,
            InstructionSet = Hardware.InstructionSet,
        };
        run.WriteTo(json, withNulls: false);
        WriteRecord(json, Last, withMatrices);
        if (RecordEvery > 0 && withMatrices)
        {
            json.WriteStartArray("path");
            foreach (KernelRecord record in Records)
            {
                json.WriteStartObject();
                WriteRecord(json, record, withMatrices);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    });

    internal string ToTable()
    {
        var text = new StringBuilder();
        _ = text.AppendLine(CultureInfo.InvariantCulture, $"model   {Model.Description}");
        string error = TextTable.Number(Last.Error);
        _ = text.AppendLine(
            CultureInfo.InvariantCulture,
            $"kernel  infinite width, layer {Last.Layer}, t = {Last.Time:G6}, " +
            $"error of a correlation, and of a variance relative to it, at most {error}");
        _ = text.AppendLine();
        GramMatrix gram = Last.Covariance;
        return text
            .Append(EveryEntry || gram.Size <= LargestTable ? Entries(gram) : Summaries(gram))
            .AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"{Seconds:0.00} s, {Wording.Count(Threads, "thread")}, {Hardware.InstructionSet}")
            .ToString();
    }

    private static void WriteRecord(Utf8JsonWriter json, KernelRecord record, bool withMatrix)
    {
        json.WriteNumber("layer", record.Layer);
        json.WriteFinite("time", record.Time);
        json.WriteFinite("error", record.Error);
        if (withMatrix)
        {
            json.WriteMatrix("kernel", record.Covariance.Values);
        }
    }

    private static TextTable Entries(GramMatrix gram)
    {
        var table = new TextTable();
        table.Add(["V", .. Enumerable.Range(1, gram.Size).Select(b => $"{b}")]);
        for (int a = 0; a < gram.Size; a++)
        {
            table.Add([$"{a + 1}", .. Enumerable.Range(0, gram.Size).Select(b => TextTable.Number(gram[a, b]))]);
        }

        if (gram.Size > 1)
        {
            table.Add("");
            table.Add(["1-rho", .. Enumerable.Range(1, gram.Size).Select(b => $"{b}")]);
            for (int a = 0; a < gram.Size; a++)
            {
                table.Add([$"{a + 1}", .. Enumerable.Range(0, gram.Size).Select(b => TextTable.Number(gram.OneMinusCorrelation(a, b)))]);
            }
        }

        return table;
    }

    private static TextTable Summaries(GramMatrix gram)
    {
        var variances = new List<double>();
        var pairs = new List<double>();
        for (int a = 0; a < gram.Size; a++)
        {
            variances.Add(gram.Variance(a));
            for (int b = 0; b < a; b++)
            {
                pairs.Add(gram.OneMinusCorrelation(a, b));
            }
        }

        var table = new TextTable();
        table.Add("", "mean", "min", "median", "max");
        foreach ((string name, List<double> values) in ((string, List<double>)[])[("V[i,i]", variances), ("1-rho[i,j]", pairs)])
        {
            var summary = Summary.Of(values.ToArray());
            double[] numbers = [summary.Mean, summary.Min, summary.Median, summary.Max];
            table.Add([name, .. numbers.Select(TextTable.Number)]);
        }

        return table;
    }
}
