using System.Diagnostics;
using System.Runtime.Versioning;

namespace HpCovSde.Cli.Tests;

/// <summary>Where outputs may go, and what is in the way.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OutputFileTests
{
    private static readonly string[] Short = ["sample", "--replicas", "4", "--depth", "2", "--width", "4"];

    [Theory]
    [InlineData(251, false)]
    [InlineData(250, true)]
    public void A_name_whose_document_has_a_name_that_is_too_long_is_refused_before_the_run(int length, bool isAllowed)
    {
        using var folder = new Folder();
        string name = $"{new string('v', length - 4)}.npy";

        CliRun run = CliRun.Of([.. Short, "--out", folder.File(name)]);

        Assert.Equal(isAllowed ? ExitCode.Done : ExitCode.InputOutput, run.Code);
        Assert.Equal(!isAllowed, run.Error.EndsWith(".npy.json: the name is too long for the file system\n", StringComparison.Ordinal));
        Assert.Equal(isAllowed ? 2 : 0, folder.Files.Length);
    }

    [Fact]
    public void Force_keeps_the_permissions_of_the_file_that_it_replaces()
    {
        using var folder = new Folder();
        string path = folder.Write("v.npy", "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _ = CliRun.Succeed([.. Short, "--out", path, "--force"]);

        Assert.Equal([4, 2, 2], NpyArray.Read(path).Shape);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Force_refuses_a_pipe()
    {
        using var folder = new Folder();
        using (var make = Process.Start("mkfifo", [folder.File("v.npy")]))
        {
            make.WaitForExit();
        }

        CliRun run = CliRun.Of([.. Short, "--out", folder.File("v.npy"), "--force"]);

        Assert.Equal((ExitCode.InputOutput, $"hpcovsde: {folder.File("v.npy")}: is a pipe, not a regular file\n"), (run.Code, run.Error));
        Assert.Equal(["v.npy"], folder.Files);
    }

    [Fact]
    public void Force_refuses_a_link_to_a_device()
    {
        using var folder = new Folder();
        _ = File.CreateSymbolicLink(folder.File("v.npy"), "/dev/null");
        CliRun run = CliRun.Of([.. Short, "--out", folder.File("v.npy"), "--force"]);

        Assert.Equal(ExitCode.InputOutput, run.Code);
        Assert.Contains("is not a location for regular files", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists("/dev/null"));
    }

    [Fact]
    public void Shared_memory_is_a_place_for_files()
    {
        if (!Directory.Exists("/dev/shm"))
        {
            return;
        }

        string path = $"/dev/shm/hpcovsde-{Guid.NewGuid():N}.npy";
        try
        {
            _ = CliRun.Succeed([.. Short, "--out", path]);
            Assert.Equal([4, 2, 2], NpyArray.Read(path).Shape);
        }
        finally
        {
            File.Delete(path);
            File.Delete($"{path}.json");
        }
    }

    [Theory]
    [InlineData("\u001b[31m", "\\x1b[31m")]
    [InlineData("\u202ecsv", "\\u202ecsv")]
    [InlineData("\u009b31m", "\\x9b31m")]
    [InlineData("a\u2028b", "a\\u2028b")]
    [InlineData("\U000e0041", "\\udb40\\udc41")]
    public void Characters_that_control_a_terminal_are_escaped_in_every_output(string name, string visible)
    {
        using var folder = new Folder();
        string path = folder.Write($"{name}.csv", "1,0.1\n0.1,1\n");
        string[] start = ["--gram", path];
        string[] outputs =
        [
            CliRun.Of("sample", "--gram", folder.File($"{name}.no")).Error,
            CliRun.Of(name).Error,
            CliRun.Of("sample", $"--{name}").Error,
            CliRun.Of("sample", "--width", name).Error,
            CliRun.Of("run", folder.File($"{name}.json")).Error,
            CliRun.Of("sample", "--out", folder.File($"{name}/v.npy")).Error,
            CliRun.Succeed([.. Short, .. start]),
            CliRun.Succeed(["kernel", "--depth", "2", .. start]),
            CliRun.Succeed(["stability", "--activation", "tanh", "--a", "1", .. start]),
            CliRun.Succeed(["commute", "--replicas", "2", "--widths", "2", "--depths", "2", .. start]),
        ];
        string[] documents =
        [
            CliRun.Succeed([.. Short, .. start, "--json"]),
            CliRun.Succeed(["kernel", "--depth", "2", .. start, "--json"]),
            CliRun.Succeed(["stability", "--activation", "tanh", "--a", "1", .. start, "--json"]),
            CliRun.Succeed(["commute", "--replicas", "2", "--widths", "2", "--depths", "2", .. start, "--json"]),
        ];

        Assert.All(outputs, output => Assert.Contains(visible, output, StringComparison.Ordinal));
        Assert.All(outputs.Concat(documents), output => Assert.DoesNotContain(name, output, StringComparison.Ordinal));
        Assert.All(documents, document =>
        {
            using var json = System.Text.Json.JsonDocument.Parse(document);
            Assert.Equal(path, json.RootElement.GetProperty("model").GetProperty("gram").GetString());
        });
    }

    [Fact]
    public void A_failure_that_nothing_has_foreseen_is_one_line_and_leaves_whole_files()
    {
        using var folder = new Folder();
        using var output = new BrokenWriter();
        using var error = new StringWriter();
        int code = CliApplication.Run([.. Short, "--out", folder.File("v.npy")], new CliConsole(output, error, ErrorIsTerminal: false));

        Assert.Equal(ExitCode.Internal, code);
        Assert.Matches(
            @"^hpcovsde: internal error: InvalidOperationException: broken\\x0aat two lines at .*; please report .*\n$", error.ToString());
        Assert.Equal(["v.npy", "v.npy.json"], folder.Files);
        Assert.Equal([4, 2, 2], NpyArray.Read(folder.File("v.npy")).Shape);
    }

    private sealed class BrokenWriter : StringWriter
    {
        public override void Write(string? value) => throw new InvalidOperationException("broken\nat two lines");
    }
}
