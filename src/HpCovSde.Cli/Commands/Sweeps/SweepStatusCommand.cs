using System.CommandLine;
using System.Globalization;
using System.Text;
using HpCovSde.Cli.Options;
using HpCovSde.Cli.Reports;
using HpCovSde.Data;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Commands.Sweeps;

/// <summary><c>sweep status</c>: how far a sweep is, and what failed.</summary>
internal sealed class SweepStatusCommand : Command
{
    private const int MostReasons = 20;

    private readonly DatabaseOption _database = new();
    private readonly Flag _json = new("--json", "Writes one JSON document to standard output instead of a table.");

    internal SweepStatusCommand(CliConsole console)
        : base("status", "Shows how many cells of a sweep are done, how long they took, and why cells failed.")
    {
        Add(_database);
        Add(_json);
        SetAction(parse =>
        {
            using SweepStore store = SweepStore.OpenToRead(_database.PathIn(parse, "sweep status"));
            console.Report(_json.IsGiven(parse) ? ToJson(store.Cells) : ToTable(store.Cells));
        });
    }

    private static string ToTable(IReadOnlyList<StoredCell> cells)
    {
        StoredCell[] failed = [.. cells.Where(cell => cell.State == "failed")];
        var text = new StringBuilder();
        _ = text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{Wording.Count(cells.Count, "cell")}: {cells.Count(cell => cell.State == "done")} done, {failed.Length} failed, "
            + $"{cells.Count(cell => cell.State == "waiting")} left");
        string time = SweepPlanCommand.Duration(cells.Sum(cell => cell.Seconds ?? 0));
        _ = text.AppendLine(CultureInfo.InvariantCulture, $"{time} of threads so far");
        foreach (StoredCell cell in failed.Take(MostReasons))
        {
            _ = text.AppendLine(
                CultureInfo.InvariantCulture,
                $"cell {cell.Position} ({string.Join(", ", cell.Fields.Select(field => $"{field.Key} {field.Value}"))}): {cell.Reason}");
        }

        return failed.Length > MostReasons
            ? text.AppendLine(CultureInfo.InvariantCulture, $"... and {failed.Length - MostReasons} more failed").ToString()
            : text.ToString();
    }

    private static string ToJson(IReadOnlyList<StoredCell> cells) => JsonValues.Document("sweep status", json =>
    {
        json.WriteNumber("cells", cells.Count);
        foreach (string state in (string[])["done", "failed", "waiting"])
        {
            json.WriteNumber(state, cells.Count(cell => cell.State == state));
        }

        json.WriteFinite("threadSeconds", cells.Sum(cell => cell.Seconds ?? 0));
        json.WriteStartArray("failures");
        foreach (StoredCell cell in cells.Where(cell => cell.State == "failed"))
        {
            json.WriteStartObject();
            json.WriteNumber("cell", cell.Position);
            json.WriteString("key", cell.Key);
            json.WriteString("reason", cell.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
