using HpCovSde.Cli.Options;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Commands;

/// <summary>What a command is asked to do, from a command line or from a JSON document.</summary>
/// <param name="Model">The fields of the model.</param>
/// <param name="Run">The fields of the run.</param>
/// <param name="NameOf">How the user knows a field, given by its name in JSON.</param>
internal sealed record Specification(ModelDocument Model, RunDocument Run, Func<string, string> NameOf)
{
    /// <summary>One that a command line fills.</summary>
    internal static Specification OfCommandLine() => new(new(), new(), OptionNames.Of);

    /// <summary>The model.</summary>
    /// <exception cref="CliException">It is refused.</exception>
    internal ModelSpec ReadModel() => Require(ModelSpec.Read(Model));

    /// <summary>What was asked for.</summary>
    /// <exception cref="CliException">It is refused.</exception>
    internal T Require<T>(Answer<T> answer)
        where T : class => answer.Value ?? throw CliException.Usage(answer.Refusal!.Text(NameOf));
}
