using System.ComponentModel;
using System.Diagnostics;

namespace HpCovSde.TestSupport;

/// <summary>The programs that some tests call; .ci/run installs them.</summary>
public static class ExternalTool
{
    /// <summary>A Python 3 that can import NumPy.</summary>
    public const string PythonWithNumPy = "python3 with numpy";

    /// <summary>The SVG renderer of librsvg.</summary>
    public const string RsvgConvert = "rsvg-convert";

    /// <summary>The program of util-linux that gives up capabilities.</summary>
    public const string SetPrivileges = "setpriv";

    /// <summary>The command that starts the tool; null if this machine has none.</summary>
    public static string? Find(string tool) => tool switch
    {
        // The first python3 on the path may lack NumPy although the distribution's own has it.
        PythonWithNumPy => Array.Find(["python3", "/usr/bin/python3"], python => Succeeds(python, "-c", "import numpy")),
        RsvgConvert => Succeeds(RsvgConvert, "--version") ? RsvgConvert : null,
        SetPrivileges => Succeeds(SetPrivileges, "--version") ? SetPrivileges : null,
        _ => throw new ArgumentException($"'{tool}' is not one of the tools that tests call.", nameof(tool)),
    };

    /// <summary>The command that starts the tool.</summary>
    /// <exception cref="InvalidOperationException">This machine has none.</exception>
    public static string Require(string tool) =>
        Find(tool) ?? throw new InvalidOperationException($"This test needs {tool}, which this machine does not have.");

    private static bool Succeeds(string command, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
