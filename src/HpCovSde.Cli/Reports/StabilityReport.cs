using System.Globalization;
using System.Text;
using System.Text.Json;
using HpCovSde.Laws;
using HpCovSde.Models;

namespace HpCovSde.Cli.Reports;

/// <summary>The results of <c>stability</c> as JSON and as a table.</summary>
internal sealed class StabilityReport
{
    private readonly ModelSpec _model;
    private readonly VarianceStability _stability;
    private readonly List<Row> _rows = [];

    private StabilityReport(ModelSpec model, VarianceStability stability)
    {
        _model = model;
        _stability = stability;
    }

    private string LongTime => _stability.LongTime switch
    {
        LongTimeBehaviour.Stationary => "stationary",
        LongTimeBehaviour.Vanishes => "vanishes",
        _ => "explodes-or-vanishes",
    };

    internal static StabilityReport Of(ModelSpec model, VarianceStability stability, CancellationToken cancellation)
    {
        var report = new StabilityReport(model, stability);

        // The law of the explosion time is costly, and inputs often have the same norm, so each norm is computed once.
        var known = new Dictionary<double, Row>();
        for (int a = 0; a < model.Start.Size; a++)
        {
            cancellation.ThrowIfCancellationRequested();
            double variance = model.Start.Variance(a);
            if (!known.TryGetValue(variance, out Row? row))
            {
                known.Add(variance, row = Row.Of(report._stability, variance, model.Time));
            }

            report._rows.Add(row);
        }

        return report;
    }

    internal string ToTable()
    {
        var text = new StringBuilder();
        string law = _stability.Stationary is { } gamma
            ? Invariant($"Gamma(shape {gamma.Shape:G6}, rate {gamma.Rate:G6}), mean {gamma.Mean:G6}")
            : "none";
        string verdict = _stability.LongTime switch
        {
            LongTimeBehaviour.Stationary => "never explodes; converges to the stationary law",
            LongTimeBehaviour.Vanishes => "never explodes; tends to 0",
            _ => "explodes in finite time with the probability below; otherwise tends to 0",
        };
        if (_stability is { CriticalBeta: double critical, BetaError: > 0 and var error })
        {
            verdict += Invariant($"; beta is {critical} to within its rounding error {error:G2}, the critical case");
        }

        _ = text
            .AppendLine(CultureInfo.InvariantCulture, $"model       {_model.Description}")
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"variance    dV = beta V (V - 1) dt + sqrt({_stability.Noise:G6}) V dB, beta = {_stability.Beta:G6}")
            .AppendLine(CultureInfo.InvariantCulture, $"verdict     {verdict}")
            .AppendLine(CultureInfo.InvariantCulture, $"stationary  {law}")
            .AppendLine();
        var table = new TextTable();
        string[] withTime = _model.Time is double time ? [Invariant($"P(explodes by {time:G6})"), Invariant($"E[1/V] at {time:G6}")] : [];
        table.Add(["input", "V_0", "P(explodes)", .. withTime]);
        foreach ((int a, Row row) in _rows.Index())
        {
            string[] values = row.ByTime is double byTime ? [TextTable.Number(byTime), TextTable.Number(row.MeanInverse!.Value)] : [];
            table.Add([$"{a + 1}", TextTable.Number(row.Variance), TextTable.Number(row.Probability), .. values]);
        }

        return text.Append(table).ToString();
    }

    internal string ToJson() => JsonValues.Document("stability", json =>
    {
        json.WritePropertyName("model");
        _model.ToDocument().WriteTo(json);
        json.WriteFinite("beta", _stability.Beta);
        json.WriteFinite("betaError", _stability.BetaError);
        json.WriteBoolean("critical", _stability.CriticalBeta is not null);
        json.WriteFinite("noise", _stability.Noise);
        json.WriteBoolean("explodes", _stability.Explodes);
        json.WriteString("longTime", LongTime);
        json.WritePropertyName("stationary");
        if (_stability.Stationary is { } gamma)
        {
            json.WriteStartObject();
            json.WriteFinite("shape", gamma.Shape);
            json.WriteFinite("rate", gamma.Rate);
            json.WriteFinite("mean", gamma.Mean);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNullValue();
        }

        // The first input again at the top level, for scripts with one input.
        _rows[0].Write(json);
        json.WriteStartArray("inputs");
        foreach (Row row in _rows)
        {
            json.WriteStartObject();
            json.WriteFinite("variance", row.Variance);
            row.Write(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private sealed record Row(double Variance, double Probability, double? ByTime, double? MeanInverse)
    {
        internal static Row Of(VarianceStability stability, double variance, double? time) => time is double t
            ? new(
                variance,
                stability.ExplosionProbability(variance),
                stability.ExplosionProbability(variance, t),
                stability.MeanInverseVariance(variance, t))
            : new(variance, stability.ExplosionProbability(variance), null, null);

        internal void Write(Utf8JsonWriter json)
        {
            json.WriteFinite("explosionProbability", Probability);
            json.WriteFinite("explosionProbabilityByTime", ByTime);
            json.WriteFinite("meanInverseVariance", MeanInverse);
        }
    }
}
