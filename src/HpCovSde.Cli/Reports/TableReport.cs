using System.Globalization;
using System.Text;
using HpCovSde.Comparisons;
using HpCovSde.Covariances;
using HpCovSde.Data;
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
        _ = text.Append(TableNotes.Of(report));
        _ = text.Append(report.Tolerance?.ToTable(report));
        if (report.Run.AgainstExact)
        {
            _ = text.Append(ExactTable.Of(report));
        }

        _ = text.Append(report.Extrapolated?.ToTable());

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
            $"{report.Replicas}{first}, seed {run.Seed}, {Wording.Count(run.Threads, "thread")}, {document.Precision}{weights}, "
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
            string[] numbers = Numbers(s.StandardDeviation, s.StandardError, s.Quantile05, s.Median, s.Quantile95);
            table.Add([quantity.Name, Mean(s), .. numbers, .. Coverage(withCoverage, s)]);
        }

        return table;
    }

    private static TextTable Compared(Report report, Outcome finite, Outcome limit)
    {
        var table = new TextTable();
        Summary Of(Outcome outcome, Quantity quantity) => report.Population.Summary(outcome, quantity);
        bool withCoverage = report.Population.IsConditional || HasUncovered(finite) || HasUncovered(limit);
        string[] blank = Coverage(withCoverage, "");
        string[] statistics = ["mean", "sd", "q05", "q95", .. Coverage(withCoverage, "covered")];
        table.Add(["", "finite", "", "", "", .. blank, "  |", "limit", "", "", "", .. blank, "  |"]);
        table.Add(["", .. statistics, "  |", .. statistics, "  |", "KS", "p", "W1", "mean difference", "(se)"]);
        foreach (Quantity quantity in finite.Reported)
        {
            SampleComparison d = report.Distances[quantity];
            Summary x = Of(finite, quantity);
            Summary y = Of(limit, quantity);
            string p = $"{(TableNotes.IsAsymptotic(d) ? "~" : "")}{TextTable.Number(d.P)}";
            table.Add(
            [
                quantity.Name, .. Numbers(x), .. Coverage(withCoverage, x), "  |", .. Numbers(y), .. Coverage(withCoverage, y), "  |",
                TextTable.Number(d.Ks), p, TextTable.Number(d.Wasserstein1), Marked(d.MeanDifference.Value, d.HasHeavyTail),
                $"({TextTable.Number(d.MeanDifference.StandardError)})",
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

    private static string[] Numbers(Summary s) => [Mean(s), .. Numbers(s.StandardDeviation, s.Quantile05, s.Quantile95)];

    private static string Mean(Summary s) => Marked(s.Mean, s.HasHeavyTail);

    private static string Marked(double mean, bool hasHeavyTail) => $"{TextTable.Number(mean)}{(hasHeavyTail ? "*" : "")}";

    private static string[] Numbers(params double[] values) => [.. values.Select(TextTable.Number)];
}
