using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Sweeps;

/// <summary>What a cell will take.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Seconds">Thread-seconds.</param>
/// <param name="Bytes">Memory while it runs.</param>
/// <param name="Refusal">Why it cannot be run; null if it can.</param>
/// <param name="DoesNotFit">Whether it is refused because it does not fit into memory.</param>
public sealed record PlannedCell(SweepCell Cell, double Seconds, double Bytes, string? Refusal, bool DoesNotFit = false)
{
    /// <summary>Whether a database has its result already.</summary>
    public bool IsDone { get; init; }
}

/// <summary>The cells of a sweep, with the time and the memory that they will take.</summary>
/// <param name="Cells">The cells in order.</param>
/// <param name="Threads">The number of threads.</param>
public sealed record SweepPlan(IReadOnlyList<PlannedCell> Cells, int Threads)
{
    /// <summary>The seconds that the cells that are not done will take.</summary>
    public double Seconds => Cells.Where(cell => !cell.IsDone).Sum(cell => cell.Seconds) / Threads;

    /// <summary>How many cells are done.</summary>
    public int Done => Cells.Count(cell => cell.IsDone);

    /// <summary>The bytes of the largest cells that may run at one time.</summary>
    public double Bytes => Cells.Select(cell => cell.Bytes).OrderDescending().Take(Threads).Sum();

    /// <summary>How many cells cannot be run.</summary>
    public int Refused => Cells.Count(cell => cell.Refusal is not null);

    /// <summary>Plans a sweep. A few steps of each kind of cell are run, unless a database knows what they take.</summary>
    /// <param name="spec">The sweep.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="store">A database whose measured costs are taken, and whose cells that are done are marked; null: none.</param>
    /// <exception cref="ArgumentException">There are too many cells.</exception>
    /// <exception cref="FormatException">A condition or an expression has no value.</exception>
    public static SweepPlan Of(SweepSpec spec, int threads, SweepStore? store = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var costs = new CostModel(store?.Costs ?? new Dictionary<string, (double, double)>());
        Dictionary<string, long> done = (store?.Cells ?? []).Where(cell => cell.State == "done")
            .ToDictionary(cell => cell.Key, cell => cell.Replicas);
        return new(
            [
                .. spec.Cells().Select(cell => Of(cell, costs, threads) with
                {
                    IsDone = cell.Run is { } run && done.GetValueOrDefault(cell.Key) >= run.Options.Replicas,
                }),
            ],
            threads);
    }

    private static PlannedCell Of(SweepCell cell, CostModel costs, int threads)
    {
        if (cell.Run is null)
        {
            return new(cell, 0, 0, cell.Refusal);
        }

        try
        {
            Answer<RunPlan> plan = CellRunner.Plan(cell);
            if (plan.Value is null)
            {
                return new(cell, 0, 0, plan.Refusal!.ToString());
            }

            using var ensemble = new Ensemble(threads);
            var memory = new MemoryEstimate();
            foreach (RunSide side in plan.Value.Sides)
            {
                _ = memory.Add(ensemble.Memory(side.Chain, cell.Run.Model.Start, side.Options));
            }

            return memory.Refusal is { } refusal
                ? new(cell, 0, memory.Bytes, refusal, DoesNotFit: true)
                : new(cell, costs.Predict(cell), memory.Bytes, null);
        }
        catch (ArgumentException failure)
        {
            return new(cell, 0, 0, Refusal.Reason(failure));
        }
    }
}
