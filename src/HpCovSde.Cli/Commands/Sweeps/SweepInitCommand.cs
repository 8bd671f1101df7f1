using System.CommandLine;
using System.Text;
using HpCovSde.Cli.Options;
using HpCovSde.Data;
using HpCovSde.Sweeps;

namespace HpCovSde.Cli.Commands.Sweeps;

/// <summary><c>sweep init</c>: writes an example of a specification.</summary>
internal sealed class SweepInitCommand : Command
{
    internal SweepInitCommand(CliConsole console)
        : base("init", "Writes a commented example of a specification, to standard output or to a file.")
    {
        var output = new FileOption("--out", "Writes it to this file.", ".json", ".jsonc");
        var force = new Flag("--force", "Replaces the file if it exists.");
        Add(output);
        Add(force);
        SetAction(parse =>
        {
            if (output.Get(parse) is not { } path)
            {
                console.Report(SweepFile.Example);
                return;
            }

            using AtomicFile file = AtomicFile.Create(path, force.IsGiven(parse));
            file.Append(Encoding.UTF8.GetBytes(SweepFile.Example));
            file.Commit();
        });
    }
}
