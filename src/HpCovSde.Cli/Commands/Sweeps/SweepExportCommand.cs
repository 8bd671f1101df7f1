using System.CommandLine;
using HpCovSde.Cli.Files;
using HpCovSde.Cli.Options;
using HpCovSde.Data;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Commands.Sweeps;

/// <summary><c>sweep export</c>: writes the results as a table.</summary>
internal sealed class SweepExportCommand : Command
{
    internal SweepExportCommand(CliConsole console)
        : base("export", "Writes the results of a sweep as a table: one row a cell and quantity, or with --wide one row a cell.")
    {
        var database = new DatabaseOption();
        var output = new FileOption(
            "--out", "The file to write. Without it the table goes to standard output as .csv.", ".csv", ".json", ".parquet");
        var wide = new Flag("--wide", "One row a cell, with columns such as finite.rho[1,2].mean.");
        var force = new Flag("--force", "Replaces the file if it exists.");
        foreach (Option option in (Option[])[database, output, wide, force])
        {
            Add(option);
        }

        SetAction(parse =>
        {
            string? path = output.Get(parse);
            using SweepStore store = SweepStore.OpenToRead(database.PathIn(parse, "sweep export"));
            SweepTable table = wide.IsGiven(parse) ? SweepTable.Wide(store) : SweepTable.Long(store);
            if (path is null)
            {
                console.Report(table.ToCsv());
                return;
            }

            using AtomicFile file = AtomicFile.Create(path, force.IsGiven(parse));
            string extension = Path.GetExtension(path).ToLowerInvariant();
            if (extension == ".parquet")
            {
                using var stream = new AtomicFileStream(file);
                ParquetTableFile.Write(table, stream);
            }
            else
            {
                file.Append(System.Text.Encoding.UTF8.GetBytes(extension == ".json" ? table.ToJson() : table.ToCsv()));
            }

            file.Commit();
        });
    }
}
