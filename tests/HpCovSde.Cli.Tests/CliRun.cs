namespace HpCovSde.Cli.Tests;

/// <summary>One run of the command line within this process.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    internal static CliRun Of(params string[] args) => Of(args, default);

    internal static CliRun Of(string[] args, CancellationToken cancellation)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = CliApplication.Run(args, new CliConsole(output, error, ErrorIsTerminal: false), cancellation);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line that must succeed, and returns its output.</summary>
    internal static string Succeed(params string[] args)
    {
        CliRun run = Of(args);
        Assert.Equal(("", ExitCode.Done), (run.Error, run.Code));
        return run.Output;
    }

    /// <summary>Runs a command line given as one text with spaces between words.</summary>
    internal static string Succeed(string commandLine) => Succeed(commandLine.Split(' '));
}
