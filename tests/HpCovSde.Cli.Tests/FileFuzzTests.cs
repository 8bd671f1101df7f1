using System.Text;
using HpCovSde.Data;
using HpCovSde.Models;
using HpCovSde.Runs;
using Xunit.Abstractions;

namespace HpCovSde.Cli.Tests;

/// <summary>
/// Damaged files: whatever is in them, a command ends with an exit code of the contract, an error in one line, and little memory. With
/// HPCOVSDE_FUZZ set (the cake target Fuzz) there are 20,000 of them.
/// </summary>
[Collection(LittleMemory.Name)]
public sealed class FileFuzzTests(ITestOutputHelper output)
{
    private const long MostBytes = 200_000_000;

    private static readonly int Rounds =
        Environment.GetEnvironmentVariable("HPCOVSDE_FUZZ") is { Length: > 0 } ? 5000 : 150;

    // What readers look for, and what they might stumble over.
    private static readonly string[] Pieces =
    [
        "", ",", ";", "\t", "\"", "\n", "\r\n", "#", " ", "NaN", "1e999", "-1", "1e-320", "99999999999999999999", "0", "null", "NA",
        "\0", "\u202E",
        "{", "}", "[", "]", "(", ")", "'", ":", "PK\u0003\u0004", "PK\u0001\u0002", "PK\u0005\u0006", "<f8", ">f4", "|b1",
        "shape", "descr", "True",
    ];

    private static readonly string[] Documents =
    [
        """
        { "command": "sample", "version": "0.1.0", "model": { "network": "mlp", "activation": "relu", "cPlus": 0, "cMinus": -1,
          "exponent": 0.5, "a": null, "width": 4, "depth": 2,
          "inputsCount": 2, "correlation": 0.3, "gram": null, "start": [[1, 0.3], [0.3, 1]] },
          "run": { "replicas": 4, "firstReplica": 0, "seed": 18446744073709551615, "threads": 1, "precision": "single", "recordEvery": 1,
          "recordStart": true, "logits": 2, "storage": "exact", "argv": ["sample"] }, "results": { "V[1,1]": { "mean": 1.5 } } }
        """,
        """
        { "command": "compare", "model": { "network": "resnet", "activation": "tanh", "branchScaling": "power:0.7", "width": 3, "depth": 2,
          "time": 0.5, "start": [[1]] }, "run": { "replicas": 4, "scheme": "euler-maruyama", "step": 0.1, "results": "all" } }
        """,
        """
        { "command": "kernel", // a comment
          "model": { "activation": "gelu", "depth": 3, "center": 0.5, "startOneMinusRho": [0.7], "start": [[1, 0.3], [0.3, 1]] },
          "run": { "recordEvery": 1 }, }
        """,
        """{ "command": "sde", "model": { "activation": "softplus", "a": 1, "inputsCount": 1, "time": 0.2 }, "run": { "replicas": 4 } }""",
    ];

    [Theory]
    [InlineData("csv", 1)]
    [InlineData("npy", 2)]
    [InlineData("npz", 3)]
    public void A_damaged_file_of_numbers_is_read_or_refused(string extension, int seed)
    {
        using var folder = new Folder();
        byte[][] whole = [.. Samples(folder, extension)];
        string path = folder.File($"damaged.{extension}");
        var random = new Random(seed);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = Damaged(whole[round % whole.Length], random);
            File.WriteAllBytes(path, bytes);
            string option = random.Next(3) switch
            {
                0 => "--inputs",
                1 => "--gram",
                _ => "--branch-scaling",
            };
            string value = option == "--branch-scaling" ? $"file:{path}" : path;
            string[] network = option == "--branch-scaling" ? ["--network", "resnet"] : [];
            long before = GC.GetAllocatedBytesForCurrentThread();
            CliRun run = CliRun.Of(
                ["sample", option, value, .. network, "--width", "3", "--replicas", "2", "--depth", "1", "--threads", "1"]);

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Check(run, allocated, () => $"{extension}, seed {seed}, round {round}: {option}", bytes);
        }

        output.WriteLine($"{Rounds} files, {LittleMemory.CheckPeak()}");
    }

    [Theory]
    [InlineData(4)]
    public void A_damaged_document_is_read_or_refused(int seed)
    {
        using var folder = new Folder();
        byte[][] whole = [.. Samples(folder, "json")];
        string path = folder.File("damaged.json");
        var random = new Random(seed);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = Damaged(whole[round % whole.Length], random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            if (!IsSmall(bytes))
            {
                continue;
            }

            File.WriteAllBytes(path, bytes);
            CliRun run = CliRun.Of("run", path);
            Check(run, GC.GetAllocatedBytesForCurrentThread() - before, () => $"json, seed {seed}, round {round}", bytes);
        }

        output.WriteLine($"{Rounds} files, {LittleMemory.CheckPeak()}");
    }

    // A document that is valid may ask for hours of work, or for every network on a large grid. Such a document is read, not run.
    private static bool IsSmall(byte[] bytes)
    {
        const int Most = 100;
        try
        {
            var document = SpecDocument.Parse(bytes, "damaged.json");
            ModelDocument model = document.Model ?? new();
            RunDocument run = document.Run ?? new();
            return document.Command is not ("commute" or "stability")
                && (model.Width ?? Most) <= Most && (model.Depth ?? Most) <= Most && (run.Replicas ?? 8192) <= Most
                && (run.Step ?? 0.01) >= 0.001 && (model.Time ?? 1) <= 1 && (run.Logits ?? 0) <= Most && (run.Threads ?? 1) <= Most
                && model.InputsSha256 is null && model.Gram is null && model.Inputs is null;
        }
        catch (DataFileException)
        {
            return true;
        }
    }

    private static void Check(CliRun run, long allocated, Func<string> which, byte[] bytes)
    {
        string[] lines = run.Error.TrimEnd('\n').Split('\n');
        bool isFine = run.Code is ExitCode.Done or ExitCode.Usage or ExitCode.Numeric or ExitCode.InputOutput
            && (run.Code == ExitCode.Done ? lines.All(line => line is "" || line.StartsWith("hpcovsde: ", StringComparison.Ordinal))
                : lines is [{ } only] && only.StartsWith("hpcovsde: ", StringComparison.Ordinal) && only.Length < 1000)
            && !run.Error.Any(c => c != '\n' && char.IsControl(c))
            && allocated < MostBytes;
        Assert.True(
            isFine,
            $"{which()}: code {run.Code}, {allocated} bytes, {run.Error[..Math.Min(run.Error.Length, 2000)]}\n"
            + Convert.ToBase64String(bytes));
    }

    private static IEnumerable<byte[]> Samples(Folder folder, string extension)
    {
        string gram = folder.Write("g.csv", ",a,b\n0,1,0.25\n1,0.25,1\n");
        if (extension == "csv")
        {
            yield return File.ReadAllBytes(gram);
            yield return "1 0.5\n0.5 1\n"u8.ToArray();
            yield return "# x\n\"a b\";c\n1;0\n0;1\n"u8.ToArray();
            yield return Encoding.Unicode.GetBytes("\uFEFF1\t2\n3\t4\n");
        }
        else if (extension == "json")
        {
            foreach (string document in Documents)
            {
                yield return Encoding.UTF8.GetBytes(document);
            }
        }
        else
        {
            string kernel = folder.File($"k.{extension}");
            string start = folder.Write("s.csv", "1,0.25\n0.25,1\n");
            _ = CliRun.Succeed("kernel", "--gram", start, "--depth", "1", "--out", kernel);
            yield return File.ReadAllBytes(kernel);
            if (extension == "npz")
            {
                yield return Single(folder, System.IO.Compression.CompressionLevel.Optimal);
                yield return Single(folder, System.IO.Compression.CompressionLevel.NoCompression);
            }
        }
    }

    private static byte[] Single(Folder folder, System.IO.Compression.CompressionLevel level)
    {
        using var stream = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create))
        {
            string array = folder.File($"{level}.npy");
            _ = CliRun.Succeed("kernel", "--depth", "1", "--out", array);
            _ = System.IO.Compression.ZipFileExtensions.CreateEntryFromFile(archive, array, "v.npy", level);
        }

        return stream.ToArray();
    }

    // One to four changes: a bit, a byte, a piece put in or over, a range cut out or repeated, the end cut off.
    private static byte[] Damaged(byte[] whole, Random random)
    {
        var bytes = new List<byte>(whole);
        for (int change = random.Next(1, 5); change > 0 && bytes.Count > 0; change--)
        {
            int at = random.Next(bytes.Count);
            int length = random.Next(1, Math.Min(40, bytes.Count - at) + 1);
            byte[] piece = Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.InsertRange(at, piece);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(piece.Length, bytes.Count - at));
                    bytes.InsertRange(at, piece);
                    break;
                case 4:
                    bytes.RemoveRange(at, length);
                    break;
                case 5:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
