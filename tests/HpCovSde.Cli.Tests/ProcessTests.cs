using System.Diagnostics;
using System.Runtime.Versioning;

namespace HpCovSde.Cli.Tests;

/// <summary>Exit codes, signals, streams and system limits, which need a process.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProcessTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "HpCovSde.Cli.dll");
    private static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Environment.ProcessPath!;

    [Theory]
    [InlineData("sample --replicas 16", 0)]
    [InlineData("sample --network resnet --logits 2 --replicas 16 --json", 0)]
    [InlineData("stability --activation softplus --a 1 --time 1", 0)]
    [InlineData("sample --width x", 2)]
    [InlineData("stability --network resnet", 2)]
    [InlineData("sde --network resnet --branch-scaling file:missing.csv", 4)]
    [InlineData("sample --gram missing.csv", 4)]
    public void The_exit_code_reaches_the_shell(string commandLine, int code)
    {
        (int actual, string output, string error) = Shell("exec \"$@\"", commandLine);

        Assert.Equal(code, actual);
        Assert.Equal(code == 0, error.Length == 0);
        Assert.DoesNotContain("\u001b", output + error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_a_run_in_one_line_without_a_partial_file(string signal)
    {
        using var folder = new Folder();
        using Process process = Start("exec \"$@\"", $"sample --width 1000 --depth 100000 --replicas 100000 --out {folder.File("v.npy")}");
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Assert.True(SpinWait.SpinUntil(() => folder.Files.Length > 0 || process.HasExited, TimeSpan.FromMinutes(1)));
        Assert.False(process.HasExited);
        using (Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.Equal((ExitCode.Interrupted, "", "hpcovsde: interrupted\n"), (process.ExitCode, await output, await error));
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void A_full_standard_output_is_an_output_error()
    {
        (int code, _, string error) = Shell("exec \"$@\" > /dev/full", "sample --replicas 16 --json");

        Assert.Equal(ExitCode.InputOutput, code);
        Assert.StartsWith("hpcovsde: standard output: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_file_that_cannot_grow_is_named_and_removed()
    {
        // 64 blocks of 512 bytes or of 1 KiB; the file would take 320 KB. The variable keeps the runtime from mapping code through a file.
        using var folder = new Folder();
        (int code, string output, string error) = Shell(
            "export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 64; exec \"$@\"",
            $"sample --replicas 10000 --depth 2 --out {folder.File("v.npy")}");

        Assert.Equal((ExitCode.InputOutput, ""), (code, output));
        Assert.StartsWith($"hpcovsde: {folder.File("v.npy")}: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void A_png_needs_the_converter()
    {
        using var folder = new Folder();
        (int code, _, string error) = Shell("export PATH=; exec \"$@\"", $"sample --replicas 16 --plot {folder.File("v.png")}");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--plot: ", error, StringComparison.Ordinal);
        Assert.Contains("rsvg-convert", error, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    [Theory]
    [InlineData("cat > /dev/null; printf picture", 0)]
    [InlineData("cat > /dev/null; echo broken >&2; exit 3", 4)]
    [InlineData("exit 3", 4)]
    public void A_png_is_written_only_if_the_converter_succeeds(string script, int code)
    {
        using var folder = new Folder();
        using var tools = new Folder();
        string converter = tools.Write("rsvg-convert", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(converter, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (int actual, _, string error) = Shell(
            $"PATH={tools.Path}:$PATH; export PATH; exec \"$@\"",
            $"sample --replicas 16 --plot {folder.File("v.png")} --out {folder.File("v.npy")}");

        Assert.Equal(code, actual);
        if (code == 0)
        {
            Assert.Equal(["v.npy", "v.npy.json", "v.png"], folder.Files);
            Assert.Equal("picture", File.ReadAllText(folder.File("v.png")));
        }
        else
        {
            Assert.Contains(folder.File("v.png"), error, StringComparison.Ordinal);
            Assert.Empty(folder.Files);
        }
    }

    internal static (int Code, string Output, string Error) Shell(string script, string commandLine)
    {
        using Process process = Start(script, commandLine);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
        return (process.ExitCode, output, error.Result);
    }

    private static Process Start(string script, string commandLine) => Process.Start(
        new ProcessStartInfo("/bin/sh", ["-c", script, "sh", Dotnet, Program, .. commandLine.Split(' ')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
