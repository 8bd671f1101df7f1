using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HpCovSde.Activations;
using HpCovSde.Cli.Options;
using HpCovSde.Ensembles;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Output;

/// <summary>A report as one JSON document. Numbers that are not finite are null.</summary>
internal static class JsonReport
{
    // Larger start matrices are named, not repeated.
    private const int LargestStart = 8;

    /// <summary>Readable, with the brackets of quantity names as they are.</summary>
    internal static JsonWriterOptions WriterOptions => new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Of(Report report)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("command", report.Command);
            json.WriteString("version", RunManifest.LibraryVersion);
            WriteModel(json, report);
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

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteModel(Utf8JsonWriter json, Report report)
    {
        Model model = report.Model;
        ReluShape? shape = model.Shape;
        json.WriteStartObject("model");
        json.WriteString("network", Model.NetworkName);
        json.WriteString("activation", model.Name);
        WriteNumber(json, "negativeSlope", model.NegativeSlope);
        WriteNumber(json, "cPlus", shape?.CPlus);
        WriteNumber(json, "cMinus", shape?.CMinus);
        WriteNumber(json, "exponent", shape?.Exponent ?? model.SmoothShape?.Exponent);
        WriteNumber(json, "a", model.SmoothShape?.A);
        WriteNumber(json, "center", model.Center);
        json.WriteNumber("width", model.Width);
        json.WriteNumber("depth", model.Depth);
        WriteNumber(json, "time", report.Integration?.Sde.Time);
        json.WriteNumber("inputsCount", model.Start.Size);
        WriteNumber(json, "correlation", model.Inputs.Correlation);
        json.WriteString("gram", model.Inputs.GramPath);
        json.WriteString("inputs", model.Inputs.InputsPath);
        if (model.Start.Size <= LargestStart)
        {
            json.WriteStartArray("start");
            for (int a = 0; a < model.Start.Size; a++)
            {
                json.WriteStartArray();
                for (int b = 0; b < model.Start.Size; b++)
                {
                    json.WriteNumberValue(model.Start[a, b]);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        if (report.Integration is { } integration)
        {
            json.WriteStartObject("limit");
            json.WriteString("kind", Report.NameOf(integration.Sde.Kind));
            json.WriteNumber("kappa", integration.Sde.Kappa);
            WriteNumber(json, "beta", integration.Sde.SmoothDrift?.Beta);
            json.WriteNumber("time", integration.Sde.Time);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, Report report)
    {
        RunSettings run = report.Run;
        RunManifest manifest = report.Sides.First().Outcome.Result.Manifest;
        json.WriteStartObject("run");
        json.WriteNumber("replicas", run.Replicas);
        json.WriteNumber("seed", run.Seed);
        json.WriteNumber("threads", run.Threads);
        json.WriteString("precision", run.Precision == Precision.Double ? "double" : "single");
        json.WriteString("weights", report.Weights);
        json.WriteString("blas", manifest.Blas.Name);
        json.WriteString("blasVersion", manifest.Blas.Version);
        json.WriteString("blasMode", manifest.Blas.Mode);
        json.WriteNumber("recordEvery", run.RecordEvery);
        json.WriteString("scheme", report.Integration?.Scheme.Name);
        WriteNumber(json, "step", report.Integration?.Chain.TimePerStep);
        WriteNumber(json, "steps", report.Integration?.Chain.Steps);
        WriteNumber(json, "seconds", report.Seconds);
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
            Summary summary = outcome.Summary(quantity, record);
            json.WriteStartObject(quantity.Name);
            json.WriteNumber("covered", summary.Covered);
            WriteNumber(json, "mean", summary.Mean);
            WriteNumber(json, "sd", summary.StandardDeviation);
            WriteNumber(json, "se", summary.StandardError);
            WriteNumber(json, "min", summary.Min);
            WriteNumber(json, "q05", summary.Quantile05);
            WriteNumber(json, "q25", summary.Quantile25);
            WriteNumber(json, "median", summary.Median);
            WriteNumber(json, "q75", summary.Quantile75);
            WriteNumber(json, "q95", summary.Quantile95);
            WriteNumber(json, "max", summary.Max);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteDistances(Utf8JsonWriter json, IReadOnlyDictionary<Quantity, Distance> distances)
    {
        json.WriteStartObject("distances");
        foreach ((Quantity quantity, Distance distance) in distances)
        {
            json.WriteStartObject(quantity.Name);
            WriteNumber(json, "ks", distance.Ks.Statistic);
            WriteNumber(json, "p", distance.Ks.PValue);
            WriteNumber(json, "wasserstein1", distance.Wasserstein1);
            json.WriteStartObject("meanDifference");
            WriteNumber(json, "value", distance.MeanDifference.Value);
            WriteNumber(json, "se", distance.MeanDifference.StandardError);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is double number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
