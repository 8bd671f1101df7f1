using System.Text;
using System.Text.Json;
using HpCovSde.Comparisons;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;

namespace HpCovSde.Cli.Reports;

/// <summary>The comparison of a run with the exact law of the limit, as a table and as JSON.</summary>
internal static class ExactTable
{
    internal static string Of(Report report)
    {
        var table = new TextTable();
        table.Add(["", "exact", .. report.Outcomes.SelectMany(outcome => (string[])["  |", outcome.Name, "", "", "", ""])]);
        table.Add(["", "mean", .. report.Outcomes.SelectMany(_ => (string[])["  |", "mean difference", "(se)", "z", "KS", "p"])]);
        foreach (Quantity quantity in Quantities(report))
        {
            ExactComparison[] sides = [.. report.Outcomes.Select(outcome => report.Against[(outcome, quantity)])];
            table.Add([quantity.Name, TextTable.Number(sides[0].Mean.Value), .. sides.SelectMany(Cells)]);
        }

        return new StringBuilder()
            .AppendLine()
            .AppendLine(report.Model.LimitCoefficients == LimitCoefficients.Corrected
                ? "Against the law of the network to the order 1/N (terms in 1/N^2 are left out; the sde is that of --limit matched):"
                : "Against the exact law of the limit:")
            .Append(table)
            .ToString();
    }

    internal static void Write(Utf8JsonWriter json, Report report)
    {
        json.WriteStartObject("exact");
        foreach (Outcome outcome in report.Outcomes)
        {
            json.WriteStartObject(outcome.Name);
            foreach (Quantity quantity in Quantities(report))
            {
                ExactComparison comparison = report.Against[(outcome, quantity)];
                json.WriteStartObject(quantity.Name);
                json.WriteFinite("mean", comparison.Mean.Value);
                json.WriteFinite("error", comparison.Mean.Error);
                json.WriteFinite("ks", comparison.Test?.Statistic);
                json.WriteFinite("p", comparison.Test?.PValue);
                json.WriteStartObject("meanDifference");
                json.WriteFinite("value", comparison.Difference.Value);
                json.WriteFinite("se", comparison.Difference.StandardError);
                json.WriteFinite("z", comparison.Z);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static IEnumerable<Quantity> Quantities(Report report) =>
        report.Outcomes[0].Reported.Where(quantity => report.Against.ContainsKey((report.Outcomes[0], quantity)));

    private static string[] Cells(ExactComparison comparison) =>
    [
        "  |", TextTable.Number(comparison.Difference.Value), $"({TextTable.Number(comparison.Difference.StandardError)})",
        TextTable.Number(comparison.Z), TextTable.Number(comparison.Test?.Statistic ?? double.NaN),
        TextTable.Number(comparison.Test?.PValue ?? double.NaN),
    ];
}
