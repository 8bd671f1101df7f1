using System.CommandLine;
using System.CommandLine.Help;
using HpCovSde.Cli.Commands;
using HpCovSde.Cli.Commands.Sweeps;
using HpCovSde.Cli.Options;
using HpCovSde.Data;

namespace HpCovSde.Cli;

/// <summary>The program without its process: arguments in, text and an exit code out.</summary>
internal static class CliApplication
{
    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="console">The streams to write to.</param>
    /// <param name="cancellation">Stops the command. No partial files are left.</param>
    /// <returns>The exit code.</returns>
    internal static int Run(IReadOnlyList<string> args, CliConsole console, CancellationToken cancellation = default)
    {
        try
        {
            Execute(args, console, cancellation);
            console.Output.Flush();
            return ExitCode.Done;
        }
        catch (CliException failure)
        {
            return Fail(console, failure.Code, failure.Message);
        }
        catch (DataFileException failure)
        {
            return Fail(console, ExitCode.InputOutput, failure.Exists ? $"{failure.Message}; --force replaces it" : failure.Message);
        }
        catch (IOException failure) when (StandardStreams.IsBrokenPipe(failure))
        {
            // What a program gets that does not look: the reader knows that it has gone.
            return ExitCode.BrokenPipe;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Fail(console, ExitCode.InputOutput, $"standard output: {failure.Message}");
        }
        catch (Exception failure) when (failure is OutOfMemoryException or OverflowException)
        {
            return Fail(
                console,
                ExitCode.Usage,
                "the run does not fit into the memory of this machine; lower --width, --replicas, --threads or the number of inputs");
        }
        catch (ArgumentException refusal)
        {
            return Fail(console, ExitCode.Usage, CliException.Usage("the run", refusal).Message);
        }
        catch (OperationCanceledException)
        {
            console.FailInterrupted();
            return ExitCode.Interrupted;
        }
        catch (Exception failure)
        {
            return FailUnexpected(console, failure);
        }
    }

    /// <summary>Reports a failure that nothing has foreseen, and deletes the temporary files. Files that are whole stay.</summary>
    internal static int FailUnexpected(CliConsole console, Exception failure)
    {
        string place = failure.StackTrace?.Split('\n')[0].Trim() ?? "";
        return Fail(
            console,
            ExitCode.Internal,
            $"internal error: {failure.GetType().Name}: {failure.Message} {place}; please report this line with the command line");
    }

    private static void Execute(IReadOnlyList<string> args, CliConsole console, CancellationToken cancellation)
    {
        // To add a command about a model, add a line here.
        SpecCommand[] commands =
        [
            EnsembleCommand.Sample(console, cancellation),
            EnsembleCommand.Sde(console, cancellation),
            EnsembleCommand.Compare(console, cancellation),
            new KernelCommand(console, cancellation),
            new StabilityCommand(console, cancellation),
            new DesignCommand(console, cancellation),
            new CommuteCommand(console, cancellation),
            new LawCommand(console, cancellation),
        ];
        var root = new Command(
            "hpcovsde", "Random covariance matrices of deep networks at initialisation: finite networks and their limiting SDEs.")
        {
            new HelpOption(),
            new VersionOption(),
        };
        Command[] others = [new RunCommand(commands), new SweepCommand(console, cancellation), new InfoCommand(console)];
        foreach (Command command in (Command[])[.. commands, .. others])
        {
            root.Add(command);
        }

        // Words have one meaning: no @files, and -1 is a number.
        var configuration = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        if (Completion.TryWrite(args, root, configuration, console.Output))
        {
            return;
        }

        ParseResult parse = root.Parse(OptionsForWords(args), configuration);
        if (parse.Action is not HelpAction)
        {
            CommandLineCheck.ThrowIfInvalid(root, parse);
        }

        var invocation = new InvocationConfiguration
        {
            Output = console.Output,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
        };
        _ = parse.Invoke(invocation);
    }

    // "help" and "version" are what "--help" and "--version" are.
    private static IReadOnlyList<string> OptionsForWords(IReadOnlyList<string> args) => args switch
    {
        ["help", ..] => [.. args.Skip(1), "--help"],
        ["version", ..] => ["--version", .. args.Skip(1)],
        _ => args,
    };

    private static int Fail(CliConsole console, int code, string message)
    {
        console.Fail(message);
        return code;
    }
}
