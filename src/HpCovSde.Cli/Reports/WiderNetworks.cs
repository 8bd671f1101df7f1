using HpCovSde.Comparisons;
using HpCovSde.Covariances;
using HpCovSde.Estimation;
using HpCovSde.Laws;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Cli.Reports;

/// <summary>The wider networks of a run, and the extrapolation of means from them.</summary>
internal sealed class WiderNetworks
{
    private readonly WidthExtrapolation _networks;
    private readonly RunSpec _run;

    /// <param name="run">The run.</param>
    /// <param name="networks">The networks.</param>
    /// <param name="options">The options of the network of the run.</param>
    internal WiderNetworks(RunSpec run, WidthExtrapolation networks, RunOptions options)
    {
        _run = run;
        _networks = networks;

        // Replicas that no other network has, so that means are independent.
        Sides =
        [
            .. networks.Models.Skip(1).Index().Select(wider => new RunSide(
                RunSide.Finite,
                wider.Item.Network(run.Weights).OrThrow().Chain,
                options with
                {
                    FirstReplica = options.FirstReplica + ((wider.Index + 1) * options.Replicas),
                    RecordEvery = 0,
                    RecordStart = false,
                    Logits = 0,
                    Storage = SampleStorage.Streaming,
                    Quantities = Quantities,
                })),
        ];
    }

    /// <summary>The wider networks; each has other replicas.</summary>
    internal IReadOnlyList<RunSide> Sides { get; }

    private Quantity[] Quantities => [.. _run.Model.Quantities(_run.EveryQuantity)];

    /// <summary>The extrapolation.</summary>
    /// <param name="results">The results of the network and of the wider ones.</param>
    /// <param name="limit">The limit, for means that are not known exactly.</param>
    /// <param name="cancellation">Stops a computation.</param>
    internal Extrapolated Extrapolate(IReadOnlyList<EnsembleResult> results, Outcome limit, CancellationToken cancellation)
    {
        var exact = new ExactMeans(_run.Model, cancellation);
        return new(_networks, Quantities.ToDictionary(quantity => quantity, quantity =>
        {
            Estimate[] means = [.. results.Select(result => Mean(result.Summary(quantity, result.Steps.Count - 1)))];
            ExactValue? known = exact.Of(quantity);
            return new ExtrapolatedMean(
                Richardson.Of(_networks.Points, means),
                known is { } value ? new(value.Value, value.Error) : Mean(limit.Summary(quantity)),
                known is not null);
        }));
    }

    private static Estimate Mean(Summary summary) => new(summary.Mean, summary.StandardError);
}
