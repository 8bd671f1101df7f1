using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace HpCovSde.Cli.Tests;

/// <summary>The command line in a process of its own, started by a shell script in which <c>"$@"</c> is the command.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class CliProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "HpCovSde.Cli.dll");
    private static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Environment.ProcessPath!;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private CliProcess(string script, IEnumerable<string> args)
    {
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script, "sh", Dotnet, Program, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    /// <summary>Starts a command that replaces the shell, so that signals reach it.</summary>
    internal static CliProcess Start(params string[] args) => new("exec \"$@\"", args);

    /// <summary>Starts a script.</summary>
    internal static CliProcess StartWith(string script, params string[] args) => new(script, args);

    /// <summary>Runs a command in a script until its end.</summary>
    internal static (int Code, string Output, string Error) Run(string script, params string[] args)
    {
        using var process = new CliProcess(script, args);
        return process.Wait(TimeSpan.FromMinutes(1));
    }

    /// <summary>Waits until the command handles signals. Before, they end the runtime, which has done nothing yet.</summary>
    internal void WaitUntilItHandlesSignals()
    {
        // The command registers SIGHUP last; the runtime alone does not handle it.
        const ulong HangUp = 1;
        Assert.True(SpinWait.SpinUntil(() => (Caught() & HangUp) != 0 || HasExited, TimeSpan.FromMinutes(1)));
    }

    internal void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    internal (int Code, string Output, string Error) Wait(TimeSpan atMost)
    {
        if (!_process.WaitForExit(atMost))
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"The process did not end within {atMost.TotalSeconds} s.");
        }

        return (_process.ExitCode, _output.Result, _error.Result);
    }

    public void Dispose()
    {
        if (!HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private ulong Caught()
    {
        const string Field = "SigCgt:";
        try
        {
            string line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(Field, StringComparison.Ordinal));
            return ulong.Parse(line[Field.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException)
        {
            return 0;
        }
    }
}
