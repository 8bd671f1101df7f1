using System.Globalization;
using System.Text;
using System.Text.Json;
using HpCovSde.Data;

namespace HpCovSde.Sweeps;

/// <summary>The results of a sweep as a table. A cell of it is a text, a number, or null.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The rows.</param>
public sealed record SweepTable(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows)
{
    // As in the database. What depends on the machine or the clock has the names of the last columns.
    private static readonly string[] OfStatistic =
    [
        "side", "step", "time", "quantity", "covered", "replicas", "mean", "sd", "se", "min", "q05", "q25", "median", "q75", "q95", "max",
        "heavyTail", "outOfRange", "missing", "ks", "p", "wasserstein1", "difference", "differenceSe", "exactMean", "exactError", "exactKs",
        "exactP",
    ];

    private static readonly string[] OfMachine = ["seconds", "started", "finished", "host"];

    // Texts also where no row has one.
    private static readonly string[] Texts = ["key", "command", "state", "reason", "side", "quantity", "started", "finished", "host"];

    // The first ones say of what the others are.
    private const int Labels = 4;

    /// <summary>One row for each cell, side, record and quantity.</summary>
    /// <param name="store">The database.</param>
    /// <exception cref="DataFileException">It cannot be read.</exception>
    public static SweepTable Long(SweepStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        (IReadOnlyList<StoredCell> cells, string[] fields) = CellsOf(store);
        Dictionary<string, object?[]> machine = Machine(store);
        var rows = new List<object?[]>();
        ILookup<string, object?[]> statistics = Statistics(store).ToLookup(row => row.Cell, row => row.Values);
        foreach (StoredCell cell in cells)
        {
            object?[][] ofCell = [.. statistics[cell.Key]];
            rows.AddRange((ofCell is [] ? [new object?[OfStatistic.Length]] : ofCell)
                .Select(row => (object?[])[.. Head(cell, fields), .. row, .. machine[cell.Key]]));
        }

        return new([.. HeadColumns(fields), .. OfStatistic, .. OfMachine], rows);
    }

    /// <summary>One row for each cell, with a column for each side, quantity and statistic at the last record.</summary>
    /// <inheritdoc cref="Long" path="/param|/exception"/>
    public static SweepTable Wide(SweepStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        (IReadOnlyList<StoredCell> cells, string[] fields) = CellsOf(store);
        Dictionary<string, object?[]> machine = Machine(store);
        (string Cell, object?[] Values)[] statistics =
        [
            .. Statistics(store).GroupBy(row => (row.Cell, row.Values[0])).SelectMany(side =>
                side.Where(row => Equals(row.Values[1], side.Max(other => (long)other.Values[1]!)))),
        ];
        string[] columns =
        [
            .. statistics.Select(row => $"{row.Values[0]}.{row.Values[3]}").Distinct()
                .SelectMany(name => OfStatistic[Labels..].Select(statistic => $"{name}.{statistic}")),
        ];
        Dictionary<string, int> index = columns.Index().ToDictionary(column => column.Item, column => column.Index);
        ILookup<string, object?[]> ofCells = statistics.ToLookup(row => row.Cell, row => row.Values);
        var rows = new List<object?[]>();
        foreach (StoredCell cell in cells)
        {
            object?[] values = new object?[columns.Length];
            foreach (object?[] row in ofCells[cell.Key])
            {
                foreach ((int i, string statistic) in OfStatistic[Labels..].Index())
                {
                    values[index[$"{row[0]}.{row[3]}.{statistic}"]] = row[Labels + i];
                }
            }

            rows.Add([.. Head(cell, fields), .. values, .. machine[cell.Key]]);
        }

        // A statistic that no cell has is no column.
        int head = HeadColumns(fields).Length;
        int[] used = [.. Enumerable.Range(0, columns.Length).Where(i => rows.Exists(row => row[head + i] is not null))];
        return new(
            [.. HeadColumns(fields), .. used.Select(i => columns[i]), .. OfMachine],
            [.. rows.Select(row => (object?[])[.. row[..head], .. used.Select(i => row[head + i]), .. row[(head + columns.Length)..]])]);
    }

    /// <summary>The type that the values of a column have: whole numbers, numbers or texts.</summary>
    internal Type TypeOf(int column)
    {
        object[] values = [.. Rows.Select(row => row[column]).OfType<object>()];
        return Texts.Contains(Columns[column]) || values.Any(value => value is not (long or double)) ? typeof(string)
            : values is not [] && values.All(value => value is long) ? typeof(long)
            : typeof(double);
    }

    /// <summary>The table as text, a line a row, fields separated by commas, numbers with all their digits.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder().AppendJoin(',', Columns.Select(Quoted)).Append('\n');
        foreach (object?[] row in Rows)
        {
            _ = text.AppendJoin(',', row.Select(value => Quoted(TextOf(value)))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The table as a JSON array of objects.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (object?[] row in Rows)
            {
                json.WriteStartObject();
                foreach ((string name, object? value) in Columns.Zip(row))
                {
                    json.WritePropertyName(name);
                    switch (value)
                    {
                        case double number:
                            FiniteNumberConverter.Write(json, number);
                            break;
                        case long number:
                            json.WriteNumberValue(number);
                            break;
                        case null:
                            json.WriteNullValue();
                            break;
                        default:
                            json.WriteStringValue(TextOf(value));
                            break;
                    }
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static (IReadOnlyList<StoredCell> Cells, string[] Fields) CellsOf(SweepStore store)
    {
        IReadOnlyList<StoredCell> cells = store.Cells;
        return (cells, [.. cells.SelectMany(cell => cell.Fields.Keys).Distinct().Where(name => name != "replicas")]);
    }

    // The step and the time of a run are not those of a record.
    private static string[] HeadColumns(string[] fields) =>
    [
        "cell", "key", "command",
        .. fields.Select(name => OfStatistic.Contains(name) ? $"{SweepFields.Find(name)!.Object}.{name}" : name),
        "state", "reason",
    ];

    private static object?[] Head(StoredCell cell, string[] fields) =>
    [
        (long)cell.Position, cell.Key, cell.Command, .. fields.Select(name => Value(cell.Fields.GetValueOrDefault(name))), cell.State,
        cell.Reason,
    ];

    // Numbers are numbers in files that know types.
    private static object? Value(string? text) => text is null ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
        : text;

    private static List<(string Cell, object?[] Values)> Statistics(SweepStore store) => store.Read(
        $"SELECT cell, {string.Join(", ", OfStatistic.Select(column => $"statistic.{column}"))} FROM statistic "
        + "ORDER BY cell, side, step, rowOrder",
        row => (row.GetString(0), (object?[])[.. OfStatistic.Select((_, i) => row.IsDBNull(i + 1) ? null : row.GetValue(i + 1))]));

    private static Dictionary<string, object?[]> Machine(SweepStore store) => store.Read(
        $"SELECT key, {string.Join(", ", OfMachine)} FROM cell",
        row => (row.GetString(0), (object?[])[.. OfMachine.Select((_, i) => row.IsDBNull(i + 1) ? null : row.GetValue(i + 1))]))
        .ToDictionary(row => row.Item1, row => row.Item2);

    /// <summary>A value as text, a number with all its digits.</summary>
    internal static string TextOf(object? value) => value switch
    {
        null => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") >= 0
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : text;
}
