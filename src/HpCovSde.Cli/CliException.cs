using HpCovSde.Models;

namespace HpCovSde.Cli;

/// <summary>The exit codes of <c>hpcovsde</c>.</summary>
internal static class ExitCode
{
    internal const int Done = 0;
    internal const int Usage = 2;
    internal const int Numeric = 3;
    internal const int InputOutput = 4;
    internal const int NativeLibrary = 5;
    internal const int Internal = 70;
    internal const int Interrupted = 130;
    internal const int BrokenPipe = 141;
}

/// <summary>A failure that ends the command with one line on standard error.</summary>
internal sealed class CliException : Exception
{
    private CliException(int code, string message)
        : base(message) => Code = code;

    /// <summary>The exit code.</summary>
    internal int Code { get; }

    /// <summary>A value that is not allowed: the option, the value and what is allowed.</summary>
    internal static CliException Value(string option, string given, string allowed, IReadOnlyList<string>? names = null) =>
        new(ExitCode.Usage, $"{option}: {Refusal.NotAllowed(given, allowed, names)}");

    /// <summary>A command line that cannot be run.</summary>
    internal static CliException Usage(string message) => new(ExitCode.Usage, message);

    /// <summary>An argument that the library refused. The message leaves out the name of the parameter in C#.</summary>
    internal static CliException Usage(string subject, ArgumentException refusal) =>
        new(ExitCode.Usage, $"{subject}: {Refusal.Reason(refusal)}");

    /// <summary>A run without a usable result.</summary>
    internal static CliException Numeric(string message) => new(ExitCode.Numeric, message);

    /// <summary>A file or stream that failed.</summary>
    internal static CliException InputOutput(string message) => new(ExitCode.InputOutput, message);

    /// <summary>A native library that cannot be used.</summary>
    internal static CliException NativeLibrary(string message) => new(ExitCode.NativeLibrary, message);
}
