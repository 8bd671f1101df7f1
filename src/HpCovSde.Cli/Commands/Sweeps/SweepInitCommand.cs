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
        : base("init", "Writes a commented example of a specification, or their JSON schema, to standard output or to a file.")
    {
        var output = new FileOption("--out", "Writes it to this file.", ".json", ".jsonc");
        var schema = new Flag("--schema", "Writes the JSON schema of specifications instead.");
        var force = new Flag("--force", "Replaces the file if it exists.");
        Add(output);
        Add(schema);
        Add(force);
        SetAction(parse =>
        {
            string text = schema.IsGiven(parse) ? SweepFileSchema.Text : SweepFile.Example;
            if (output.Get(parse) is not { } path)
            {
                console.Report(text);
                return;
            }

            using AtomicFile file = AtomicFile.Create(path, force.IsGiven(parse));
            file.Append(Encoding.UTF8.GetBytes(text));
            file.Commit();
        });
    }
}
