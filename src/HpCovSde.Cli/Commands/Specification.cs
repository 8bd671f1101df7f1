using HpCovSde.Cli.Options;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Commands;

/// <summary>The task of a command, from a command line or a JSON document.</summary>
/// <param name="Model">The fields of the model.</param>
/// <param name="Run">The fields of the run.</param>
/// <param name="NameOf">The name that the user knows a field by, given its name in JSON.</param>
/// <param name="Note">Takes what the user should know although it is no error.</param>
internal sealed record Specification(ModelDocument Model, RunDocument Run, Func<string, string> NameOf, Action<string> Note)
{
    /// <summary>An empty specification, to be filled from a command line.</summary>
    internal static Specification OfCommandLine(Action<string> note) => new(new(), new(), OptionNames.Of, note);

    /// <summary>The model.</summary>
    /// <exception cref="CliException">The model is refused.</exception>
    internal ModelSpec ReadModel()
    {
        ModelSpec model = Require(ModelSpec.Read(Model));
        foreach (string note in model.Notes)
        {
            Note(note);
        }

        if (Speed.Warning is { } warning)
        {
            Note(warning);
        }

        return model;
    }

    /// <summary>The value of an answer.</summary>
    /// <exception cref="CliException">The answer is a refusal.</exception>
    internal T Require<T>(Answer<T> answer)
        where T : class => answer.Value ?? throw CliException.Usage(answer.Refusal!.Text(NameOf));
}
