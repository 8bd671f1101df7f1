using System.CommandLine;
using HpCovSde.Cli.Options;
using HpCovSde.Data;
using HpCovSde.Models;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Commands.Sweeps;

/// <summary><c>sweep merge</c>: joins the cells of several databases.</summary>
internal sealed class SweepMergeCommand : Command
{
    internal SweepMergeCommand(CliConsole console, CancellationToken cancellation)
        : base(
            "merge",
            "Joins the cells of several databases, for example of the parts of a sweep. "
            + "Cells that are done in two must have equal results.")
    {
        var inputs = new Argument<string[]>("A.db B.db")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "The databases. They are not changed.",
        };
        var output = new TextOption("--out", "FILE", "the name of a file", "The merged database.");
        var force = new Flag("--force", "Replaces the database if it exists.");
        Add(inputs);
        Add(output);
        Add(force);
        SetAction(parse =>
        {
            string[] paths = parse.GetValue(inputs) ?? [];
            if (paths.Length < 2)
            {
                throw CliException.Usage(
                    $"sweep merge: {Wording.Count(paths.Length, "database")} given; allowed: two or more, as in A.db B.db --out M.db");
            }

            if (!output.IsGiven(parse))
            {
                throw CliException.Usage("sweep merge: --out is missing; allowed: --out FILE, the merged database");
            }

            string path = output.Text(parse);
            if (paths.Append(path).FirstOrDefault(name => name.Length == 0 || name.Contains('\0', StringComparison.Ordinal)) is { } wrong)
            {
                throw CliException.Usage($"sweep merge: {Refusal.Quote(wrong)} is not allowed; allowed: names of files");
            }

            MergedSweep merged = SweepMerge.Merge(paths, path, force.IsGiven(parse), cancellation);
            console.Report(
                $"{Wording.Count(merged.Cells, "cell")}, {merged.Done} done{(merged.Failed > 0 ? $", {merged.Failed} failed" : "")}"
                + $" (hpcovsde sweep status --db {path})\n"
                + (merged.IsOneSweep
                    ? ""
                    : "the databases are of different sweeps: sweep run needs the specification of the one whose cells are to be run\n"));
        });
    }
}
