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
    [InlineData("cat {0}/v.npy | \"$@\" --gram -", "3 inputs", "")]
    [InlineData("cat {0}/v.npz | \"$@\" --gram -", "3 inputs", "")]
    [InlineData("cat {0}/v.csv | \"$@\" --gram -", "3 inputs", "standard input: header skipped: a, b, c")]
    [InlineData("cat {0}/v.csv | \"$@\" --inputs /dev/stdin", "3 inputs", "/dev/stdin: header skipped: a, b, c")]
    [InlineData("mkfifo {0}/p; cat {0}/v.csv > {0}/p & \"$@\" --gram {0}/p", "3 inputs", "p: header skipped: a, b, c")]
    [InlineData("printf 1,2 | \"$@\" --gram -", null, "standard input: the matrix has 1 row and 2 columns")]
    [InlineData("\"$@\" --gram - < /dev/null", null, "standard input: the file has no row of numbers")]
    [InlineData("\"$@\" --gram - < /dev/zero", null, "standard input: is not text: line 1 has a byte 0")]
    [InlineData("ln -s /dev/zero {0}/z.csv; \"$@\" --gram {0}/z.csv", null, "z.csv: is not text: line 1 has a byte 0")]
    public void Standard_input_and_pipes_are_read_as_what_they_are(string script, string? expected, string error)
    {
        using var folder = new Folder();
        _ = folder.Write("v.csv", "a,b,c\n1,.5,0\n.5,1,0\n0,0,1\n");
        _ = CliRun.Of("kernel", "--depth", "1", "--gram", folder.File("v.csv"), "--out", folder.File("v.npy"));
        using (System.IO.Compression.ZipArchive zip = System.IO.Compression.ZipFile.Open(
            folder.File("v.npz"), System.IO.Compression.ZipArchiveMode.Create))
        {
            _ = System.IO.Compression.ZipFileExtensions.CreateEntryFromFile(zip, folder.File("v.npy"), "v.npy");
        }

        (int code, string output, string actual) = Shell(
            script.Replace("{0}", folder.Path, StringComparison.Ordinal), "sample --replicas 16 --depth 2 --json");

        Assert.Equal(expected is null ? ExitCode.InputOutput : ExitCode.Done, code);
        Assert.Contains(error, actual, StringComparison.Ordinal);
        if (expected is not null)
        {
            // What came through a pipe is in the document, so that it can be run again.
            string spec = folder.Write("spec.json", output);
            Assert.Contains($"; {expected}\n", CliRun.Succeed("run", spec), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX2", "about 13 times as long")]
    [InlineData("DOTNET_EnableHWIntrinsic", "about 30 times as long")]
    public void A_run_on_a_slow_processor_says_so_once(string variable, string expected)
    {
        (int code, _, string error) = Shell($"export {variable}=0; exec \"$@\"", "compare --c-plus 0 --c-minus -1 --replicas 8 --depth 2");
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains(expected, error.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
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
