using System.Buffers.Binary;
using System.Text;
using HpCovSde.Data;

namespace HpCovSde.Tests.Data;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_format_version_is_read(byte version)
    {
        NumericArray array = Read(Npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", Doubles(1, 2, 3, 4, 5, 6), version));

        Assert.Equal([2, 3], array.Shape.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], array.Values.ToArray());
        Assert.Equal(6, array.AsMatrix()[1, 2]);
    }

    [Theory]
    [InlineData("{\"shape\":(6,),\"fortran_order\":False,\"descr\":\"<f8\"}")]
    [InlineData("  { 'descr' : '<f8' , 'fortran_order' : False , 'shape' : ( 6L , ) , }   \n")]
    [InlineData("{'descr': '<f8', 'fortran_order': True, 'shape': (6,), }")]
    public void Headers_with_other_spacing_and_quotes_are_read(string header)
    {
        NumericArray array = Read(Npy(header, Doubles(1, 2, 3, 4, 5, 6)));
        Assert.Equal([6], array.Shape.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], array.Values.ToArray());
        _ = Assert.Throws<InvalidOperationException>(() => array.AsMatrix().Height);
    }

    [Fact]
    public void Fortran_order_is_converted_to_rows()
    {
        NumericArray array = Read(Npy("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }", Doubles(1, 4, 2, 5, 3, 6)));
        Assert.Equal([1, 2, 3, 4, 5, 6], array.Values.ToArray());
    }

    [Fact]
    public void Fortran_order_is_converted_to_rows_also_beyond_one_buffer()
    {
        double[] columns = [.. Enumerable.Range(0, 30_000).Select(i => (double)i)];
        NumericArray array = Read(Npy("{'descr': '<f8', 'fortran_order': True, 'shape': (100, 300), }", Doubles(columns)));
        for (int a = 0; a < 100; a++)
        {
            for (int b = 0; b < 300; b++)
            {
                Assert.Equal((b * 100) + a, array.AsMatrix()[a, b]);
            }
        }
    }

    [Theory]
    [InlineData("<f8", "000000000000F83F", 1.5)]
    [InlineData(">f8", "3FF8000000000000", 1.5)]
    [InlineData("=f8", "000000000000F83F", 1.5)]
    [InlineData("<f4", "0000C03F", 1.5)]
    [InlineData(">f4", "3FC00000", 1.5)]
    [InlineData("<f2", "003E", 1.5)]
    [InlineData(">f2", "3E00", 1.5)]
    [InlineData("<i8", "FEFFFFFFFFFFFFFF", -2)]
    [InlineData(">i8", "FFFFFFFFFFFFFFFE", -2)]
    [InlineData("<i4", "FEFFFFFF", -2)]
    [InlineData(">i4", "FFFFFFFE", -2)]
    [InlineData("<i2", "FEFF", -2)]
    [InlineData(">i2", "FFFE", -2)]
    [InlineData("|i1", "FE", -2)]
    [InlineData("<u8", "0000000000000080", 9223372036854775808.0)]
    [InlineData(">u8", "8000000000000000", 9223372036854775808.0)]
    [InlineData("<u4", "FEFFFFFF", 4294967294.0)]
    [InlineData(">u4", "FFFFFFFE", 4294967294.0)]
    [InlineData("<u2", "FEFF", 65534)]
    [InlineData(">u2", "FFFE", 65534)]
    [InlineData("|u1", "FE", 254)]
    public void Every_number_type_and_byte_order_is_converted(string type, string hex, double expected) =>
        Assert.Equal(
            [expected],
            Read(Npy($"{{'descr': '{type}', 'fortran_order': False, 'shape': (1,), }}", Convert.FromHexString(hex))).Values.ToArray());

    [Fact]
    public void Arrays_without_elements_are_read()
    {
        Assert.Equal([0, 5], Read(Npy("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 5), }", [])).Shape.ToArray());
        Assert.Equal([5, 0], Read(Npy("{'descr': '<f8', 'fortran_order': True, 'shape': (5, 0), }", [])).Shape.ToArray());
    }

    [Theory]
    [InlineData("|O", "means Python objects")]
    [InlineData("<c16", "means complex numbers")]
    [InlineData("<U3", "means text")]
    [InlineData("|S3", "means text")]
    [InlineData("|V8", "means raw bytes")]
    [InlineData("|b1", "means booleans")]
    [InlineData("<M8[s]", "means times")]
    [InlineData("<f16", "means an unknown type")]
    [InlineData("|f8", "means an unknown type")]
    [InlineData("<i3", "means an unknown type")]
    [InlineData("", "means an unknown type")]
    public void Other_types_are_refused(string type, string expected)
    {
        string message = Refusal(Npy($"{{'descr': '{type}', 'fortran_order': False, 'shape': (1,), }}", new byte[16]));
        Assert.Contains($"'{type}' {expected}", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", "structured")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", "shape (); one or two axes")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 1), }", "shape (1, 1, 1); one or two axes")]
    [InlineData(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", "is truncated: shape (2,) of type <f8 takes 16 bytes, but 8 follow")]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
        "is longer than its shape requires: shape (1,) of type <f4 takes 4 bytes, but 8 follow")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9223372036854775807), }", "longer")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387905, 2), }", "more than any file can hold")]
    [InlineData(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807), }", "more than any file can hold")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }", "'99999999999999999999' is too large")]
    [InlineData(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
        "a length is expected at character 52 of the header, but found '-1,), }'")]
    [InlineData(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)", "'}' is expected at character 55 of the header, but found its end")]
    [InlineData("{'descr': '<f8', 'fortran_order': False}", "the key 'shape' is missing")]
    [InlineData("{'fortran_order': False, 'shape': (1,)}", "the key 'descr' is missing")]
    [InlineData("{'descr': '<f8', 'shape': (1,)}", "the key 'fortran_order' is missing")]
    [InlineData("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}", "the key 'descr' is unknown or given twice")]
    [InlineData("{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}", "True or False is expected at character 35")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x", "the end is expected at character 57")]
    [InlineData("{descr: 1}", "a string is expected at character 2")]
    [InlineData("", "'{' is expected at character 1 of the header, but found its end")]
    public void Malformed_and_impossible_headers_are_refused(string header, string expected) =>
        Assert.Contains(expected, Refusal(Npy(header, Doubles(1))), StringComparison.Ordinal);

    [Fact]
    public void Very_many_axes_give_a_short_message()
    {
        string shape = string.Concat(Enumerable.Repeat("1,", 30_000));
        string message = Refusal(Npy($"{{'descr': '<f8', 'fortran_order': False, 'shape': ({shape}), }}", Doubles(1), version: 2));
        Assert.EndsWith("has shape of 30000 axes; one or two axes can be read", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_file_is_refused_wherever_it_ends()
    {
        byte[] whole = Npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", Doubles(1, 2));
        for (int length = 0; length < whole.Length; length++)
        {
            _ = Refusal(whole[..length]);
        }
    }

    [Fact]
    public void Other_files_and_versions_are_refused()
    {
        Assert.Contains("is empty", Refusal([]), StringComparison.Ordinal);
        Assert.Contains("is not a .npy file", Refusal(Encoding.ASCII.GetBytes("1,2,3\n4,5,6\n")), StringComparison.Ordinal);
        byte[] future = Npy("{}", [], version: 1);
        future[6] = 4;
        Assert.Contains("version 4.0", Refusal(future), StringComparison.Ordinal);
        byte[] huge = Npy("{}", [], version: 2);
        BinaryPrimitives.WriteUInt32LittleEndian(huge.AsSpan(8), uint.MaxValue);
        Assert.Contains("header of 4294967295 bytes", Refusal(huge), StringComparison.Ordinal);
        Assert.Contains(
            "no such file",
            Assert.Throws<DataFileException>(() => NumericFile.Read(_folder["absent.npy"])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "is a directory", Assert.Throws<DataFileException>(() => NumericFile.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    private static byte[] Doubles(params double[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(double)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        }

        return bytes;
    }

    private static byte[] Npy(string header, byte[] data, byte version = 1)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length.AsSpan(0, version == 1 ? 2 : 4), .. text, .. data];
    }

    private NumericArray Read(byte[] bytes) => NumericFile.Read(_folder.Write("array.npy", bytes));

    private string Refusal(byte[] bytes)
    {
        string path = _folder.Write("array.npy", bytes);
        string message = Assert.Throws<DataFileException>(() => NumericFile.Read(path)).Message;
        Assert.StartsWith($"{path}: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
