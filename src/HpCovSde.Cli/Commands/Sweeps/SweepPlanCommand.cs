using System.CommandLine;
using System.Globalization;
using System.Text;
using HpCovSde.Cli.Options;
using HpCovSde.Cli.Reports;
using HpCovSde.Data;
using HpCovSde.Runs;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Commands.Sweeps;

/// <summary><c>sweep plan</c>: the cells of a sweep, with the time and the memory that they will take.</summary>
internal sealed class SweepPlanCommand : Command
{
    private const int LongestTable = 40;

    private readonly CliConsole _console;
    private readonly SweepOptions _sweep;
    private readonly DatabaseOption _database = new();
    private readonly Flag _json = Flag.Json();
    private readonly FieldOptions<RunDocument> _threads;

    internal SweepPlanCommand(CliConsole console)
        : base("plan", "Prints the cells of a sweep, and the time and the memory that they will take. Nothing is run but a few steps.")
    {
        _console = console;
        _sweep = new(this);
        _database.Description =
            "Takes what cells cost from this database, and marks those that are done in it. Without SPEC.json its own sweep is planned.";
        Add(_database);
        Add(_json);
        _threads = new(this, RunDocument.Fields.Where(field => field.Name == "threads"));
        SetAction(Execute);
    }

    private void Execute(ParseResult parse)
    {
        using SweepStore? store = _database.IsGiven(parse) ? SweepStore.OpenToRead(_database.PathIn(parse, "sweep plan")) : null;
        SweepSpec spec = _sweep.Read(parse) ?? store?.Spec
            ?? throw CliException.Usage("sweep plan: a specification is missing; allowed: SPEC.json, or options such as --width 50,100");
        var run = new RunDocument();
        _threads.Read(parse, run);
        SweepPlan plan = SweepOptions.Use(() => SweepPlan.Of(spec, run.Threads ?? Environment.ProcessorCount, store));
        _console.Report(_json.IsGiven(parse) ? ToJson(plan) : ToTable(plan));
        if (plan.Cells.FirstOrDefault(cell => cell.DoesNotFit) is { } tooLarge)
        {
            throw CliException.Usage($"cell {tooLarge.Cell.Position} ({Words(tooLarge.Cell.Values)}): {tooLarge.Refusal}");
        }
    }

    private static string ToTable(SweepPlan plan)
    {
        var table = new TextTable();
        table.Add("cell", "thread-seconds", "memory", "values");
        foreach (PlannedCell cell in plan.Cells.Take(LongestTable))
        {
            table.Add(
                $"{cell.Cell.Position}",
                cell.IsDone ? "done"
                    : cell.Refusal is null ? cell.Seconds.ToString("G3", CultureInfo.InvariantCulture)
                    : "-",
                cell.Refusal is null ? Megabytes(cell.Bytes) : "-",
                cell.Refusal is null ? Words(cell.Cell.Values) : $"{Words(cell.Cell.Values)}: {cell.Refusal}");
        }

        var text = new StringBuilder().Append(table);
        if (plan.Cells.Count > LongestTable)
        {
            _ = text.AppendLine(CultureInfo.InvariantCulture, $"... and {plan.Cells.Count - LongestTable} more (--json has all)");
        }

        return text
            .AppendLine()
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"{Wording.Count(plan.Cells.Count, "cell")}, {plan.Refused} of them refused{(plan.Done > 0 ? $", {plan.Done} done" : "")}")
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"{Duration(plan.Seconds)} on {Wording.Count(plan.Threads, "thread")}, and up to {Megabytes(plan.Bytes)} of memory")
            .ToString();
    }

    private static string ToJson(SweepPlan plan) => JsonValues.Document("sweep plan", json =>
    {
        json.WriteNumber("threads", plan.Threads);
        json.WriteFinite("seconds", plan.Seconds);
        json.WriteFinite("bytes", plan.Bytes);
        json.WriteNumber("refused", plan.Refused);
        json.WriteNumber("done", plan.Done);
        json.WriteStartArray("cells");
        foreach (PlannedCell cell in plan.Cells)
        {
            json.WriteStartObject();
            json.WriteNumber("cell", cell.Cell.Position);
            json.WriteString("key", cell.Cell.Key);
            json.WriteStartObject("values");
            foreach ((string name, string value) in cell.Cell.Values)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteFinite("threadSeconds", cell.Seconds);
            json.WriteFinite("bytes", cell.Bytes);
            json.WriteString("refusal", cell.Refusal);
            json.WriteBoolean("done", cell.IsDone);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>The values of a cell in words.</summary>
    internal static string Words(IReadOnlyDictionary<string, string> values) =>
        string.Join(", ", values.Select(value => $"{value.Key} {value.Value}"));

    internal static string Duration(double seconds) => seconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.0} min"),
        < 48 * 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:0.0} days"),
    };

    private static string Megabytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB");
}
