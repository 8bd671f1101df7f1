using HpCovSde.Comparisons;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Dynamics;
using HpCovSde.Models;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Reports;

/// <summary>The results of a run. The JSON document, the table and the plot are made from it.</summary>
internal sealed class Report
{
    internal required string Command { get; init; }

    internal required RunSpec Run { get; init; }

    internal required RunPlan Plan { get; init; }

    /// <summary>The results of each ensemble: a network, a limit, or both in this order.</summary>
    internal required IReadOnlyList<Outcome> Outcomes { get; init; }

    /// <summary>What was reached of the tolerance; null if there is none.</summary>
    internal ToleranceReport? Tolerance { get; init; }

    /// <summary>The replicas that a network and its limit are compared on.</summary>
    internal required Population Population { get; init; }

    /// <summary>The distances between a network and its limit; empty unless the run has both.</summary>
    internal Dictionary<Quantity, SampleComparison> Distances { get; init; } = [];

    /// <summary>The exact laws of the limit; null if they are not known.</summary>
    internal ExactLaws? Exact { get; init; }

    /// <summary>Each side and quantity against its exact law; empty unless that was asked for.</summary>
    internal Dictionary<(Outcome Outcome, Quantity Quantity), ExactComparison> Against { get; init; } = [];

    /// <summary>The means at infinite width; null unless they were asked for.</summary>
    internal Extrapolated? Extrapolated { get; init; }

    internal ModelSpec Model => Run.Model;

    internal bool HasBoth => Outcomes.Count == 2;

    /// <summary>Whether there are records before the last.</summary>
    internal bool HasRecords => Run.Options.RecordEvery > 0 || Run.Options.RecordStart;

    internal Outcome? Finite => Plan.Weights is null ? null : Outcomes[0];

    internal Outcome? Limit => Plan.Integration is null ? null : Outcomes[^1];

    /// <summary>How many replicas were run, in words: one where the chain has no noise.</summary>
    internal string Replicas =>
        Wording.Count(Plan.Sides.Max(side => side.Options.Replicas), "replica");

    internal double Seconds => Outcomes.Sum(outcome => outcome.Result.Manifest.Seconds) + (Tolerance?.Seconds ?? 0);

    /// <summary>The drift's coefficient at infinite width and at the width of the network, in words; null where they are one.</summary>
    internal string? BothCoefficients => (Plan.Integration, With(LimitCoefficients.Asymptotic), With(LimitCoefficients.Matched)) switch
    {
        ({ }, { } asymptotic, { } matched) when Name(matched) is { } name && Find(asymptotic, name) != Find(matched, name) =>
            FormattableString.Invariant(
                $"{name} = {Find(asymptotic, name) ?? 0:G6} asymptotically (--limit asymptotic), ")
            + FormattableString.Invariant($"{Find(matched, name):G6} at width {Model.Width} (--limit matched)"),
        _ => null,
    };

    /// <summary>The fields of the model, with the limit that was integrated.</summary>
    internal ModelDocument ModelDocument()
    {
        ModelDocument document = Model.ToDocument();
        if (Plan.Integration?.Limit is { } limit)
        {
            document.Time = limit.Time;
            document.Limit = Describe(limit);
            document.LimitCoefficients = limit is ResidualDiffusion
                ? null
                : document.LimitCoefficients ?? "asymptotic";
        }

        return document;
    }

    private static string? Name(LimitProcess limit) => limit switch
    {
        CovarianceSde or CovarianceFlow => "kappa",
        SmoothCovarianceSde or SmoothCovarianceFlow => "beta",
        _ => null,
    };

    private static double? Find(LimitProcess limit, string name) =>
        limit.Coefficients.Where(c => c.Name == name).Select(c => (double?)c.Value).FirstOrDefault();

    private LimitProcess? With(LimitCoefficients coefficients) => (Model with { LimitCoefficients = coefficients }).Limit().Value;

    private LimitDocument Describe(LimitProcess limit)
    {
        LimitProcess asymptotic = With(LimitCoefficients.Asymptotic) ?? limit;
        LimitProcess matched = With(LimitCoefficients.Matched) ?? limit;
        return new()
        {
            Kind = limit.Kind,
            Kappa = Find(limit, "kappa") ?? (limit is ResidualDiffusion ? null : 0),
            Beta = Find(limit, "beta"),
            KappaAsymptotic = Name(matched) == "kappa" ? Find(asymptotic, "kappa") ?? 0 : null,
            KappaMatched = Find(matched, "kappa"),
            BetaAsymptotic = Name(matched) == "beta" ? Find(asymptotic, "beta") ?? 0 : null,
            BetaMatched = Find(matched, "beta"),
            Epsilon = Find(limit, "epsilon"),
            Kappa4 = Find(limit, "kappa4"),
            Width = (limit as ResidualDiffusion)?.Width,
            Time = limit.Time,
        };
    }
}
