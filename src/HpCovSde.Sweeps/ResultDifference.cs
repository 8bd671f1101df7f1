using System.Globalization;

namespace HpCovSde.Sweeps;

/// <summary>The first number in which the results of a cell differ between two databases.</summary>
/// <param name="Place">Of what it is, for example <c>finite rho[1,2] at step 40, mean</c>.</param>
/// <param name="First">The value in the first database.</param>
/// <param name="Second">The value in the second database.</param>
internal sealed record ResultDifference(string Place, string First, string Second)
{
    // The columns that say of what the others are, and the order that a reader expects.
    private static readonly (string Table, string[] Labels, string Order)[] Tables =
    [
        ("statistic", ["side", "step", "quantity"], "side, step, rowOrder"),
        ("quantile", ["side", "step", "quantity", "level"], "side, step, quantity, level"),
        ("histogram", ["side", "step", "quantity", "bin"], "side, step, quantity, bin"),
        ("event", ["side", "name"], "side, name"),
    ];

    /// <summary>Compares every number of a cell, to the bit; null if all are equal.</summary>
    internal static ResultDifference? Between(SweepStore first, SweepStore second, string cell) => Tables
        .Select(table => Between(Rows(first, cell, table.Table, table.Order), Rows(second, cell, table.Table, table.Order), table))
        .FirstOrDefault(difference => difference is not null);

    private static ResultDifference? Between(
        List<Dictionary<string, object>> first, List<Dictionary<string, object>> second,
        (string Table, string[] Labels, string Order) table)
    {
        for (int i = 0; i < Math.Max(first.Count, second.Count); i++)
        {
            if (i >= first.Count || i >= second.Count || table.Labels.Any(label => !first[i][label].Equals(second[i][label])))
            {
                return new($"row {i + 1} of the table {table.Table}", Name(first, i, table.Labels), Name(second, i, table.Labels));
            }

            // A number that is not one is DBNull, which equals itself.
            if (first[i].Keys.FirstOrDefault(column => !first[i][column].Equals(second[i][column])) is { } differing)
            {
                string name = table.Table == "statistic" ? differing : $"{differing} of the table {table.Table}";
                return new($"{Name(first, i, table.Labels)}, {name}", Text(first[i][differing]), Text(second[i][differing]));
            }
        }

        return null;
    }

    private static List<Dictionary<string, object>> Rows(SweepStore store, string cell, string table, string order) => store.Read(
        $"SELECT * FROM {table} WHERE cell = $cell ORDER BY {order}",
        row => Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, row.GetValue),
        ("$cell", cell));

    private static string Name(List<Dictionary<string, object>> rows, int i, string[] labels) => i >= rows.Count
        ? "absent"
        : string.Join(' ', labels.Select(label => label is "side" or "quantity" or "name"
            ? Text(rows[i][label])
            : $"{label} {Text(rows[i][label])}"));

    private static string Text(object value) =>
        value is DBNull ? "not a number" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
