using System.Globalization;
using System.Text;
using HpCovSde.Comparisons;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Reports;

/// <summary>The sentences below a table: what its numbers do not say.</summary>
internal static class TableNotes
{
    internal static string Of(Report report)
    {
        var text = new StringBuilder();
        foreach (string note in Notes(report))
        {
            _ = text.AppendLine(note);
        }

        if (report.Outcomes.Any(outcome => outcome.IsDeterministic))
        {
            _ = text.AppendLine("The limit has no noise, so that all replicas are equal: one was run.");
        }

        string[] heavy = [.. report.Outcomes[0].Reported.Where(quantity => HasHeavyTail(report, quantity)).Select(Instead).Distinct()];
        if (heavy.Length > 0)
        {
            _ = text.AppendLine(
                CultureInfo.InvariantCulture,
                $"* heavy tail: the mean and its standard error say little; read {string.Join(", ", heavy)}");
        }

        return text.ToString();
    }

    private static IEnumerable<string> Notes(Report report) => report.Outcomes
        .SelectMany(outcome => OfSide(report, outcome).Concat(OfSelections(outcome, report.HasBoth ? $"{outcome.Name}: " : "")))
        .Concat(OfComparison(report));

    private static bool HasHeavyTail(Report report, Quantity quantity) => report.Outcomes.Any(outcome =>
        (report.HasBoth ? report.Population.Summary(outcome, quantity) : outcome.Summary(quantity)).HasHeavyTail);

    private static IEnumerable<string> OfSide(Report report, Outcome outcome)
    {
        string prefix = report.HasBoth ? $"{outcome.Name}: " : "";
        EventCounts events = outcome.Result.Events;
        Summary times = outcome.Summary(Quantity.ExplosionTime);
        string when = times.Covered == 0
            ? ""
            : $" (median time {TextTable.Number(times.Median)}, 5 % to 95 %: {TextTable.Number(times.Quantile05)} to "
                + $"{TextTable.Number(times.Quantile95)})";
        foreach ((long count, string noun, string what) in new[]
        {
            (events.Exploded, "replica", $"exploded{when}; not in the statistics"),
            (events.Vanished, "replica", "vanished (all neurons of an input died); not in correlations and logdet"),
            (events.NotPositiveDefinite, "step", "lost positive definiteness; V was projected back"),
            (events.NonFinite, "replica", "ended with numbers that are not finite; not in the statistics"),
            (events.Overflowed, "replica", "left the range of numbers upwards (log V is infinite); not in the statistics"),
            (events.Underflowed, "replica", "left the range of numbers downwards (an input is alive, but its V is lost)"),
        })
        {
            if (count > 0)
            {
                yield return $"{prefix}{Wording.Count(count, noun)} {what}";
            }
        }

        IEnumerable<IGrouping<string, Quantity>> lost =
            outcome.Reported.Where(quantity => outcome.Result.OutOfRange(quantity, outcome.Last) > 0).GroupBy(Instead);
        foreach (IGrouping<string, Quantity> group in lost)
        {
            long most = group.Max(quantity => outcome.Result.OutOfRange(quantity, outcome.Last));
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{prefix}{string.Join(", ", group.Select(quantity => quantity.Name))}: up to {most} of "
                + $"{Wording.Count(outcome.Result.Replicas.Count, "sample")} are 0 or infinite only because they are out of the range of "
                + $"numbers; read {group.Key}");
        }
    }

    // The replicas that are left out are those with the smallest determinants and angles.
    private static IEnumerable<string> OfSelections(Outcome outcome, string prefix)
    {
        foreach (Quantity quantity in outcome.Reported)
        {
            long missing = outcome.Missing(quantity, outcome.Last);
            if (missing > 0)
            {
                string rest = outcome.Summary(quantity).Covered == 0 ? "" : "; the numbers are those of the others, a biased selection";
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{prefix}{quantity.Name}: not known in {missing} of {Replicas(outcome)}, where V is singular, or "
                    + $"is to rounding{rest}");
            }
        }
    }

    private static IEnumerable<string> OfComparison(Report report)
    {
        if (report.Population.IsConditional)
        {
            IEnumerable<string> sides = report.Outcomes.Select(outcome =>
                $"{report.Population.Inside(outcome)} of {outcome.Result.Replicas.Count} {outcome.Name}");
            yield return $"Compared are the replicas with {Population.Event}: {string.Join(", ", sides)}. For KS and p the others count at "
                + "infinity.";
            yield return "A network has finite values where its limit has exploded. So distances tend to 0 with the width only below a "
                + "level that both reach.";
        }

        if (report.Outcomes[0].Reported.Any(quantity => report.Distances.TryGetValue(quantity, out SampleComparison? d) && IsAsymptotic(d)))
        {
            yield return "~ asymptotic p-value";
        }
    }

    /// <summary>Whether a p-value is there and not exact.</summary>
    internal static bool IsAsymptotic(SampleComparison comparison) => !comparison.IsPExact && !double.IsNaN(comparison.P);

    private static string Replicas(Outcome outcome) => Wording.Count(outcome.Result.Replicas.Count, "replica");

    // The quantity to read where the numbers of another do not tell much.
    private static string Instead(Quantity quantity) => quantity.Kind switch
    {
        QuantityKind.Covariance or QuantityKind.Logit => "logV",
        QuantityKind.OneMinusCorrelation => "log(1-rho)",
        _ => "the quantiles",
    };
}
