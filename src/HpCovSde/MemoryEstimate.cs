namespace HpCovSde;

/// <summary>The memory that a run takes, a sum of named parts. It is known before the run starts.</summary>
internal sealed class MemoryEstimate
{
    // The rest is for what no estimate counts: the runtime, compiled code, garbage that was not collected yet.
    private const double UsableShare = 0.9;
    private const double Runtime = 50e6;

    private readonly List<(string Name, double Bytes)> _parts = [];

    /// <summary>The sum of the parts.</summary>
    internal double Bytes => _parts.Sum(part => part.Bytes);

    /// <summary>Why the run does not fit, with what it takes and what can be used; null if it fits.</summary>
    internal string? Refusal
    {
        get
        {
            double usable = (UsableShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) - Runtime;
            double sum = Bytes;
            IEnumerable<string> largest =
                from part in _parts
                where part.Bytes >= 0.01 * sum
                select $"{part.Name} {Gigabytes(part.Bytes)}";
            return sum <= usable
                ? null
                : $"the run takes {Gigabytes(sum)} of memory ({string.Join(", ", largest)}), and {Gigabytes(usable)} can be used";
        }
    }

    /// <summary>Adds a part.</summary>
    internal MemoryEstimate Add(string name, double bytes)
    {
        _parts.Add((name, bytes));
        return this;
    }

    /// <summary>Adds what another run takes at the same time.</summary>
    internal MemoryEstimate Add(MemoryEstimate other)
    {
        _parts.AddRange(other._parts);
        return this;
    }

    private static string Gigabytes(double bytes) => FormattableString.Invariant($"{bytes / 1e9:#,0.###} GB");
}
