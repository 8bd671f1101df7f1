using System.Text.Json;
using HpCovSde.Cli.Options;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Output;

/// <summary>A report as one JSON document.</summary>
internal static class JsonReport
{
    internal static string Of(Report report) => JsonValues.Document(report.Command, json =>
    {
        report.Model.Write(json, report.Integration?.Limit);
        WriteRun(json, report);
        if (report is { Finite: not null, Limit: not null })
        {
            foreach ((string name, Outcome outcome) in report.Sides)
            {
                json.WriteStartObject(name);
                WriteOutcome(json, outcome, report.Run.RecordEvery > 0);
                json.WriteEndObject();
            }

            WriteDistances(json, report.Distances);
        }
        else
        {
            WriteOutcome(json, (report.Finite ?? report.Limit)!, report.Run.RecordEvery > 0);
        }
    });

    private static void WriteRun(Utf8JsonWriter json, Report report)
    {
        RunSettings run = report.Run;
        RunManifest manifest = report.Sides.First().Outcome.Result.Manifest;
        json.WriteStartObject("run");
        json.WriteNumber("replicas", run.Replicas);
        json.WriteNumber("seed", run.Seed);
        json.WriteNumber("threads", run.Threads);
        json.WriteString("precision", run.Precision == Precision.Double ? "double" : "single");
        json.WriteString("weights", report.WeightsName);
        json.WriteString("blas", manifest.Blas.Name);
        json.WriteString("blasVersion", manifest.Blas.Version);
        json.WriteString("blasMode", manifest.Blas.Mode);
        json.WriteNumber("recordEvery", run.RecordEvery);
        json.WriteNumber("logits", run.Logits);
        json.WriteString("scheme", report.Integration?.Scheme.Name);
        json.WriteFinite("step", report.Integration?.Chain.TimePerStep);
        json.WriteFinite("steps", report.Integration?.Chain.Steps);
        json.WriteFinite("seconds", report.Seconds);
        json.WriteString("instructionSet", manifest.InstructionSet);
        json.WriteString("runtime", manifest.Runtime);
        json.WriteEndObject();
    }

    private static void WriteOutcome(Utf8JsonWriter json, Outcome outcome, bool withRecords)
    {
        WriteResults(json, outcome, outcome.Result.Steps.Count - 1);
        EventCounts events = outcome.Result.Events;
        json.WriteStartObject("events");
        json.WriteNumber("exploded", events.Exploded);
        json.WritePropertyName("explosionTimes");
        if (outcome.Summary(Quantity.ExplosionTime) is { Covered: > 0 } times)
        {
            WriteSummary(json, times, isNorm: false);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteNumber("vanished", events.Vanished);
        json.WriteNumber("notPositiveDefinite", events.NotPositiveDefinite);
        json.WriteNumber("nonFinite", events.NonFinite);
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
            json.WriteNumber("time", time);
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
            WriteSummary(json, outcome.Summary(quantity, record), isNorm: quantity.Kind == QuantityKind.LogFeatureNorm);
        }

        json.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter json, Summary summary, bool isNorm)
    {
        json.WriteStartObject();
        json.WriteNumber("covered", summary.Covered);
        if (isNorm)
        {
            // Not a number exactly where the features vanish from the beginning.
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
        json.WriteEndObject();
    }

    private static void WriteDistances(Utf8JsonWriter json, IReadOnlyDictionary<Quantity, Distance> distances)
    {
        json.WriteStartObject("distances");
        foreach ((Quantity quantity, Distance distance) in distances)
        {
            json.WriteStartObject(quantity.Name);
            json.WriteFinite("ks", distance.Ks.Statistic);
            json.WriteFinite("p", distance.Ks.PValue);
            json.WriteFinite("wasserstein1", distance.Wasserstein1);
            json.WriteStartObject("meanDifference");
            json.WriteFinite("value", distance.MeanDifference.Value);
            json.WriteFinite("se", distance.MeanDifference.StandardError);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
