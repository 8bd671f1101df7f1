using System.Globalization;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Sweeps;

/// <summary>The values of a field over a sweep.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Values">Its values as text; one that begins with = is an expression of other fields.</param>
public sealed record SweepAxis(string Field, IReadOnlyList<string> Values);

/// <summary>
/// Many runs: a command and, for each field of a model and a run, its values. The cells are all combinations of the values, of which the
/// last field changes first. Fields that are zipped have their values together. Cells for which a condition does not hold are left out.
/// </summary>
/// <param name="Command"><c>sample</c>, <c>sde</c> or <c>compare</c>.</param>
/// <param name="Axes">The fields that are given, in order.</param>
/// <param name="Zipped">Groups of fields that change together, with equally many values.</param>
/// <param name="Conditions">Conditions such as <c>depth &gt;= width</c>.</param>
/// <param name="Kept">What is kept of a cell besides its statistics.</param>
public sealed record SweepSpec(
    string Command,
    IReadOnlyList<SweepAxis> Axes,
    IReadOnlyList<IReadOnlyList<string>> Zipped,
    IReadOnlyList<string> Conditions,
    KeptOfCell Kept)
{
    /// <summary>The most cells of a sweep.</summary>
    public const int MostCells = 1_000_000;

    private const string Replicas = "replicas";

    private static readonly ModelDocument DefaultModel = ModelSpec.Read(new()).OrThrow().ToDocument();

    private static readonly RunDocument DefaultRun = new()
    {
        Replicas = new RunOptions().Replicas,
        Seed = 0,
        Precision = "double",
        RecordEvery = 0,
        Logits = 0,
        Step = RunSpec.DefaultStep,
    };

    /// <summary>How many combinations there are, before conditions.</summary>
    public double Combinations => Groups().Aggregate(1.0, (product, group) => product * group[0].Values.Count);

    /// <summary>The cells, in order.</summary>
    /// <exception cref="ArgumentException">There are too many.</exception>
    /// <exception cref="FormatException">A condition or an expression has no value.</exception>
    public IEnumerable<SweepCell> Cells()
    {
        List<SweepAxis[]> groups = Groups();
        Expression[] conditions = [.. Conditions.Select(Expression.Parse)];
        if (Combinations > MostCells)
        {
            throw new ArgumentException($"the sweep has {Combinations:G6} combinations; allowed: at most {MostCells}");
        }

        int[] index = new int[groups.Count];
        int position = 0;
        do
        {
            Dictionary<string, string> values = [];
            foreach ((int g, SweepAxis[] group) in groups.Index())
            {
                foreach (SweepAxis axis in group)
                {
                    values[axis.Field] = axis.Values[index[g]];
                }
            }

            Compute(values);
            if (conditions.All(condition => condition.Holds(name => ValueOf(values, name))))
            {
                yield return new SweepCell(position++, Command, values);
            }
        }
        while (Next(index, groups));
    }

    /// <summary>The sweep with more values of its fields, or with more replicas. Its cells include those of this sweep.</summary>
    /// <param name="more">The values to add; for the replicas the number that replaces the old one.</param>
    /// <exception cref="FormatException">A field is not one of the sweep, or the replicas are not more; the message says which.</exception>
    public SweepSpec Extended(IReadOnlyList<SweepAxis> more)
    {
        ArgumentNullException.ThrowIfNull(more);
        var axes = Axes.ToList();
        foreach (SweepAxis added in more)
        {
            int index = axes.FindIndex(axis => axis.Field == added.Field);
            if (added.Field == Replicas)
            {
                string before = index < 0 ? $"{DefaultRun.Replicas}" : axes[index].Values[0];
                if (long.Parse(added.Values[0], CultureInfo.InvariantCulture) <= long.Parse(before, CultureInfo.InvariantCulture))
                {
                    throw new FormatException(
                        $"{Replicas}: '{added.Values[0]}' is not allowed; allowed: more than {before}, the replicas of the sweep");
                }

                axes = [.. axes.Where(axis => axis.Field != Replicas), added];
            }
            else if (index < 0)
            {
                // The cells of the sweep have the default, and would be others with a value of their own.
                throw new FormatException(
                    $"{added.Field} is not a field of this sweep; allowed: {string.Join(", ", Axes.Select(axis => axis.Field))}");
            }
            else
            {
                axes[index] = axes[index] with { Values = [.. axes[index].Values.Union(added.Values)] };
            }
        }

        var extended = this with { Axes = axes };
        return extended.Groups().Find(group => group.Any(axis => axis.Values.Count != group[0].Values.Count)) is { } uneven
            ? throw new FormatException(
                $"{string.Join(", ", uneven.Select(axis => $"{axis.Field} has {axis.Values.Count} values"))}; "
                + "allowed: equally many, because they change together")
            : extended;
    }

    // Fields whose values are expressions, in an order in which each needs only what is known.
    private static void Compute(Dictionary<string, string> values)
    {
        for (int round = values.Count; round >= 0; round--)
        {
            string[] left = [.. values.Where(value => value.Value.StartsWith('=')).Select(value => value.Key)];
            foreach (string name in left)
            {
                var expression = Expression.Parse(values[name][1..]);
                if (!expression.Names.Any(needed => values.GetValueOrDefault(needed)?.StartsWith('=') ?? false))
                {
                    double number = expression.Number(field => ValueOf(values, field));
                    values[name] = SweepFields.Find(name)!.TextOf(number);
                }
            }

            if (left is [])
            {
                return;
            }
        }

        KeyValuePair<string, string> circular = values.First(value => value.Value.StartsWith('='));
        throw new FormatException($"{circular.Key} = {circular.Value[1..]} needs itself");
    }

    private static string? ValueOf(Dictionary<string, string> values, string name) => values.TryGetValue(name, out string? value)
        ? value
        : SweepFields.Find(name)?.TextIn(DefaultModel, DefaultRun);

    private static bool Next(int[] index, List<SweepAxis[]> groups)
    {
        for (int g = groups.Count - 1; g >= 0; g--)
        {
            if (++index[g] < groups[g][0].Values.Count)
            {
                return true;
            }

            index[g] = 0;
        }

        return false;
    }

    // Zipped fields are one group at the place of the first.
    private List<SweepAxis[]> Groups()
    {
        var groups = new List<SweepAxis[]>();
        foreach (SweepAxis axis in Axes)
        {
            IReadOnlyList<string>? zip = Zipped.FirstOrDefault(names => names.Contains(axis.Field));
            if (zip is null)
            {
                groups.Add([axis]);
            }
            else if (!groups.Any(group => group.Any(other => zip.Contains(other.Field))))
            {
                groups.Add([.. Axes.Where(other => zip.Contains(other.Field))]);
            }
        }

        return groups;
    }
}
