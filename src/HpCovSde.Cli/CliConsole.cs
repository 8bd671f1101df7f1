namespace HpCovSde.Cli;

/// <summary>The streams that a command writes to.</summary>
/// <param name="Output">Results only.</param>
/// <param name="Error">One line per failure, and the progress bar.</param>
/// <param name="ErrorIsTerminal">Whether <paramref name="Error"/> is a terminal, so that a progress bar can be redrawn.</param>
internal sealed record CliConsole(TextWriter Output, TextWriter Error, bool ErrorIsTerminal)
{
    /// <summary>The console of the process.</summary>
    internal static CliConsole System => new(Console.Out, Console.Error, !Console.IsErrorRedirected);
}
