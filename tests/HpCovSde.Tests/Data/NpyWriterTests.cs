using System.Text;
using HpCovSde.Data;

namespace HpCovSde.Tests.Data;

public sealed class NpyWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Elements_written_by_several_threads_are_read_back_in_place()
    {
        const int Rows = 1000;
        const int Block = 8 * 7;
        string path = _folder["v.npy"];
        using (var writer = new NpyWriter(path, [Rows, 7]))
        {
            _ = Parallel.For(0, Rows * 7 / Block, block =>
            {
                int first = block * Block;
                writer.WriteElements(first, [.. Enumerable.Range(first, Block).Select(i => i / 3.0)]);
            });
            writer.Commit();
        }

        NumericArray array = NumericFile.Read(path);
        Assert.Equal([Rows, 7], array.Shape.ToArray());
        Assert.Equal(Enumerable.Range(0, Rows * 7).Select(i => i / 3.0), array.Values.ToArray());
        Assert.Equal(["v.npy"], _folder.Names);
    }

    [Fact]
    public void Elements_may_be_written_in_any_order_and_none_outside_the_array()
    {
        string path = _folder["v.npy"];
        using (var writer = new NpyWriter(path, [2, 3]))
        {
            writer.WriteElements(4, [4, 5]);
            writer.WriteElements(1, [1, 2, 3]);
            Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteElements(5, [5, 6]));
            Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteElements(-1, [0]));
            Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteElements(long.MaxValue, [0]));
            writer.WriteElements(0, [0]);
            writer.Commit();
        }

        Assert.Equal([0, 1, 2, 3, 4, 5], NumericFile.Read(path).Values.ToArray());
    }

    [Fact]
    public void The_header_equals_that_of_numpy_and_the_data_begin_at_a_multiple_of_64_bytes()
    {
        foreach (long[] shape in (long[][])[[3], [2, 3], [4, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [0, 4], [5, 0]])
        {
            string path = _folder["v.npy"];
            long elements = shape.Aggregate(1L, (a, b) => a * b);
            using (var writer = new NpyWriter(path, shape, overwrite: true))
            {
                writer.WriteElements(0, new double[elements]);
                writer.Commit();
            }

            byte[] bytes = File.ReadAllBytes(path);
            string header = Encoding.ASCII.GetString(bytes, 10, bytes.Length - 10 - (int)(8 * elements));
            string lengths = shape.Length == 1 ? $"{shape[0]}," : string.Join(", ", shape);
            Assert.Equal([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0], bytes[..10]);
            Assert.Equal($"{{'descr': '<f8', 'fortran_order': False, 'shape': ({lengths}), }}", header.TrimEnd(' ', '\n'));
            Assert.Equal(0, (10 + header.Length) % 64);
            Assert.EndsWith("\n", header, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_double_keeps_its_bits()
    {
        double[] values = [double.NaN, -0.0, double.Epsilon, double.MaxValue, double.NegativeInfinity, 0.1];
        string path = _folder["v.npy"];
        using (var writer = new NpyWriter(path, [values.Length]))
        {
            writer.WriteElements(0, values);
            writer.Commit();
        }

        double[] read = NumericFile.Read(path).Values.ToArray();
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), read.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void A_file_with_a_hole_is_not_committed()
    {
        using (var writer = new NpyWriter(_folder["v.npy"], [2, 2]))
        {
            writer.WriteElements(2, [3, 4]);
            string message = Assert.Throws<InvalidOperationException>(writer.Commit).Message;
            Assert.Contains("2 elements of 4 were written", message, StringComparison.Ordinal);
        }

        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void Impossible_shapes_are_refused_before_a_file_is_created()
    {
        _ = Assert.Throws<ArgumentException>(() => new NpyWriter(_folder["v.npy"], []));
        _ = Assert.Throws<ArgumentException>(() => new NpyWriter(_folder["v.npy"], [2, -1]));
        _ = Assert.Throws<ArgumentException>(() => new NpyWriter(_folder["v.npy"], [long.MaxValue, 2]));
        _ = Assert.Throws<ArgumentException>(() => new NpyWriter(_folder["v.npy"], [long.MaxValue]));
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_file_larger_than_the_disk_is_refused_at_once_and_leaves_nothing()
    {
        string path = _folder["v.npy"];
        string message = Assert.Throws<DataFileException>(() => new NpyWriter(path, [1L << 56])).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }
}
