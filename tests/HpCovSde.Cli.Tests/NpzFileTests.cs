using System.Diagnostics;
using HpCovSde.TestSupport;

namespace HpCovSde.Cli.Tests;

/// <summary>.npz files have all that a run keeps.</summary>
public sealed class NpzFileTests
{
    private static readonly int[] ThreadCounts = [1, 3];

    [Theory]
    [InlineData("sample --c-plus 0 --c-minus -1")]
    [InlineData("sample --c-plus 0 --c-minus -1 --record-every 5 --logits 3 --first-replica 7")]
    [InlineData("sde --activation softplus --a 1 --step 0.1 --record-every 4 --record-start")]
    [InlineData("sample --network resnet --precision single")]
    public void The_arrays_do_not_depend_on_threads_and_V_and_logits_are_those_of_the_other_files(string commandLine)
    {
        using var folder = new Folder();
        string[] args = [.. commandLine.Split(' '), "--width", "20", "--depth", "12", "--replicas", "30"];
        byte[][] files =
        [
            .. ThreadCounts.Select(threads =>
            {
                _ = CliRun.Succeed([.. args, "--threads", $"{threads}", "--out", folder.File($"{threads}.npz")]);
                return File.ReadAllBytes(folder.File($"{threads}.npz"));
            }),
        ];
        Assert.Equal(files[0], files[1]);

        _ = CliRun.Succeed([.. args, "--out", folder.File("v.npy")]);
        NpyArray v = Entry(folder, "1.npz", "V");
        NpyArray expected = NpyArray.Read(folder.File("v.npy"));
        Assert.Equal(expected.Shape, v.Shape);
        Assert.Equal(expected.Values, v.Values);
        if (commandLine.Contains("logits", StringComparison.Ordinal))
        {
            NpyArray logits = Entry(folder, "1.npz", "logits");
            NpyArray written = NpyArray.Read(folder.File("v.logits.npy"));
            Assert.Equal(written.Shape, logits.Shape);
            Assert.Equal(written.Values, logits.Values);
        }

        _ = CliRun.Succeed("run", folder.File("1.npz.json"), "--out", folder.File("again.npz"));
        Assert.Equal(files[0], File.ReadAllBytes(folder.File("again.npz")));
    }

    [Fact]
    public void Logarithms_are_finite_where_V_has_left_the_range_of_numbers()
    {
        using var folder = new Folder();
        _ = CliRun.Succeed("sample", "--depth", "40000", "--width", "20", "--replicas", "8", "--out", folder.File("v.npz"));
        _ = CliRun.Succeed("sample", "--depth", "1000", "--width", "20", "--replicas", "8", "--out", folder.File("d.npz"));
        double[] logV = Entry(folder, "v.npz", "logV").Values;
        double[] logDelta = Entry(folder, "d.npz", "log1mrho").Values;

        Assert.All(Entry(folder, "v.npz", "V").Values, value => Assert.Equal(0, value));
        Assert.All(logV, value => Assert.InRange(value, -1e4, -1e3));
        for (int replica = 0; replica < 8; replica++)
        {
            double[] matrix = logDelta[(4 * replica)..((4 * replica) + 4)];
            Assert.Equal([double.NegativeInfinity, matrix[1], matrix[1], double.NegativeInfinity], matrix);
            Assert.InRange(matrix[1], -1000, -36);
        }
    }

    [Theory]
    [InlineData("sde --activation softplus --a 0.5 --time 1 --inputs-count 1", "1", "exploded", 10, 190)]
    [InlineData("sample --width 2 --depth 5", "1", "vanished", 2, 198)]
    [InlineData("sample --network resnet --activation sigmoid --depth 3 --width 4", "1e308", "overflowed", 10, 190)]
    [InlineData("sample --activation gelu --depth 3 --width 4", "1e308", "underflowed", 2, 190)]
    public void Events_and_times_of_explosion_are_those_of_the_document(string run, string gram, string happens, int least, int most)
    {
        using var folder = new Folder();
        string[] args = [.. run.Split(' '), "--gram", folder.Write("g.csv", gram), "--replicas", "200"];
        string json = CliRun.Succeed([.. args, "--json", "--out", folder.File("v.npz")]);
        NpyArray events = Entry(folder, "v.npz", "events");
        double[] times = Entry(folder, "v.npz", "explosionTime").Values;
        using var document = System.Text.Json.JsonDocument.Parse(json);
        (string Name, long Count)[] counts =
        [
            .. document.RootElement.GetProperty("events").EnumerateObject()
                .Where(field => field.Name != "explosionTimes").Select(field => (field.Name, field.Value.GetInt64())),
        ];

        Assert.Equal([200, counts.Length], events.Shape);
        Assert.All(counts.Index(), count =>
            Assert.Equal(count.Item.Count, (long)events.Values.Where((_, i) => i % counts.Length == count.Index).Sum()));
        Assert.InRange(counts.Single(count => count.Name == happens).Count, least, most);
        Assert.All(
            Enumerable.Range(0, times.Length),
            replica => Assert.Equal(double.IsNaN(times[replica]), events.Values[counts.Length * replica] == 0));
    }

    [Fact]
    public void Compare_writes_a_file_for_each_side_and_a_residual_network_the_norms_of_its_features()
    {
        using var folder = new Folder();
        _ = CliRun.Succeed(
            "compare", "--network", "resnet", "--width", "20", "--depth", "5", "--replicas", "9", "--out", folder.File("run.npz"));
        Assert.Equal(["run.finite.npz", "run.limit.npz", "run.npz.json"], folder.Files);
        foreach (string side in new[] { "finite", "limit" })
        {
            double[] norms = Entry(folder, $"run.{side}.npz", "logNorm").Values;
            Assert.Equal(18, norms.Length);
            Assert.All(norms, norm => Assert.InRange(norm, -5, 5));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("--record-every 2")]
    public void The_kernel_has_its_arrays_too(string records)
    {
        using var folder = new Folder();
        string[] args = ["kernel", "--depth", "5", .. records.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--out"];
        _ = CliRun.Succeed([.. args, folder.File("k.npz")]);
        _ = CliRun.Succeed([.. args, folder.File("k.npy")]);
        NpyArray expected = NpyArray.Read(folder.File("k.npy"));
        NpyArray v = Entry(folder, "k.npz", "V");
        double[] logDelta = Entry(folder, "k.npz", "log1mrho").Values;

        Assert.Equal(expected.Shape, v.Shape);
        Assert.Equal(expected.Values, v.Values);
        Assert.Equal(1 - Math.Exp(logDelta[^2]), v.Values[^2] / v.Values[^1], 1e-14);
        double[] layers = records == "" ? [5] : [2, 4, 5];
        Assert.Equal(layers, Entry(folder, "k.npz", "layer").Values);
    }

    [RequiresToolFact(ExternalTool.PythonWithNumPy)]
    public void NumPy_reads_every_array()
    {
        using var folder = new Folder();
        _ = CliRun.Succeed(
            "sample", "--network", "resnet", "--depth", "6", "--width", "8", "--replicas", "5", "--record-every", "3", "--logits", "2",
            "--out", folder.File("v.npz"));
        const string Script = """
            import sys, numpy as np, zipfile
            assert zipfile.ZipFile(sys.argv[1]).testzip() is None
            z = np.load(sys.argv[1])
            print(sorted((name, z[name].shape, str(z[name].dtype)) for name in z.files))
            v, logv, d = z['V'], z['logV'], z['log1mrho']
            i = np.arange(2)
            assert np.allclose(np.log(v[..., i, i]), logv, atol=1e-12)
            rho = v[..., 0, 1] / np.sqrt(v[..., 0, 0] * v[..., 1, 1])
            assert np.allclose(1 - rho, np.exp(d[..., 0, 1]), atol=1e-12)
            assert np.all(d == np.swapaxes(d, -1, -2)) and np.all(np.isneginf(d[..., i, i]))
            assert np.all(z['events'] == 0) and np.all(np.isnan(z['explosionTime'])) and list(z['step']) == [3, 6]
            """;
        var start = new ProcessStartInfo(
            ExternalTool.Require(ExternalTool.PythonWithNumPy), ["-c", Script, folder.File("v.npz")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        Assert.Equal("", process.StandardError.ReadToEnd());
        Assert.Equal(
            "[('V', (2, 5, 2, 2), 'float64'), ('events', (2, 5, 6), 'int64'), ('explosionTime', (2, 5), 'float64'), "
            + "('log1mrho', (2, 5, 2, 2), 'float64'), ('logNorm', (2, 5, 2), 'float64'), ('logV', (2, 5, 2), 'float64'), "
            + "('logdet', (2, 5), 'float64'), ('logits', (2, 5, 2, 2), 'float64'), ('step', (2,), 'int64'), ('time', (2,), 'float64')]\n",
            output);
    }

    [Theory]
    [InlineData("v.npz", 4, "has 8 arrays: 'V', 'logV', 'log1mrho'")]
    [InlineData("v.npz:V", 4, "shape (16, 2, 2); one or two axes")]
    [InlineData("v.npz:none", 4, "no array 'none'")]
    public void An_array_of_a_npz_file_is_named(string name, int code, string expected)
    {
        using var folder = new Folder();
        _ = CliRun.Succeed("sample", "--depth", "2", "--replicas", "16", "--out", folder.File("v.npz"));
        CliRun run = CliRun.Of("sample", "--gram", folder.File(name));
        Assert.Equal(code, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_names_the_array_and_notices_that_the_file_has_changed()
    {
        using var folder = new Folder();
        string[] sample = ["sample", "--depth", "2", "--replicas", "16"];
        _ = CliRun.Succeed([.. sample, "--out", folder.File("x.npz")]);
        string json = CliRun.Succeed([.. sample, "--inputs", folder.File("x.npz:logV"), "--width", "30", "--json"]);
        string spec = folder.Write("spec.json", json);
        Assert.Contains("16 inputs from x.npz:logV", CliRun.Succeed("run", spec), StringComparison.Ordinal);
        _ = CliRun.Succeed([.. sample, "--seed", "1", "--out", folder.File("x.npz"), "--force"]);
        Assert.Contains("has changed since the document was written", CliRun.Of("run", spec).Error, StringComparison.Ordinal);
    }

    private static NpyArray Entry(Folder folder, string file, string name)
    {
        using System.IO.Compression.ZipArchive archive = System.IO.Compression.ZipFile.OpenRead(folder.File(file));
        string path = folder.File($"{name}.npy");
        System.IO.Compression.ZipFileExtensions.ExtractToFile(archive.GetEntry($"{name}.npy")!, path, overwrite: true);
        NpyArray array = NpyArray.Read(path);
        File.Delete(path);
        return array;
    }
}
