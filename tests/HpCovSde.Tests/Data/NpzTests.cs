using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using HpCovSde.Data;

namespace HpCovSde.Tests.Data;

public sealed class NpzTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void An_array_is_found_by_its_name(CompressionLevel level)
    {
        string path = Write(level, ("a", Npy("(2,)", 1, 2)), ("b", Npy("(1, 3)", 3, 4, 5)), ("notes", "no array"u8.ToArray()));
        Assert.Equal([1, 2], NumericFile.Read($"{path}:a").Values.ToArray());
        Assert.Equal([1, 3], NumericFile.Read($"{path}:b").Shape.ToArray());
        Assert.Contains("has no array 'c'; it has 'a', 'b', 'notes'", Refusal($"{path}:c"), StringComparison.Ordinal);
        Assert.Contains("has 3 arrays: 'a', 'b', 'notes'; name one, as in FILE.npz:NAME", Refusal(path), StringComparison.Ordinal);
        Assert.Contains("is not a .npy file", Refusal($"{path}:notes"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_array_needs_no_name() =>
        Assert.Equal([7], NumericFile.Read(Write(CompressionLevel.Optimal, ("x", Npy("(1,)", 7)))).Values.ToArray());

    [Fact]
    public void An_array_that_claims_to_be_longer_than_it_is_takes_no_memory()
    {
        string path = Write(CompressionLevel.Optimal, ("x", Npy("(1000000000,)", 7)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("is truncated: shape (1000000000,) of type <f8 takes 8000000000 bytes", Refusal(path), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
        Assert.Contains(
            "longer than its shape (1,)", Refusal(Write(CompressionLevel.Optimal, ("x", Npy("(1,)", 7, 8)))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK")]
    [InlineData("1,2\n")]
    public void Other_files_are_refused(string text)
    {
        string path = _folder.Write("x.npz", text);
        Assert.Contains("is not a whole .npz file", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void The_reader_reads_what_the_writer_wrote_in_any_order()
    {
        string path = _folder["w.npz"];
        using (var writer = new NpzWriter(path, [new("v", [3, 2]), new("n", [2], IsInteger: true)], overwrite: false))
        {
            writer["v"]!.WriteElements(4, [5, 6]);
            writer["n"]!.WriteIntegers(0, [-1, long.MaxValue]);
            writer["v"]!.WriteElements(0, [1, double.NegativeInfinity, double.NaN, 4]);
            Assert.Null(writer["w"]);
            Assert.False(File.Exists(path));
            writer.Commit();
        }

        Assert.Equal([1, double.NegativeInfinity, double.NaN, 4, 5, 6], NumericFile.Read($"{path}:v").Values.ToArray());
        Assert.Equal([3, 2], NumericFile.Read($"{path}:v").Shape.ToArray());
        Assert.Equal([-1, 9223372036854775807.0], NumericFile.Read($"{path}:n").Values.ToArray());
        Assert.Equal(["w.npz"], Directory.GetFiles(_folder.Path).Select(file => Path.GetFileName(file)));
    }

    [Fact]
    public void An_unfinished_file_leaves_nothing()
    {
        using (var writer = new NpzWriter(_folder["w.npz"], [new("v", [2])], overwrite: false))
        {
            writer["v"]!.WriteElements(0, [1]);
            _ = Assert.Throws<InvalidOperationException>(writer.Commit);
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
        _ = _folder.Write("w.npz", "precious");
        Assert.True(Assert.Throws<DataFileException>(() => new NpzWriter(_folder["w.npz"], [new("v", [2])], overwrite: false)).Exists);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    private static byte[] Npy(string shape, params double[] values)
    {
        byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n");
        byte[] data = new byte[values.Length * sizeof(double)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(i * sizeof(double)), values[i]);
        }

        return [.. NpyFile.Magic, 1, 0, (byte)header.Length, 0, .. header, .. data];
    }

    private static string Refusal(string path) => Assert.Throws<DataFileException>(() => NumericFile.Read(path)).Message;

    private string Write(CompressionLevel level, params (string Name, byte[] Bytes)[] entries)
    {
        string path = _folder["a.npz"];
        using FileStream file = File.Create(path);
        using var archive = new ZipArchive(file, ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in entries)
        {
            using Stream entry = archive.CreateEntry($"{name}.npy", level).Open();
            entry.Write(bytes);
        }

        return path;
    }
}
