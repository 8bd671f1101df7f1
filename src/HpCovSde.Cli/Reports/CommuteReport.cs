using System.Globalization;
using System.Text;
using System.Text.Json;
using HpCovSde.Commutation;
using HpCovSde.Data;
using HpCovSde.Kernels;
using HpCovSde.Models;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Reports;

/// <summary>The results of <c>commute</c> as JSON and as a table.</summary>
internal sealed record CommuteReport(ModelSpec Model, CommutationStudy Study, RunDocument Run, double Seconds)
{
    private const double Level = CommutationCell.IntervalLevel;

    internal string ToJson() => JsonValues.Document("commute", json =>
    {
        ModelDocument model = Model.ToDocument();
        (model.Family, model.Width, model.Depth) = (Study.Family.Name, null, null);
        json.WritePropertyName("model");
        model.WriteTo(json);
        json.WritePropertyName("run");
        (Run with { Seconds = Seconds, InstructionSet = Hardware.InstructionSet }).WriteTo(json, withNulls: false);
        json.WriteString("quantity", Study.Quantity.Name);
        json.WriteFinite("limit", Study.Cells[0].Limit);
        WriteCommutes(json);
        json.WriteStartArray("cells");
        foreach (CommutationCell cell in Study.Cells)
        {
            WriteCell(json, cell);
        }

        json.WriteEndArray();
        json.WriteStartObject("fit");
        WriteEstimate(json, "widthRate", Study.Fit.WidthRate, Around(Study.Fit.WidthRate));
        WriteEstimate(json, "depthRate", Study.Fit.DepthRate, Around(Study.Fit.DepthRate));
        WriteEstimate(json, "widthConstant", Study.Fit.WidthConstant, Above0(Study.Fit.WidthConstant));
        WriteEstimate(json, "depthConstant", Study.Fit.DepthConstant, Above0(Study.Fit.DepthConstant));
        json.WriteFinite("largestRatio", Study.Fit.LargestRatio);
        json.WriteEndObject();
        WriteStability(json);
    });

    internal string ToTable()
    {
        var text = new StringBuilder();
        _ = text.AppendLine(CultureInfo.InvariantCulture, $"model  {Model.FamilyDescription}; {Model.Inputs.Description}");
        string commutes = Study.Family.Commutes switch
        {
            true => "the limits commute",
            false => "the limits do not commute",
            _ => "no theorem says whether the limits commute",
        };
        string limit = Study.Family.HasLimit
            ? $"{Study.Quantity.Name} = {TextTable.Number(Study.Cells[0].Limit)} at infinite width and depth"
            : $"none: {Study.Quantity.Name} of infinite width has no limit of infinite depth";
        _ = text.AppendLine(CultureInfo.InvariantCulture, $"limit  {limit}; {commutes}");
        _ = text.AppendLine(
            CultureInfo.InvariantCulture,
            $"run    {Wording.Count(Run.Replicas ?? 1, "network")} for each cell, seed {Run.Seed}, "
            + $"{Wording.Count(Run.Threads ?? 1, "thread")}, {Hardware.InstructionSet}");
        _ = text.AppendLine();
        var cells = new TextTable();
        cells.Add("L", "n", "mean", "sd", "mean square", "95 % from", "to", "bias^2", "infinite width");
        foreach (CommutationCell cell in Study.Cells)
        {
            double[] numbers =
            [
                cell.Mean.Value, Math.Sqrt(cell.Variance.Value), cell.MeanSquareError.Value, cell.MeanSquareErrorInterval.Lower,
                cell.MeanSquareErrorInterval.Upper, cell.SquaredBias, cell.AtInfiniteWidth,
            ];
            cells.Add([$"{cell.Depth}", $"{cell.Width}", .. numbers.Select(TextTable.Number)]);
        }

        _ = text.Append(cells).AppendLine();
        if (Reason is { } reason)
        {
            _ = text.AppendLine(reason).AppendLine();
        }

        var fit = new TextTable();
        fit.Add("", "fit", "95 % from", "to", "theory if the limits commute");
        AddEstimate(fit, "E(q - q_L,inf)^2 ~ n^r", Study.Fit.WidthRate, Around(Study.Fit.WidthRate), "-1");
        AddEstimate(fit, "|q_L,inf - q| ~ L^r", Study.Fit.DepthRate, Around(Study.Fit.DepthRate), "-1 for uniform branches");
        AddEstimate(fit, "A in E(q_L,n - q)^2 = A/n + B/L^2", Study.Fit.WidthConstant, Above0(Study.Fit.WidthConstant), "");
        AddEstimate(fit, "B", Study.Fit.DepthConstant, Above0(Study.Fit.DepthConstant), "");
        fit.Add("largest C of (n^-1/2 + L^-1)", TextTable.Number(Study.Fit.LargestRatio));
        _ = text.Append(fit);
        if (Study.Stability is { } stability)
        {
            ScalingRow last = stability.Rows[^1];
            _ = text.AppendLine().AppendLine(
                CultureInfo.InvariantCulture,
                $"branches: {NameOf(stability.Regime)}; largest sum of squares {stability.LargestSum:G6}; at L = {last.Depth} the largest "
                + $"square h is {last.LargestSquare:G4} and L h^2 is {last.DepthTimesSquare:G4}");
        }

        return text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{Seconds:0.00} s").ToString();
    }

    /// <summary>Why cells have no interval; null if every cell has one.</summary>
    internal string? Reason => Study.Cells.Count(cell => cell.IsHeavyTailed) is > 0 and var count
        ? $"no interval for {count} of {Wording.Count(Study.Cells.Count, "cell")}: the mean square is that of a few networks "
            + FormattableString.Invariant($"(the largest share of one is {Study.Cells.Max(cell => cell.LargestShare):G2}), ")
            + "so that its error is not known; take more replicas, or rho"
        : null;

    private static string NameOf(ScalingRegime regime) => regime switch
    {
        ScalingRegime.Normalized => "normalized",
        ScalingRegime.ConvergentSeries => "convergent-series",
        ScalingRegime.Bounded => "bounded",
        _ => "unstable",
    };

    private static Interval Around(Estimate estimate) => estimate.ConfidenceInterval(Level);

    // Of a number that is at least 0.
    private static Interval Above0(Estimate estimate) =>
        Around(estimate) is var interval ? interval with { Lower = Math.Max(0, interval.Lower) } : default;

    private static void AddEstimate(TextTable table, string name, Estimate estimate, Interval interval, string theory) =>
        table.Add(name, TextTable.Number(estimate.Value), TextTable.Number(interval.Lower), TextTable.Number(interval.Upper), theory);

    private static void WriteCell(Utf8JsonWriter json, CommutationCell cell)
    {
        json.WriteStartObject();
        json.WriteNumber("width", cell.Width);
        json.WriteNumber("depth", cell.Depth);
        WriteEstimate(json, "mean", cell.Mean, cell.IsHeavyTailed ? new(double.NaN, double.NaN) : Around(cell.Mean));
        WriteEstimate(json, "variance", cell.Variance, cell.IntervalOf(cell.Variance));
        WriteEstimate(json, "meanSquareError", cell.MeanSquareError, cell.MeanSquareErrorInterval);
        json.WriteFinite("squaredBias", cell.SquaredBias);
        WriteEstimate(json, "meanSquareOfWidth", cell.MeanSquareOfWidth, cell.IntervalOf(cell.MeanSquareOfWidth));
        json.WriteFinite("atInfiniteWidth", cell.AtInfiniteWidth);
        json.WriteFinite("biasOfDepth", cell.BiasOfDepth);
        json.WriteFinite("largestShare", cell.LargestShare);
        json.WriteBoolean("heavyTailed", cell.IsHeavyTailed);
        json.WriteEndObject();
    }

    private static void WriteEstimate(Utf8JsonWriter json, string name, Estimate estimate, Interval interval)
    {
        json.WriteStartObject(name);
        json.WriteFinite("value", estimate.Value);
        json.WriteFinite("se", estimate.StandardError);
        json.WriteFinite("low", interval.Lower);
        json.WriteFinite("high", interval.Upper);
        json.WriteEndObject();
    }

    private void WriteCommutes(Utf8JsonWriter json)
    {
        if (Study.Family.Commutes is bool commutes)
        {
            json.WriteBoolean("commutes", commutes);
        }
        else
        {
            json.WriteNull("commutes");
        }
    }

    private void WriteStability(Utf8JsonWriter json)
    {
        if (Study.Stability is not { } stability)
        {
            json.WriteNull("stability");
            return;
        }

        json.WriteStartObject("stability");
        json.WriteString("regime", NameOf(stability.Regime));
        json.WriteFinite("largestSumOfSquares", stability.LargestSum);
        json.WriteStartArray("rows");
        foreach (ScalingRow row in stability.Rows)
        {
            json.WriteStartObject();
            json.WriteNumber("depth", row.Depth);
            json.WriteFinite("sumOfSquares", row.SumOfSquares);
            json.WriteFinite("largestSquare", row.LargestSquare);
            json.WriteFinite("depthTimesSquare", row.DepthTimesSquare);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
