using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Estimation;

/// <summary>
/// A level of <see cref="MultilevelMean"/>: the differences of the quantities between steps of two lengths, with the same noise. The
/// first level has the quantities themselves.
/// </summary>
public sealed class MultilevelLevel
{
    /// <summary>A level has the replicas from its number times this.</summary>
    internal const long MostReplicas = 1L << 28;

    // Samples in memory at once.
    private const long LargestRun = 1 << 20;

    // What it takes to start a replica and to record it, in steps: measured for one quantity.
    private const int StepsOfRecord = 4;

    private readonly IReadOnlyList<Quantity> _quantities;
    private readonly GroupCoupling[] _chains;
    private readonly GramMatrix _start;
    private readonly Moments[] _moments;
    private readonly long _first;

    /// <param name="limit">The SDE.</param>
    /// <param name="start">V_0.</param>
    /// <param name="quantities">The quantities.</param>
    /// <param name="level">The number of the level.</param>
    /// <param name="steps">The steps, twice those of the level before.</param>
    internal MultilevelLevel(LimitProcess limit, GramMatrix start, IReadOnlyList<Quantity> quantities, int level, int steps)
    {
        var grid = new TimeGrid(steps, limit.Time / steps);
        Steps = steps;
        Cost = (level == 0 ? 1 : 2) * (steps + StepsOfRecord);
        _chains = level == 0 ? [new(limit, grid, 1)] : [new(limit, grid, 1), new(limit, grid, 2)];
        _start = start;
        _quantities = quantities;
        _moments = new Moments[quantities.Count];
        _first = level * MostReplicas;
    }

    /// <summary>The steps of the finer chain.</summary>
    public int Steps { get; }

    /// <summary>The replicas that were run.</summary>
    public long Replicas => _moments[0].Count;

    /// <summary>What a replica costs: the steps of both chains, and 4 for the start and the record of each.</summary>
    public int Cost { get; }

    /// <summary>The moments of the differences of a quantity, by its place in <see cref="MultilevelMean.Quantities"/>.</summary>
    /// <param name="quantity">The place of the quantity, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such quantity.</exception>
    public Moments Difference(int quantity) => _moments[quantity];

    /// <summary>Runs more replicas, so that there are at least so many.</summary>
    internal void RunTo(long replicas, Ensemble ensemble, CancellationToken cancellation)
    {
        replicas = Math.Min(replicas, MostReplicas);
        while (Replicas < replicas)
        {
            var options = new RunOptions
            {
                FirstReplica = _first + Replicas,
                Replicas = Math.Min(LargestRun, replicas - Replicas),
                Quantities = _quantities,
            };
            EnsembleResult[] results =
                [.. _chains.Select(chain => ensemble.Run(chain, _start, options, cancellation: cancellation))];
            for (int i = 0; i < _moments.Length; i++)
            {
                _moments[i] = Moments.Merge(_moments[i], Moments.Of(Differences(results, _quantities[i])));
            }
        }
    }

    private static ReadOnlySpan<double> Differences(EnsembleResult[] results, Quantity quantity)
    {
        double[] fine = results[0].Samples(quantity).ToArray();
        if (results.Length > 1)
        {
            ReadOnlySpan<double> coarse = results[1].Samples(quantity);
            for (int i = 0; i < fine.Length; i++)
            {
                fine[i] -= coarse[i];
            }
        }

        return fine;
    }
}
