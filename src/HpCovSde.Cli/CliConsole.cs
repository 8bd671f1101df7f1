using HpCovSde.Data;

namespace HpCovSde.Cli;

/// <summary>The streams that a command writes to.</summary>
/// <param name="Output">Results only.</param>
/// <param name="Error">One line per failure, and the progress bar.</param>
/// <param name="ErrorIsTerminal">Whether <paramref name="Error"/> is a terminal, so that a progress bar can be redrawn.</param>
internal sealed record CliConsole(TextWriter Output, TextWriter Error, bool ErrorIsTerminal)
{
    private const string EraseLine = "\r\e[K";
    private readonly Lock _lock = new();
    private bool _isInterrupted;

    /// <summary>The console of the process.</summary>
    internal static CliConsole System =>
        new(StandardStreams.OpenOutput(), StandardStreams.OpenError(), !Console.IsErrorRedirected);

    /// <summary>Writes the result of a command. Text of the user in it cannot control the terminal.</summary>
    internal void Report(string text) => Output.Write(VisibleText.Of(text, keepLines: true));

    /// <summary>Writes the line of a failure.</summary>
    internal void Fail(string message) => Error.WriteLine($"hpcovsde: {VisibleText.Of(message)}");

    /// <summary>Says that the command was interrupted: once, and it is written when this returns, whoever came first.</summary>
    internal void FailInterrupted()
    {
        lock (_lock)
        {
            if (!_isInterrupted)
            {
                Error.WriteLine($"{(ErrorIsTerminal ? EraseLine : "")}hpcovsde: interrupted");
                _isInterrupted = true;
            }
        }
    }
}
