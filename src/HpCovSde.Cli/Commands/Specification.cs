using HpCovSde.Cli.Options;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Commands;

/// <summary>The task of a command, from a command line or a JSON document.</summary>
/// <param name="Model">The fields of the model.</param>
/// <param name="Run">The fields of the run.</param>
/// <param name="NameOf">The name that the user knows a field by, given its name in JSON.</param>
internal sealed record Specification(ModelDocument Model, RunDocument Run, Func<string, string> NameOf)
{
    /// <summary>An empty specification, to be filled from a command line.</summary>
    internal static Specification OfCommandLine() => new(new(), new(), OptionNames.Of);

    /// <summary>The model.</summary>
    /// <exception cref="CliException">The model is refused.</exception>
    internal ModelSpec ReadModel() => Require(ModelSpec.Read(Model));

    /// <summary>The value of an answer.</summary>
    /// <exception cref="CliException">The answer is a refusal.</exception>
    internal T Require<T>(Answer<T> answer)
        where T : class => answer.Value ?? throw CliException.Usage(answer.Refusal!.Text(NameOf));
}
