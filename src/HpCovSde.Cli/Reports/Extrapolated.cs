using System.Globalization;
using System.Text;
using System.Text.Json;
using HpCovSde.Covariances;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Reports;

/// <summary>The mean of a quantity, extrapolated to infinite width, beside that of the limit.</summary>
/// <param name="Fit">The mean, and its slope over n^−p.</param>
/// <param name="Limit">The mean of the limit, with a standard error, or with an error bound if it is exact.</param>
/// <param name="IsExact">Whether it is exact.</param>
internal sealed record ExtrapolatedMean(Richardson Fit, Estimate Limit, bool IsExact)
{
    /// <summary>The difference in standard errors.</summary>
    internal double Z => (Fit.Intercept - Limit) is var difference ? difference.Value / difference.StandardError : double.NaN;
}

/// <summary>The means that are extrapolated to infinite width, as a table and as JSON.</summary>
/// <param name="Networks">The networks.</param>
/// <param name="Means">The means.</param>
internal sealed record Extrapolated(WidthExtrapolation Networks, IReadOnlyDictionary<Quantity, ExtrapolatedMean> Means)
{
    internal string ToTable()
    {
        var table = new TextTable();
        table.Add("", "extrapolated", "(se)", "limit", "(se)", "z", "slope", "(se)");
        foreach ((Quantity quantity, ExtrapolatedMean mean) in Means)
        {
            table.Add(
            [
                quantity.Name, .. Cells(mean.Fit.Intercept), TextTable.Number(mean.Limit.Value),
                mean.IsExact ? "exact" : $"({TextTable.Number(mean.Limit.StandardError)})", TextTable.Number(mean.Z),
                .. Cells(mean.Fit.Slope),
            ]);
        }

        string widths = string.Join(", ", Networks.Models.Select(model => model.Width));
        return new StringBuilder()
            .AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"Means extrapolated to infinite width, from widths {widths} by n^-{Networks.Power}:")
            .Append(table)
            .ToString();
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteFinite("extrapolationPower", Networks.Power);
        json.WriteStartObject("extrapolation");
        foreach ((Quantity quantity, ExtrapolatedMean mean) in Means)
        {
            json.WriteStartObject(quantity.Name);
            json.WriteFinite("mean", mean.Fit.Intercept.Value);
            json.WriteFinite("se", mean.Fit.Intercept.StandardError);
            json.WriteFinite("slope", mean.Fit.Slope.Value);
            json.WriteFinite("slopeSe", mean.Fit.Slope.StandardError);
            json.WriteFinite("limit", mean.Limit.Value);
            json.WriteFinite("limitSe", mean.Limit.StandardError);
            json.WriteBoolean("limitExact", mean.IsExact);
            json.WriteFinite("z", mean.Z);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string[] Cells(Estimate estimate) =>
        [TextTable.Number(estimate.Value), $"({TextTable.Number(estimate.StandardError)})"];
}
