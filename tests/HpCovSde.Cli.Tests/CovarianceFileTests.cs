using System.Globalization;
using System.Text.Json;

namespace HpCovSde.Cli.Tests;

/// <summary>The files of covariances.</summary>
public sealed class CovarianceFileTests
{
    private const string Shaped = "--c-plus 0 --c-minus -1 --width 30 --depth 12";

    private static readonly int[] ThreadCounts = [1, 2, 3, 7];

    // The routes of the engine: wide (2 and 3 inputs), blocked (18), explicit weights, and the integrations of the limit.
    public static TheoryData<string, string> Engines
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string precision in new[] { "double", "single" })
            {
                data.Add($"sample {Shaped}", precision);
                data.Add($"sample {Shaped} --gram GRAM3", precision);
                data.Add($"sample {Shaped} --gram GRAM18", precision);
                data.Add($"sample {Shaped} --weights explicit", precision);
                data.Add($"sde {Shaped} --step 0.1", precision);
                data.Add($"sde {Shaped} --step 0.1 --gram GRAM3", precision);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Bytes_do_not_depend_on_threads(string command, string precision)
    {
        using var folder = new Folder();
        string[] args = [.. Arguments(folder, command), "--precision", precision, "--replicas", "50", "--record-every", "2"];
        byte[][] files =
        [
            .. ThreadCounts.Select(threads =>
            {
                string path = folder.File($"{threads}.npy");
                _ = CliRun.Succeed([.. args, "--threads", $"{threads}", "--out", path]);
                return File.ReadAllBytes(path);
            }),
        ];

        Assert.All(files[1..], file => Assert.Equal(files[0], file));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void More_replicas_do_not_change_the_first_ones(string command, string precision)
    {
        using var folder = new Folder();
        string[] args = [.. Arguments(folder, command), "--precision", precision];
        _ = CliRun.Succeed([.. args, "--replicas", "11", "--out", folder.File("few.npy")]);
        _ = CliRun.Succeed([.. args, "--replicas", "40", "--out", folder.File("many.npy")]);

        double[] few = NpyArray.Read(folder.File("few.npy")).Values;
        double[] many = NpyArray.Read(folder.File("many.npy")).Values;

        Assert.Equal(few, many[..few.Length]);
        Assert.Equal(few.Length / 11 * 40, many.Length);
    }

    [Fact]
    public void The_results_are_the_statistics_of_the_covariances_in_the_file()
    {
        using var folder = new Folder();
        string json = CliRun.Succeed(["sample", .. Shaped.Split(' '), "--replicas", "100", "--json", "--out", folder.File("v.npy")]);
        Assert.Equal(json, File.ReadAllText(folder.File("v.npy.json")));
        NpyArray array = NpyArray.Read(folder.File("v.npy"));

        Assert.Equal([100, 2, 2], array.Shape);
        double mean = Enumerable.Range(0, 100).Average(replica => array.Values[(4 * replica) + 1]);
        double reported = JsonDocument.Parse(json).RootElement.GetProperty("results").GetProperty("V[1,2]").GetProperty("mean").GetDouble();
        Assert.Equal(mean, reported, 1e-14);
        Assert.All(Enumerable.Range(0, 100), replica => Assert.Equal(array.Values[(4 * replica) + 1], array.Values[(4 * replica) + 2]));
    }

    [Fact]
    public void Records_are_the_first_axis_and_the_last_one_is_the_end()
    {
        using var folder = new Folder();
        string[] command = ["sample", .. Shaped.Split(' '), "--replicas", "9"];
        _ = CliRun.Succeed([.. command, "--record-every", "5", "--out", folder.File("path.npy")]);
        _ = CliRun.Succeed([.. command, "--out", folder.File("end.npy")]);
        NpyArray path = NpyArray.Read(folder.File("path.npy"));
        NpyArray end = NpyArray.Read(folder.File("end.npy"));

        // Layers 5, 10 and 12.
        Assert.Equal([3, 9, 2, 2], path.Shape);
        Assert.Equal(end.Values, path.Values[^end.Values.Length..]);
        Assert.NotEqual(end.Values, path.Values[..end.Values.Length]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Text_has_the_numbers_of_the_binary_file(int recordEvery)
    {
        using var folder = new Folder();
        string[] command =
            ["sample", .. Shaped.Split(' '), "--replicas", "9", .. recordEvery > 0 ? new[] { "--record-every", $"{recordEvery}" } : []];
        _ = CliRun.Succeed([.. command, "--out", folder.File("v.npy")]);
        _ = CliRun.Succeed([.. command, "--out", folder.File("v.csv")]);
        string[] lines = File.ReadAllLines(folder.File("v.csv"));
        int labels = recordEvery > 0 ? 3 : 1;

        Assert.StartsWith(recordEvery > 0 ? "step,time,replica," : "replica,", lines[0], StringComparison.Ordinal);
        IEnumerable<string> fields = lines[1..].SelectMany(line => line.Split(',')[labels..]);
        double[] values = [.. fields.Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
        Assert.Equal(NpyArray.Read(folder.File("v.npy")).Values, values);
        Assert.StartsWith(recordEvery > 0 ? "12,0.4,9," : "9,", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_writes_a_file_for_each_side()
    {
        using var folder = new Folder();
        string[] options = [.. Shaped.Split(' '), "--replicas", "9", "--out"];
        _ = CliRun.Succeed(["compare", .. options, folder.File("v.npy")]);
        Assert.Equal(["v.finite.npy", "v.limit.npy", "v.npy.json"], folder.Files);
        _ = CliRun.Succeed(["sample", .. options, folder.File("sample.npy")]);
        _ = CliRun.Succeed(["sde", .. options, folder.File("sde.npy")]);

        Assert.Equal(File.ReadAllBytes(folder.File("sample.npy")), File.ReadAllBytes(folder.File("v.finite.npy")));
        Assert.Equal(File.ReadAllBytes(folder.File("sde.npy")), File.ReadAllBytes(folder.File("v.limit.npy")));
    }

    [Fact]
    public void An_existing_file_is_replaced_only_with_force()
    {
        using var folder = new Folder();
        string path = folder.Write("v.npy", "precious");
        string[] command = ["sample", .. Shaped.Split(' '), "--replicas", "9", "--out", path];

        Assert.Equal(ExitCode.InputOutput, CliRun.Of(command).Code);
        Assert.Equal("precious", File.ReadAllText(path));
        _ = CliRun.Succeed([.. command, "--force"]);
        Assert.Equal([9, 2, 2], NpyArray.Read(path).Shape);
    }

    [Fact]
    public void A_cancelled_run_leaves_the_old_file_and_no_new_one()
    {
        using var folder = new Folder();
        string path = folder.Write("v.npy", "precious");
        CliRun run = CliRun.Of(["sample", "--out", path, "--force"], new CancellationToken(canceled: true));

        Assert.Equal((ExitCode.Interrupted, "", "hpcovsde: interrupted\n"), (run.Code, run.Output, run.Error));
        Assert.Equal("precious", File.ReadAllText(path));
        Assert.Equal(["v.npy"], folder.Files);
    }

    private static string[] Arguments(Folder folder, string command)
    {
        string Gram(int m) => folder.Write(
            $"gram{m}.csv",
            string.Join(
                '\n', Enumerable.Range(0, m).Select(a => string.Join(',', Enumerable.Range(0, m).Select(b => a == b ? "1" : "0.25")))));
        return [.. command.Split(' ').Select(arg => arg == "GRAM3" ? Gram(3) : arg == "GRAM18" ? Gram(18) : arg)];
    }
}
