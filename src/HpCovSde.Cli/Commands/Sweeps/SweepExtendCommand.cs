using System.CommandLine;
using HpCovSde.Data;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Commands.Sweeps;

/// <summary><c>sweep extend</c>: adds values of fields, or replicas, to the sweep of a database.</summary>
internal sealed class SweepExtendCommand : Command
{
    internal SweepExtendCommand(CliConsole console)
        : base(
            "extend",
            "Adds values of fields, or replicas, to the sweep of a database; sweep run then runs what is missing. The results are those of "
            + "one run of the extended sweep, to the bit.")
    {
        var database = new DatabaseOption();
        Add(database);
        var sweep = new SweepOptions(this, ofValuesOnly: true);
        SetAction(parse =>
        {
            string path = database.PathIn(parse, "sweep extend");
            IReadOnlyList<SweepAxis> more = sweep.Axes(parse);
            if (more is [])
            {
                throw CliException.Usage("sweep extend: nothing to add; allowed: options such as --width 800 or --replicas 1e6");
            }

            if (!File.Exists(path))
            {
                throw DataFileException.From(path, new FileNotFoundException());
            }

            using SweepStore store = SweepStore.Open(path);
            _ = SweepOptions.Use(() => store.Extend(more), "sweep extend");
            int left = store.Cells.Count(cell => cell.State == "waiting");
            console.Report($"{Wording.Count(store.Cells.Count, "cell")}, {left} to be run (hpcovsde sweep run --db {path})\n");
        });
    }
}
