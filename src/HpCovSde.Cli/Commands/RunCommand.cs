using System.CommandLine;
using HpCovSde.Cli.Files;
using HpCovSde.Cli.Options;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Commands;

/// <summary><c>run</c>: runs a JSON document that the tool or a person has written.</summary>
internal sealed class RunCommand : Command
{
    private readonly IReadOnlyList<SpecCommand> _commands;
    private readonly Argument<string[]> _path = new("SPEC.json") { Arity = ArgumentArity.ZeroOrMore, Description = "The JSON document." };
    private readonly FieldOptions<RunDocument> _threads;
    private readonly OutputOptions _output;

    /// <param name="commands">The commands that a document can name.</param>
    internal RunCommand(IReadOnlyList<SpecCommand> commands)
        : base(
            "run",
            "Runs a JSON document. A document that --json or --out has written gives the same bits again.")
    {
        _commands = commands;
        Add(_path);
        _threads = new(this, RunDocument.Fields.Where(field => field.Name == "threads"));
        _output = new(this, new(
            "Writes the same numbers as --out of the document's command, .npz, .npy or .csv.",
            "Plots the same figure as --plot of the document's command"));
        SetAction(Execute);
    }

    private void Execute(ParseResult parse)
    {
        string path = parse.GetValue(_path) is [{ } only]
            ? only
            : throw CliException.Usage("run: one argument is needed, the name of a .json file");
        OutputSettings output = _output.Read(parse);
        SpecDocument document = SpecDocument.Parse(DocumentFile.Read(path), path);
        string name = document.Command ?? throw CliException.Usage($"{path}: command is missing; allowed: {Names}");
        SpecCommand command = _commands.SingleOrDefault(command => command.Name == name)
            ?? throw CliException.Usage($"{path}: command: {Refusal.Quote(name)} is not allowed; allowed: {Names}");
        CheckOutput(command, output);
        var specification = new Specification(
            document.Model ?? new(), document.Run ?? new(), field => $"{path}: {NameOf(field)}", SpecCommand.NoteWriter(parse, output));
        _threads.Read(parse, specification.Run);
        command.ExecuteDocument(specification, output);
    }

    private string Names => string.Join(", ", _commands.Select(command => command.Name));

    private static string NameOf(string field) =>
        ModelDocument.Fields.Any(known => known.Name == field) || field == "start" ? $"model.{field}" : $"run.{field}";

    private static void CheckOutput(SpecCommand command, OutputSettings output)
    {
        if (output.DataPath is { } path && command.Outputs.Files is null)
        {
            throw CliException.Usage($"--out: {Refusal.Quote(path)} given with a document of {command.Name}, which writes no file");
        }

        if (output.PlotPath is { } plot && command.Outputs.Plot is null)
        {
            throw CliException.Usage($"--plot: {Refusal.Quote(plot)} given with a document of {command.Name}, which has no figure");
        }
    }
}
