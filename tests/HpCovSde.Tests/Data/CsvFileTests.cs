using HpCovSde.Data;

namespace HpCovSde.Tests.Data;

public sealed class CsvFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1,2.5\n-3e-2,4\n")]
    [InlineData("1;2.5\r\n-3e-2;4")]
    [InlineData("1\t2.5\n-3e-2\t4\n")]
    [InlineData("1.000e+00 2.500e+00\n  -3e-2   4 \n")]
    [InlineData("a,b\n1,2.5\n-3e-2,4\n")]
    [InlineData("\"V[1,1]\",\"say \"\"b\"\"\"\n1,2.5\n-3e-2,4\n")]
    [InlineData("\"x;y\",z\n1,2.5\n-3e-2,4\n")]
    [InlineData("# made by hand\n\n  \na;b\n# more\n 1 ; +2.50 \n\n-.03;\"4\"\n#end")]
    [InlineData("\uFEFF1,2.5\n-3e-2,4\n")]
    public void Numbers_are_read_with_any_separator_header_comments_and_blank_lines(string text)
    {
        NumericArray array = CsvFile.Read(_folder.Write("m.csv", text));
        Assert.Equal([2, 2], array.Shape.ToArray());
        Assert.Equal([1, 2.5, -0.03, 4], array.Values.ToArray());
    }

    [Theory]
    [InlineData("", "the file has no row of numbers")]
    [InlineData("\n# nothing\n", "the file has no row of numbers")]
    [InlineData("a,b\n", "the file has no row of numbers")]
    [InlineData("1,2\n3\n", "line 2 has 1 fields, but the lines before it have 2")]
    [InlineData("a,b,c\n1,2\n", "line 2 has 2 fields, but the lines before it have 3")]
    [InlineData("1,2\n\n3,4,5\n", "line 3 has 3 fields, but the lines before it have 2")]
    [InlineData("1,2\n3,abc\n", "line 2, column 2: 'abc' is not a number")]
    [InlineData("1,2\n3,\n", "line 2, column 2: '' is not a number")]
    [InlineData("1.O,2\n3,4\n", "line 1, column 1: '1.O' is not a number")]
    [InlineData("0,5;1\n2;3\n", "line 1, column 1: '0,5' is not a number")]
    [InlineData("1 2\n3 4 5\n", "line 2 has 3 fields, but the lines before it have 2")]
    [InlineData("1 2\n3,4 5\n", "line 2, column 1: '3,4' is not a number")]
    [InlineData("1,nan\n", "line 1, column 2: 'nan' is not finite")]
    [InlineData("1,2\n-Infinity,3\n", "line 2, column 1: '-Infinity' is not finite")]
    [InlineData("1,1e999\n", "line 1, column 2: '1e999' is not finite")]
    [InlineData("1,(2)\n", "line 1, column 2: '(2)' is not a number")]
    [InlineData("1,2\n3,\"4\n", "line 2: a double quote is not closed")]
    [InlineData("1,\u0001\u001B[1m\n", "line 1, column 2: '\\x01\\x1b[1m' is not a number")]
    [InlineData(
        "1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…' is not a number")]
    public void Malformed_text_is_refused_with_line_column_and_text(string text, string expected)
    {
        string path = _folder.Write("m.csv", text);
        string message = Assert.Throws<DataFileException>(() => CsvFile.Read(path)).Message;
        Assert.StartsWith($"{path}: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void The_message_names_a_missing_file_or_a_directory()
    {
        Assert.Equal($"{_folder["no.csv"]}: there is no such file", Refusal(_folder["no.csv"]));
        Assert.Equal($"{_folder["no/m.csv"]}: there is no such directory", Refusal(_folder["no/m.csv"]));
        Assert.Equal($"{_folder.Path}: is a directory, not a file", Refusal(_folder.Path));

        static string Refusal(string path) => Assert.Throws<DataFileException>(() => CsvFile.Read(path)).Message;
    }

    [Fact]
    public void The_reader_reads_what_the_writer_wrote_to_the_last_bit()
    {
        var random = new Random(11);
        double[] values = new double[3 * 5000];
        for (int i = 0; i < values.Length; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64());
            values[i] = double.IsFinite(value) ? (i % 2 == 0 ? value : -value) : -0.0;
        }

        using (var writer = new CsvWriter(_folder["m.csv"], ["V[1,1]", "a \"b\"", "#c"]))
        {
            for (int row = 0; row < 5000; row++)
            {
                writer.WriteRow(values.AsSpan(row * 3, 3));
            }

            writer.Commit();
        }

        NumericArray array = CsvFile.Read(_folder["m.csv"]);
        Assert.Equal([5000, 3], array.Shape.ToArray());
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), array.Values.ToArray().Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal("\"V[1,1]\",\"a \"\"b\"\"\",\"#c\"", File.ReadLines(_folder["m.csv"]).First());
    }

    [Fact]
    public void The_writer_refuses_rows_and_names_that_do_not_fit()
    {
        using var writer = new CsvWriter(_folder["m.csv"], ["a", "b"]);
        string message = Assert.Throws<ArgumentException>(() => writer.WriteRow([1, 2, 3])).Message;
        Assert.Contains("3 values, but the file has 2 columns", message, StringComparison.Ordinal);
        _ = Assert.Throws<ArgumentException>(() => new CsvWriter(_folder["n.csv"], []));
        _ = Assert.Throws<ArgumentException>(() => new CsvWriter(_folder["n.csv"], ["a\nb"]));
    }
}
