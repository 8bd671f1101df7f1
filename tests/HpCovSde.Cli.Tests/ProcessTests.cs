using System.Runtime.Versioning;
using HpCovSde.TestSupport;

namespace HpCovSde.Cli.Tests;

/// <summary>Exit codes, signals, streams and system limits, which need a process.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProcessTests
{
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
    [InlineData(">&-", "info", 4, "hpcovsde: standard output: it is closed\n")]
    [InlineData(">&-", "sample --replicas 16", 4, "hpcovsde: standard output: it is closed\n")]
    [InlineData(">&-", "sample --width x", 2, "hpcovsde: --width: ")]
    [InlineData("2>&-", "info", 0, "")]
    [InlineData("2>&-", "sample --width x", 2, "")]
    [InlineData(">&- 2>&-", "info", 4, "")]
    [InlineData("<&- >&- 2>&-", "sample --replicas 16", 4, "")]
    [InlineData("<&-", "sample --replicas 16", 0, "")]
    [InlineData("1</dev/null", "info", 4, "hpcovsde: standard output: ")]
    public void A_closed_stream_has_an_exit_code_and_no_trace(string redirection, string commandLine, int code, string error)
    {
        (int actual, _, string message) = Shell($"exec \"$@\" {redirection}", commandLine);

        Assert.Equal(code, actual);
        Assert.StartsWith(error, message, StringComparison.Ordinal);
        Assert.Equal(error.Length == 0 ? 0 : 1, message.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("sample --replicas 16 --json")]
    [InlineData("sample --replicas 16")]
    [InlineData("kernel --json")]
    [InlineData("stability --activation tanh --a 1")]
    [InlineData("commute --replicas 2 --widths 2 --depths 2")]
    [InlineData("info --json")]
    [InlineData("--help")]
    [InlineData("--version")]
    public void A_reader_that_has_gone_is_not_success(string commandLine)
    {
        // The status of the command, not of the pipe; the reader has gone before the command starts.
        (int code, string output, string error) = Shell(
            "{ sleep 0.3; \"$@\"; echo \"code $?\" >&2; } | true", commandLine);

        Assert.Equal((0, "", "code 141\n"), (code, output, error));
    }

    [Fact]
    public void Two_commands_can_write_to_one_file()
    {
        using var folder = new Folder();
        (int code, _, _) = Shell($"{{ \"$@\"; \"$@\"; }} > {folder.File("o")}", "--version");

        string[] lines = File.ReadAllLines(folder.File("o"));
        Assert.Equal((0, 2), (code, lines.Length));
        Assert.Equal(lines[0], lines[1]);
    }

    [RequiresToolFact(ExternalTool.SetPrivileges)]
    public void A_folder_that_turns_read_only_is_an_output_error()
    {
        // Root gives up its capability to write anywhere.
        using var folder = new Folder();
        string script = string.Join('\n', [
            $"(while [ $(ls -A {folder.Path} | grep -c hpcovsde) -lt 2 ]; do sleep 0.02; done; chmod 555 {folder.Path}) &",
            "drop=; [ $(id -u) = 0 ] && drop='setpriv --bounding-set=-dac_override,-dac_read_search'",
            "$drop \"$@\"; code=$?",
            $"chmod 755 {folder.Path}; exit $code",
        ]);
        (int code, string output, string error) = Shell(
            script, $"sample --width 100 --depth 20000 --replicas 128 --out {folder.File("v.npy")}");

        Assert.Equal((ExitCode.InputOutput, ""), (code, output));
        Assert.StartsWith($"hpcovsde: {folder.File("v.npy")}: access is denied", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    // A limit of 64 KB on files, in a shell with larger blocks 128 KB: what is written before the named file fits, that file does not.
    [Theory]
    [InlineData("compare --c-plus 0 --c-minus -1 --replicas 16 --depth 100 --record-every 1 --out @/v.npy", "v.npy.json")]
    [InlineData("kernel --depth 700 --record-every 1 --out @/k.npz --plot @/k.svg", "k.npz")]
    public void Nothing_is_left_if_one_of_several_files_cannot_be_written(string commandLine, string file)
    {
        using var folder = new Folder();
        (int code, _, string error) = Shell(
            "export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 128; exec \"$@\"",
            commandLine.Replace("@", folder.Path, StringComparison.Ordinal));

        Assert.Equal(ExitCode.InputOutput, code);
        Assert.StartsWith($"hpcovsde: {folder.File(file)}: ", error, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    [Theory]
    [InlineData("sample --replicas 9300000")]
    [InlineData("sample --replicas 9300000 --inputs-count 1")]
    [InlineData("compare --replicas 2000000 --c-plus 0 --c-minus -1")]
    [InlineData("sample --replicas 1000000 --record-every 10 --out v.csv")]
    [InlineData("kernel --depth 2147483647 --record-every 1 --json")]
    [InlineData("sample --network resnet --depth 100000000")]
    [InlineData("commute --network resnet --depths 100000000 --widths 2")]
    public void A_run_that_does_not_fit_is_refused_with_what_it_takes_and_what_can_be_used(string commandLine)
    {
        (int code, string output, string error) = Shell("export DOTNET_GCHeapHardLimit=0x11E1A300; exec \"$@\"", commandLine);

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Matches(@"takes [0-9,.]+ GB of memory \(.*\), and 0\.22 GB can be used", error);
    }

    [Theory]
    [InlineData("sample --replicas 1200000 --depth 2")]
    [InlineData("sample --replicas 3000000 --depth 2 --inputs-count 1")]
    [InlineData("compare --replicas 500000 --depth 2 --c-plus 0 --c-minus -1")]
    [InlineData("kernel --depth 40000 --record-every 1 --json")]
    public void A_run_that_nearly_needs_all_the_memory_works(string commandLine)
    {
        (int code, _, string error) = Shell("export DOTNET_GCHeapHardLimit=0x11E1A300; exec \"$@\"", commandLine);

        Assert.Equal((0, ""), (code, error));
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
    [InlineData("sample --replicas 16", "cat > /dev/null; printf picture", 0)]
    [InlineData("sample --replicas 16", "cat > /dev/null; echo broken >&2; exit 3", 4)]
    [InlineData("compare --c-plus 0 --c-minus -1 --replicas 16", "exit 3", 4)]
    [InlineData("kernel --depth 3", "cat > /dev/null; printf picture", 0)]
    [InlineData("kernel --depth 3", "exit 3", 4)]
    [InlineData("kernel --depth 3 --record-every 1", "cat > /dev/null; exit 3", 4)]
    public void A_png_is_written_only_if_the_converter_succeeds_and_the_other_files_with_it(string commandLine, string script, int code)
    {
        using var folder = new Folder();
        using var tools = new Folder();
        string converter = tools.Write("rsvg-convert", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(converter, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (int actual, _, string error) = Shell(
            $"PATH={tools.Path}:$PATH; export PATH; exec \"$@\"",
            $"{commandLine} --plot {folder.File("v.png")} --out {folder.File("v.npz")}");

        Assert.Equal(code, actual);
        if (code == 0)
        {
            Assert.Equal(["v.npz", "v.npz.json", "v.png"], folder.Files);
            Assert.Equal("picture", File.ReadAllText(folder.File("v.png")));
        }
        else
        {
            Assert.Contains(folder.File("v.png"), error, StringComparison.Ordinal);
            Assert.Empty(folder.Files);
        }
    }

    internal static (int Code, string Output, string Error) Shell(string script, string commandLine) =>
        CliProcess.Run(script, commandLine.Split(' '));
}
