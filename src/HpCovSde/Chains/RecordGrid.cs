namespace HpCovSde.Chains;

/// <summary>
/// The steps of a chain after which a run records: every so many steps and always after the last one, with or without step 0 (the start).
/// This is the one place where these steps are computed. The value is immutable and has value equality.
/// </summary>
public sealed record RecordGrid
{
    /// <summary>Makes the grid.</summary>
    /// <param name="steps">Steps (layers) of the chain, at least 0.</param>
    /// <param name="every">Steps between two records; 0 records after the last step only.</param>
    /// <param name="includesStart">Whether step 0 is the first record.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or there are 2^31 records or more.</exception>
    public RecordGrid(int steps, int every = 0, bool includesStart = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentOutOfRangeException.ThrowIfNegative(every);
        Steps = steps;
        Every = every;
        IncludesStart = includesStart;
        long count = CountThrough(steps);
        Count = count <= int.MaxValue
            ? (int)count
            : throw new ArgumentOutOfRangeException(nameof(every), every, $"{count} records are too many; fewer than 2^31 are allowed.");
    }

    /// <summary>Steps (layers) of the chain.</summary>
    public int Steps { get; }

    /// <summary>Steps between two records; 0: after the last step only.</summary>
    public int Every { get; }

    /// <summary>Whether step 0 is the first record.</summary>
    public bool IncludesStart { get; }

    /// <summary>The number of records, at least 1.</summary>
    public int Count { get; }

    /// <summary>The step after which a record is taken. The last record is at the last step. Does not allocate.</summary>
    /// <param name="record">Index of the record, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    public int StepOf(int record)
    {
        if ((uint)record >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(record), record, $"record = {record}, but it must be in [0, {Count}).");
        }

        long place = record + (StartCounts ? 0L : 1L);
        return (int)Math.Min(Steps, place * Distance);
    }

    /// <summary>The steps of all records, in ascending order. Allocates.</summary>
    public int[] ToSteps()
    {
        int[] steps = new int[Count];
        for (int record = 0; record < steps.Length; record++)
        {
            steps[record] = StepOf(record);
        }

        return steps;
    }

    /// <summary>How many records are taken after steps 0 … <paramref name="step"/>. Does not allocate.</summary>
    internal long CountThrough(int step)
    {
        long afterSteps = step >= Steps ? (Steps + Distance - 1) / Distance : step / Distance;
        return afterSteps + (StartCounts ? 1 : 0);
    }

    // A chain without steps has one record, and that is its start.
    private bool StartCounts => IncludesStart || Steps == 0;

    private long Distance => Every == 0 ? Math.Max(Steps, 1) : Every;
}
