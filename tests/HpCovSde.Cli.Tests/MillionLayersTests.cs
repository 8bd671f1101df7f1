using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace HpCovSde.Cli.Tests;

/// <summary>After a million layers the table, the JSON and the file have the same numbers, and say which are not known, and why.</summary>
public sealed class MillionLayersTests
{
    private const int Replicas = 8;

    [Theory]
    [InlineData("--activation linear --width 12", 2)]
    [InlineData("--activation linear --width 12 --weights exact", 10)]
    [InlineData("--activation relu --width 40", 2)]
    [InlineData("--c-plus 0 --c-minus -1 --width 12", 10)]
    [InlineData("--activation tanh --width 12 --precision single", 2)]
    [InlineData("--activation gelu --width 12", 2)]
    [InlineData("--network resnet --activation leaky-relu --branch-scaling power:0 --width 6", 2)]
    public void Table_document_and_file_agree(string model, int inputs)
    {
        using var folder = new Folder();
        string rows = string.Join('\n', Enumerable.Range(0, inputs).Select(
            a => string.Join(',', Enumerable.Range(0, inputs).Select(b => a == b ? "1" : "0.3"))));
        string[] command =
        [
            "sample", .. model.Split(' '), "--gram", folder.Write("gram.csv", rows), "--depth", "1000000", "--replicas", $"{Replicas}",
            "--results", "all",
        ];
        string json = CliRun.Succeed([.. command, "--json", "--out", folder.File("v.npz")]);
        string[] table = CliRun.Succeed(command).Split('\n');
        using ZipArchive archive = ZipFile.OpenRead(folder.File("v.npz"));
        using var document = JsonDocument.Parse(json);
        JsonElement results = document.RootElement.GetProperty("results");
        double[] v = Values("V");
        double[] logV = Values("logV");
        double[] logDelta = Values("log1mrho");
        double[] logDeterminants = Values("logdet");

        for (int a = 0; a < inputs; a++)
        {
            AssertAgree($"logV[{a + 1},{a + 1}]", Column(logV, inputs, a));
            for (int b = 0; b < inputs; b++)
            {
                double[] covariances = Column(v, inputs * inputs, (a * inputs) + b);
                Assert.Equal(Column(v, inputs * inputs, (b * inputs) + a), covariances);
                if (a < b)
                {
                    AssertAgree($"log(1-rho[{a + 1},{b + 1}])", Column(logDelta, inputs * inputs, (a * inputs) + b));
                }
                else if (a == b)
                {
                    Assert.Equal(Column(logV, inputs, a).Select(Math.Exp), covariances, (x, y) => x == y || Math.Abs(x - y) < 1e-9 * x);
                }
            }
        }

        AssertAgree("logdet", logDeterminants);

        // Every other number is finite, or its samples are out of the range of numbers, and a line says what to read instead.
        foreach (JsonProperty result in results.EnumerateObject())
        {
            bool isNumber = result.Value.GetProperty("mean").ValueKind == JsonValueKind.Number;
            Assert.True(
                isNumber || result.Value.GetProperty("covered").GetInt32() == 0 || result.Value.GetProperty("outOfRange").GetInt32() > 0,
                $"{result.Name}: {result.Value}");
            if (result.Value.GetProperty("outOfRange").GetInt32() > 0)
            {
                Assert.Contains(table, line => line.Contains(result.Name, StringComparison.Ordinal)
                    && line.Contains("out of the range of numbers; read log", StringComparison.Ordinal));
            }
        }

        void AssertAgree(string name, double[] samples)
        {
            double[] known = [.. samples.Where(double.IsFinite)];
            JsonElement result = results.GetProperty(name);
            Assert.Equal(known.Length, result.GetProperty("covered").GetInt32());
            Assert.Equal(known.Length < Replicas, result.GetProperty("biasedSelection").GetBoolean());
            if (known.Length < Replicas)
            {
                Assert.Contains(table, line =>
                    line.StartsWith($"{name}: not known in {Replicas - known.Length} of {Replicas} replicas", StringComparison.Ordinal));
            }

            if (known.Length > 0)
            {
                double mean = result.GetProperty("mean").GetDouble();
                Assert.Equal(known.Average(), mean, 1e-9 * Math.Abs(mean));
                Assert.Equal(known.Max(), result.GetProperty("max").GetDouble());
                Assert.Equal(known.Min(), result.GetProperty("min").GetDouble());
                string row = table.First(line => line.StartsWith($"{name} ", StringComparison.Ordinal));
                string cell = row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].TrimEnd('*');
                Assert.Equal(mean, double.Parse(cell, CultureInfo.InvariantCulture), 1e-3 * Math.Abs(mean));
            }
        }

        double[] Values(string name)
        {
            string path = folder.File($"{name}.npy");
            archive.GetEntry($"{name}.npy")!.ExtractToFile(path);
            return NpyArray.Read(path).Values;
        }

        static double[] Column(double[] values, int width, int column) =>
            [.. Enumerable.Range(0, Replicas).Select(replica => values[(replica * width) + column])];
    }
}
