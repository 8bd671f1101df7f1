using System.Globalization;
using System.Text.Json;
using HpCovSde.Comparisons;
using HpCovSde.Covariances;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Reports;

/// <summary>A report as one JSON document.</summary>
internal static class JsonReport
{
    // Measured: the summary of a quantity, its text and the copies of the text.
    private const double BytesPerSummary = 2500;

    /// <summary>The bytes that the document of an ensemble takes in memory.</summary>
    internal static double Memory(RunSide side) => BytesPerSummary * side.Options.Quantities!.Count * (side.Grid.Count + 1.0);

    internal static string Of(Report report) => JsonValues.Document(report.Command, json =>
    {
        json.WritePropertyName("model");
        report.ModelDocument().WriteTo(json);
        json.WritePropertyName("run");
        RunDocument(report).WriteTo(json);
        if (report.HasBoth)
        {
            foreach (Outcome outcome in report.Outcomes)
            {
                json.WriteStartObject(outcome.Name);
                WriteOutcome(json, outcome, report.HasRecords);
                json.WriteEndObject();
            }

            WritePopulation(json, report);
            WriteDistances(json, report.Distances);
            if (report.Run.AgainstExact)
            {
                ExactTable.Write(json, report);
            }

            report.Extrapolated?.Write(json);
        }
        else
        {
            WriteOutcome(json, report.Outcomes[0], report.HasRecords);
        }

        report.Tolerance?.Write(json, report);
    });

    // The fields of the run and what ran it. The first ensemble started first, the last one ended last.
    private static RunDocument RunDocument(Report report)
    {
        RunManifest first = report.Outcomes[0].Result.Manifest;
        return report.Run.ToDocument(report.Plan) with
        {
            Blas = first.Blas.Name,
            BlasVersion = first.Blas.Version,
            BlasMode = first.Blas.Mode,
            Seconds = report.Seconds,
            InstructionSet = first.InstructionSet,
            Cpu = first.Processor,
            Runtime = first.Runtime,
            Product = first.Version,
            Argv = Environment.GetCommandLineArgs()[1..],
            Started = Time(first.Started),
            Finished = Time(report.Outcomes[^1].Result.Manifest.Finished),
        };
    }

    // ISO 8601, UTC, to the millisecond.
    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void WriteOutcome(Utf8JsonWriter json, Outcome outcome, bool withRecords)
    {
        WriteResults(json, outcome, outcome.Last);
        json.WriteStartObject("events");
        foreach ((string name, long count) in EventCounts.Names.Zip(outcome.Result.Events.ToArray()))
        {
            json.WriteNumber(name, count);
        }

        json.WritePropertyName("explosionTimes");
        if (outcome.Summary(Quantity.ExplosionTime) is { Covered: > 0 } times)
        {
            WriteSummary(json, times, outOfRange: 0, missing: 0, isNorm: false);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
        if (!withRecords)
        {
            return;
        }

        json.WriteStartArray("records");
        foreach ((int record, double time) in outcome.Result.Times.Index())
        {
            json.WriteStartObject();
            json.WriteNumber("step", outcome.Result.Steps[record]);
            json.WriteFinite("time", time);
            WriteResults(json, outcome, record);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteResults(Utf8JsonWriter json, Outcome outcome, int record)
    {
        json.WriteStartObject("results");
        foreach (Quantity quantity in outcome.Reported)
        {
            json.WritePropertyName(quantity.Name);
            bool isNorm = quantity.Kind == QuantityKind.LogFeatureNorm;
            long outOfRange = outcome.Result.OutOfRange(quantity, record);
            WriteSummary(json, outcome.Summary(quantity, record), outOfRange, outcome.Missing(quantity, record), isNorm);
        }

        json.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter json, Summary summary, long outOfRange, long missing, bool isNorm)
    {
        json.WriteStartObject();
        json.WriteNumber("covered", summary.Covered);
        if (isNorm)
        {
            // The value is NaN exactly if the features vanish at the start.
            json.WriteFinite("alive", (double)summary.Covered / summary.Total);
        }

        json.WriteFinite("mean", summary.Mean);
        json.WriteFinite("sd", summary.StandardDeviation);
        json.WriteFinite("se", summary.StandardError);
        json.WriteFinite("min", summary.Min);
        json.WriteFinite("q05", summary.Quantile05);
        json.WriteFinite("q25", summary.Quantile25);
        json.WriteFinite("median", summary.Median);
        json.WriteFinite("q75", summary.Quantile75);
        json.WriteFinite("q95", summary.Quantile95);
        json.WriteFinite("max", summary.Max);
        json.WriteBoolean("heavyTail", summary.HasHeavyTail);
        json.WriteNumber("outOfRange", outOfRange);
        json.WriteBoolean("biasedSelection", missing > 0);
        json.WriteEndObject();
    }

    private static void WritePopulation(Utf8JsonWriter json, Report report)
    {
        json.WriteStartObject("population");
        json.WriteString("event", report.Population.IsConditional ? Population.Event : null);
        foreach (Outcome outcome in report.Outcomes)
        {
            double replicas = outcome.Result.Replicas.Count;
            json.WriteStartObject(outcome.Name);
            json.WriteNumber("compared", report.Population.Inside(outcome));
            json.WriteFinite("fraction", report.Population.Inside(outcome) / replicas);
            json.WriteFinite("explodedFraction", outcome.Result.Events.Exploded / replicas);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteDistances(Utf8JsonWriter json, Dictionary<Quantity, SampleComparison> distances)
    {
        json.WriteStartObject("distances");
        foreach ((Quantity quantity, SampleComparison distance) in distances)
        {
            json.WriteStartObject(quantity.Name);
            json.WriteFinite("ks", distance.Ks);
            json.WriteFinite("p", distance.P);
            json.WriteString("pMethod", distance.IsPExact ? "exact" : "asymptotic");
            json.WriteFinite("wasserstein1", distance.Wasserstein1);
            json.WriteStartObject("meanDifference");
            json.WriteFinite("value", distance.MeanDifference.Value);
            json.WriteFinite("se", distance.MeanDifference.StandardError);
            json.WriteBoolean("heavyTail", distance.HasHeavyTail);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
