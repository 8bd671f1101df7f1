using System.Diagnostics;
using HpCovSde.Runs;

namespace HpCovSde.Sweeps;

/// <summary>
/// What cells take: thread-seconds per replica and step of each kind of work, measured on cells that are done, or else on a few steps.
/// </summary>
internal sealed class CostModel
{
    // A pilot doubles its steps until it takes this long.
    private const double PilotSeconds = 0.004;
    private const int PilotReplicas = 256;
    private const int PilotRepeats = 3;

    // The time of a cell besides its steps.
    private const double Overhead = 3e-4;

    private readonly Dictionary<string, (double Seconds, double Units)> _measured;
    private readonly Dictionary<string, double> _rates = [];

    /// <param name="measured">The thread-seconds and units of earlier cells.</param>
    internal CostModel(IReadOnlyDictionary<string, (double Seconds, double Units)> measured)
    {
        _measured = new(measured);
    }

    /// <summary>The kind of work of a side of a cell: what a replica and step of it take depends on nothing else.</summary>
    internal static string Work(SweepCell cell, RunSide side) => FormattableString.Invariant(
        $"{side.Chain.GetType().Name} {side.Name} {cell.Run!.Model.Activation.Name} m={cell.Run.Model.Start.Size} ")
        + FormattableString.Invariant($"n={cell.Run.Model.Width} ")
        + $"{side.Options.Precision} {cell.Run.Weights} {side.Options.Blas}";

    /// <summary>Replicas times steps.</summary>
    internal static double Units(RunSide side) => (double)side.Options.Replicas * side.Chain.Steps;

    /// <summary>The thread-seconds that a cell will take; 0 if it is refused.</summary>
    internal double Predict(SweepCell cell) => Granted(
        cell, plan => Overhead + plan.Sides.Index().Sum(side => Units(side.Item) * Rate(cell, plan, side.Index)), refused: 0);

    /// <summary>The thread-seconds that work takes, if cells of its kind are done.</summary>
    /// <param name="sides">The work of a cell, see <see cref="WorkOf"/>.</param>
    internal double? Known(IReadOnlyList<(string Work, double Units)> sides) => sides.All(side => Measured(side.Work) is not null)
        ? sides.Sum(side => side.Units * Measured(side.Work)!.Value) + Overhead
        : null;

    /// <summary>The work of each side of a cell; none if it is refused.</summary>
    internal static IReadOnlyList<(string Work, double Units)> WorkOf(SweepCell cell) => Granted<IReadOnlyList<(string, double)>>(
        cell, plan => [.. plan.Sides.Select(side => (Work(cell, side), Units(side)))], refused: []);

    // The runner records why a cell is refused.
    private static T Granted<T>(SweepCell cell, Func<RunPlan, T> of, T refused)
    {
        try
        {
            return cell.Run is not null && CellRunner.Plan(cell).Value is { } plan ? of(plan) : refused;
        }
        catch (ArgumentException)
        {
            return refused;
        }
    }

    private double? Measured(string work) =>
        _measured.TryGetValue(work, out (double Seconds, double Units) known) && known.Units > 0 ? known.Seconds / known.Units : null;

    private double Rate(SweepCell cell, RunPlan plan, int index)
    {
        string work = Work(cell, plan.Sides[index]);
        if (Measured(work) is { } known)
        {
            return known;
        }

        if (!_rates.TryGetValue(work, out double rate))
        {
            _rates[work] = rate = Pilot(cell.Run!, plan, index);
        }

        return rate;
    }

    // Doubles the steps until a run takes long enough. The first runs compile, and the machine does other things: the fastest counts.
    private static double Pilot(RunSpec run, RunPlan plan, int index)
    {
        RunSide side = plan.Sides[index];
        using var ensemble = new Ensemble(threads: 1, run.Seed);
        var range = new ReplicaRange(side.Options.FirstReplica, Math.Min(PilotReplicas, side.Options.Replicas));
        int steps = 1;
        double shortest = Fastest();
        double seconds = shortest;
        while (seconds < PilotSeconds && steps < side.Chain.Steps)
        {
            steps = (int)Math.Min(2L * steps, side.Chain.Steps);
            seconds = Fastest();
        }

        // What a run takes besides its steps is no part of the rate.
        return steps > 1 && seconds > shortest
            ? (seconds - shortest) / (range.Count * (steps - 1.0))
            : seconds / (range.Count * (double)steps);

        double Fastest() => Enumerable.Range(0, PilotRepeats).Min(_ => Seconds());

        double Seconds()
        {
            long started = Stopwatch.GetTimestamp();
            _ = run.RunShard(ensemble, plan, index, range, stopAfterStep: steps == side.Chain.Steps ? null : steps);
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }
}
