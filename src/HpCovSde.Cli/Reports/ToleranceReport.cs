using System.Globalization;
using System.Text;
using System.Text.Json;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Estimation;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Reports;

/// <summary>What was reached of a tolerance, as text and as JSON: of the means of one side, or of the difference between two.</summary>
internal sealed class ToleranceReport
{
    private readonly ToleranceComparison? _both;

    private ToleranceReport(ToleranceResult side) => Sides = [side];

    private ToleranceReport(ToleranceComparison both)
    {
        Sides = [both.Finite, both.Limit];
        _both = both;
    }

    /// <summary>The means of each side, in the order of the run.</summary>
    internal IReadOnlyList<ToleranceResult> Sides { get; }

    /// <summary>Whether every error is at most what was asked for.</summary>
    internal bool IsReached => _both?.IsReached ?? Sides[0].IsReached;

    internal double Seconds => Sides.Sum(side => side.Seconds);

    private Tolerance Asked => Sides[0].Asked;

    private Quantity Worst => _both?.Worst ?? Sides[0].Worst;

    private MeanWithin WorstError => _both?.Differences[Worst] ?? Sides[0].Means[Worst];

    /// <summary>Runs the search that fits a run.</summary>
    internal static ToleranceReport Of(RunSpec run, Tolerance asked, Ensemble ensemble, CancellationToken cancellation) =>
        run.Kind == RunKind.Compare
            ? new(ToleranceSearch.Compare(run, asked, ensemble, cancellation))
            : new(ToleranceSearch.Run(run, asked, ensemble, cancellation));

    /// <summary>The lines below the table. Means with a tolerance replace those of the samples, unless the table is of a part.</summary>
    internal string ToTable(Report report)
    {
        MeanWithin worst = WorstError;
        string what = _both is null ? Asked.IsRelative ? " of each mean" : ""
            : Asked.IsRelative ? " of the mean of the limit" : " of the difference";
        string how = _both is null
            ? How(Sides[0], report)
            : $"{RunSide.Finite}: {How(_both.Finite, report)}; {RunSide.Limit}: {How(_both.Limit, report)}";
        string of = !IsReached || report.Population.IsConditional
            ? "all numbers of the table are of the samples"
            : $"{(_both is null ? "mean and se" : "means and mean difference")} of these quantities are those, the other numbers are of "
                + "the samples";
        var text = new StringBuilder().AppendLine(
            CultureInfo.InvariantCulture,
            $"tolerance {Asked.Error:G3}{what} {(IsReached ? "reached" : "NOT reached")}: {Worst.Name} has the error {worst.Error:G3}, "
            + $"bias {worst.Bias:G3} + 2 se {worst.StandardError:G3}; {how}; {of}");
        if (_both is { } both)
        {
            _ = text.AppendLine().AppendLine("Means to the tolerance; an error is a bound of the bias plus two standard errors:")
                .Append(Differences(both));
        }

        return text.ToString();
    }

    /// <summary>
    /// Writes the object <c>tolerance</c>. The parts of the error are those of the quantity whose error is largest in units of what is
    /// allowed. With two sides the scheme is that of the limit, the replicas are those of the network, and each side has its own.
    /// </summary>
    internal void Write(Utf8JsonWriter json, Report report)
    {
        MeanWithin worst = WorstError;
        json.WriteStartObject("tolerance");
        json.WriteFinite("asked", Asked.Error);
        json.WriteBoolean("isRelative", Asked.IsRelative);
        json.WriteBoolean("isReached", IsReached);
        json.WriteString("worst", Worst.Name);
        json.WriteFinite("reached", worst.Error);
        json.WriteFinite("bias", worst.Bias);
        json.WriteFinite("se", worst.StandardError);
        WriteStep(json, Sides[^1], report);
        WriteReplicas(json, Sides[0]);
        if (_both is not { } both)
        {
            WriteMeans(json, "means", Sides[0].Means, "mean");
            json.WriteEndObject();
            return;
        }

        WriteMeans(json, "differences", both.Differences, "value");
        foreach ((string name, ToleranceResult side) in new[] { (RunSide.Finite, both.Finite), (RunSide.Limit, both.Limit) })
        {
            json.WriteStartObject(name);
            WriteStep(json, side, report);
            WriteReplicas(json, side);
            WriteMeans(json, "means", side.Means, "mean");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteStep(Utf8JsonWriter json, ToleranceResult side, Report report)
    {
        json.WriteString("scheme", side.Step is null ? null : report.Plan.Integration?.Scheme.Name);
        json.WriteFinite("step", side.Step);
    }

    private static void WriteReplicas(Utf8JsonWriter json, ToleranceResult side)
    {
        json.WriteNumber("replicas", side.Replicas);
        json.WriteString("estimator", side.Estimator);
        json.WriteNumber("missing", side.Missing);
        json.WriteBoolean("heavyTail", side.HasHeavyTail);
    }

    private static void WriteMeans(Utf8JsonWriter json, string name, IReadOnlyDictionary<Quantity, MeanWithin> means, string value)
    {
        json.WriteStartObject(name);
        foreach ((Quantity quantity, MeanWithin mean) in means)
        {
            json.WriteStartObject(quantity.Name);
            json.WriteFinite(value, mean.Value);
            json.WriteFinite("bias", mean.Bias);
            json.WriteFinite("se", mean.StandardError);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static TextTable Differences(ToleranceComparison both)
    {
        var table = new TextTable();
        table.Add("", "finite", "(error)", "limit", "(error)", "difference", "(error)", "difference/error");
        foreach ((Quantity quantity, MeanWithin difference) in both.Differences)
        {
            table.Add(
            [
                quantity.Name, .. Cells(both.Finite.Means[quantity]), .. Cells(both.Limit.Means[quantity]), .. Cells(difference),
                TextTable.Number(difference.Value / difference.Error),
            ]);
        }

        return table;
    }

    private static string[] Cells(MeanWithin mean) => [TextTable.Number(mean.Value), $"({TextTable.Number(mean.Error)})"];

    private static string How(ToleranceResult side, Report report)
    {
        string step = side.Step is { } h ? FormattableString.Invariant($", {report.Plan.Integration!.Scheme.Name}, h = {h:G4}") : "";
        string how = side.Estimator == "exact" ? "exact laws"
            : $"{Wording.Count(side.Replicas, "replica")}{step}{(side.Estimator == "plain" ? "" : ", linear control variates")}";
        string missing = side.Missing == 0
            ? ""
            : $" without {Wording.Count(side.Missing, "replica")} that {(side.Missing == 1 ? "has" : "have")} no finite value";
        string tail = side.HasHeavyTail ? ", a heavy tail, so that the error is not known: ask for logV or log(1-rho)" : "";
        return $"{how}{missing}{tail}";
    }
}
