namespace HpCovSde.Cli;

/// <summary>Where a command writes.</summary>
/// <param name="Output">Results and nothing else.</param>
/// <param name="Error">One line per failure; the progress bar.</param>
/// <param name="ErrorIsTerminal">Whether a progress bar can be seen and redrawn.</param>
internal sealed record CliConsole(TextWriter Output, TextWriter Error, bool ErrorIsTerminal)
{
    /// <summary>The console of the process.</summary>
    internal static CliConsole System => new(Console.Out, Console.Error, !Console.IsErrorRedirected);
}
