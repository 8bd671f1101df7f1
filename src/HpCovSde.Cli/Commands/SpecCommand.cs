using System.CommandLine;
using HpCovSde.Cli.Files;
using HpCovSde.Cli.Options;
using HpCovSde.Cli.Reports;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Commands;

/// <summary>
/// A command about a model. It lists the fields that it takes. On the command line each field is an option; <c>run</c> reads the fields
/// from a document.
/// </summary>
internal abstract class SpecCommand : Command
{
    private readonly FieldOptions<ModelDocument> _model;
    private readonly FieldOptions<RunDocument> _run;
    private readonly OutputOptions _output;

    /// <param name="name">The name.</param>
    /// <param name="description">Help text.</param>
    /// <param name="isModelField">True for the fields of the model that the command takes.</param>
    /// <param name="runFields">The fields of the run that the command takes, in the order of the help.</param>
    /// <param name="help">Help texts by field that replace the usual ones.</param>
    /// <param name="output">The files that the command can write.</param>
    private protected SpecCommand(
        string name,
        string description,
        Predicate<string> isModelField,
        string[] runFields,
        Dictionary<string, string> help,
        OutputKinds output)
        : base(name, description)
    {
        _model = new(this, ModelDocument.Fields.Where(field => isModelField(field.Name)), help);
        _run = new(this, runFields.Select(taken => RunDocument.Fields.Single(field => field.Name == taken)), help);
        Outputs = output;
        _output = new(this, output);
        SetAction(parse =>
        {
            OutputSettings settings = _output.Read(parse);
            var specification = Specification.OfCommandLine(NoteWriter(parse, settings));
            _model.Read(parse, specification.Model);
            _run.Read(parse, specification.Run);
            Execute(specification, settings);
        });
    }

    /// <summary>The files that the command can write.</summary>
    internal OutputKinds Outputs { get; }

    /// <summary>Runs the command with the fields of a document.</summary>
    /// <exception cref="CliException">The document has a field that this command does not take, or it cannot be run.</exception>
    internal void ExecuteDocument(Specification specification, OutputSettings output)
    {
        _model.Check(specification.Model with { InputsCount = null }, ModelDocument.Fields, Name, specification.NameOf);
        _run.Check(specification.Run, RunDocument.Fields, Name, specification.NameOf);
        Execute(specification, output);
    }

    /// <summary>Writes notes to standard error, one line each; nothing if the command is to be quiet.</summary>
    internal static Action<string> NoteWriter(ParseResult parse, OutputSettings output) => note =>
    {
        if (output.Progress != ProgressMode.Quiet)
        {
            parse.InvocationConfiguration.Error.WriteLine($"hpcovsde: {note}");
        }
    };

    /// <summary>Runs the command.</summary>
    private protected abstract void Execute(Specification specification, OutputSettings output);

    /// <summary>The option of a field of the run.</summary>
    private protected Option RunOption(string field) => _run[field];
}
