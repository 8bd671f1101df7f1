using System.Globalization;
using System.Text;
using HpCovSde.Covariances;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Reports;

/// <summary>A report as plain text, without line wrapping, the same on a terminal and in a file.</summary>
internal static class TableReport
{
    internal static string Of(Report report)
    {
        var text = new StringBuilder();
        _ = text.AppendLine(CultureInfo.InvariantCulture, $"model  {report.Model.Description}");
        if (report.Plan.Integration is { } integration)
        {
            _ = text.AppendLine(CultureInfo.InvariantCulture, $"limit  {integration.Description}");
            if (report.BothCoefficients is { } coefficients)
            {
                _ = text.AppendLine(CultureInfo.InvariantCulture, $"       {coefficients}");
            }
        }

        _ = text.AppendLine(CultureInfo.InvariantCulture, $"run    {Run(report)}").AppendLine();
        _ = text.Append(report.Outcomes is [{ } finite, { } limit] ? Compared(report, finite, limit) : Single(report.Outcomes[0]));
        foreach (Outcome outcome in report.Outcomes)
        {
            AppendEvents(text, report.HasBoth ? $"{outcome.Name}: " : "", outcome);
        }

        return text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{report.Seconds:0.00} s").ToString();
    }

    private static string Run(Report report)
    {
        RunSpec run = report.Run;
        RunDocument document = run.ToDocument(report.Plan);
        RunManifest manifest = report.Outcomes[0].Result.Manifest;
        string first = run.Options.FirstReplica == 0 ? "" : $" from {run.Options.FirstReplica}";
        string weights = document.Weights is { } name ? $", {name} weights" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Options.Replicas} replicas{first}, seed {run.Seed}, {run.Threads} threads, {document.Precision}{weights}, "
            + $"{manifest.Blas.Name} products, {manifest.InstructionSet}");
    }

    private static TextTable Single(Outcome outcome)
    {
        var table = new TextTable();
        bool withCoverage = HasUncovered(outcome);
        table.Add(["", "mean", "sd", "se", "q05", "median", "q95", .. Coverage(withCoverage, "covered")]);
        foreach (Quantity quantity in outcome.Reported)
        {
            Summary s = outcome.Summary(quantity);
            string[] numbers = Numbers(s.Mean, s.StandardDeviation, s.StandardError, s.Quantile05, s.Median, s.Quantile95);
            table.Add([quantity.Name, .. numbers, .. Coverage(withCoverage, s)]);
        }

        return table;
    }

    private static TextTable Compared(Report report, Outcome finite, Outcome limit)
    {
        var table = new TextTable();
        bool withCoverage = HasUncovered(finite) || HasUncovered(limit);
        string[] blank = Coverage(withCoverage, "");
        string[] statistics = ["mean", "sd", "q05", "q95", .. Coverage(withCoverage, "covered")];
        table.Add(["", "finite", "", "", "", .. blank, "  |", "limit", "", "", "", .. blank, "  |"]);
        table.Add(["", .. statistics, "  |", .. statistics, "  |", "KS", "p", "W1", "mean difference", "(se)"]);
        foreach (Quantity quantity in finite.Reported)
        {
            SampleComparison d = report.Distances[quantity];
            Summary x = finite.Summary(quantity);
            Summary y = limit.Summary(quantity);
            table.Add(
            [
                quantity.Name, .. Numbers(x), .. Coverage(withCoverage, x), "  |", .. Numbers(y), .. Coverage(withCoverage, y), "  |",
                .. Numbers(d.Ks, d.P, d.Wasserstein1, d.MeanDifference.Value), $"({TextTable.Number(d.MeanDifference.StandardError)})",
            ]);
        }

        return table;
    }

    // Some quantities have no value in some replicas. A column then shows how many replicas have one.
    private static bool HasUncovered(Outcome outcome) =>
        outcome.Reported.Select(quantity => outcome.Summary(quantity)).Any(summary => summary.Covered < summary.Total);

    private static string[] Coverage(bool isShown, string text) => isShown ? [text] : [];

    private static string[] Coverage(bool isShown, Summary summary) =>
        Coverage(isShown, summary.Covered.ToString(CultureInfo.InvariantCulture));

    private static string[] Numbers(Summary s) => Numbers(s.Mean, s.StandardDeviation, s.Quantile05, s.Quantile95);

    private static string[] Numbers(params double[] values) => [.. values.Select(TextTable.Number)];

    private static void AppendEvents(StringBuilder text, string prefix, Outcome outcome)
    {
        EventCounts events = outcome.Result.Events;
        Summary times = outcome.Summary(Quantity.ExplosionTime);
        string when = times.Covered == 0
            ? ""
            : $" (median time {TextTable.Number(times.Median)}, 5 % to 95 %: {TextTable.Number(times.Quantile05)} to "
                + $"{TextTable.Number(times.Quantile95)})";
        foreach ((string what, long count) in new[]
        {
            ($"replicas exploded{when}; they are not in the statistics", events.Exploded),
            ("replicas vanished (all neurons of an input died); they are not in correlations and logdet", events.Vanished),
            ("steps lost positive definiteness and were projected back", events.NotPositiveDefinite),
            ("replicas ended with numbers that are not finite; they are not in the statistics", events.NonFinite),
        })
        {
            if (count > 0)
            {
                _ = text.AppendLine(CultureInfo.InvariantCulture, $"{prefix}{count} {what}");
            }
        }
    }
}
