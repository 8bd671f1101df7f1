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
        NumericArray array = NumericFile.Read(_folder.Write("m.csv", text));
        Assert.Equal([2, 2], array.Shape.ToArray());
        Assert.Equal([1, 2.5, -0.03, 4], array.Values.ToArray());
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "header skipped: a, b", "1 2")]
    [InlineData("first column\n1\n", "header skipped: first column", "1")]
    [InlineData("V[1,1]; ρ\n1;2\n", "header skipped: V[1,1], ρ", "1 2")]
    [InlineData("1,2\n", null, "1 2")]
    [InlineData("# a,b\n1,2\n", null, "1 2")]
    [InlineData("a\u202Eb\u001B\n1\n", "header skipped: a\\u202eb\\x1b", "1")]
    // pandas: DataFrame.to_csv() with names, without names, with an index of text, read and written again.
    [InlineData(",a,b\n0,1,2\n1,3,4\n", "header skipped: a, b; the first column is an index", "1 2 3 4")]
    [InlineData(",0,1\n0,1,2\n1,3,4\n", "header skipped: 0, 1; the first column is an index", "1 2 3 4")]
    [InlineData(",a,b\nx,1,2\ny,3,4\n", "header skipped: a, b; the first column is an index", "1 2 3 4")]
    [InlineData("\ta\tb\n0\t1\t2\n", "header skipped: a, b; the first column is an index", "1 2")]
    [InlineData("Unnamed: 0,a,b\n0,1,2\n", "header skipped: a, b; the first column is an index", "1 2")]
    [InlineData("index,a,b\n0,1,2\n", "header skipped: a, b; the first column is an index", "1 2")]
    // R: write.csv, write.table, and tibble with its names of rows.
    [InlineData("\"\",\"V1\",\"V2\"\n\"1\",1,2\n\"2\",3,4\n", "header skipped: V1, V2; the first column is an index", "1 2 3 4")]
    [InlineData("\"V1\" \"V2\"\n\"1\" 1 2\n\"2\" 3 4\n", "header skipped: V1, V2; the first column is an index", "1 2 3 4")]
    [InlineData("\"x\"\n\"1\" 5\n\"2\" 6\n", "header skipped: x; the first column is an index", "5 6")]
    [InlineData("rownames,a\nMazda RX4,1\n", "header skipped: a; the first column is an index", "1")]
    public void What_is_skipped_is_said(string text, string? note, string numbers)
    {
        NumericArray array = NumericFile.Read(_folder.Write("m.csv", text));
        Assert.Equal(numbers.Split(' ').Select(double.Parse), array.Values.ToArray());
        if (note is null)
        {
            Assert.Null(array.Note);
        }
        else
        {
            Assert.StartsWith(note, array.Note, StringComparison.Ordinal);
        }
    }

    // A first row with a damaged number was taken for a header without a word.
    [Theory]
    [InlineData("0,5;1,5\n1;2\n", "line 1, column 1: '0,5' is not a number; numbers have decimal points")]
    [InlineData("1.0D+00\n1\n", "line 1, column 1: '1.0D+00' is not a number")]
    [InlineData("10%\n1\n", "line 1, column 1: '10%' is not a number")]
    [InlineData("NA\n1\n", "line 1, column 1: 'NA' is not a number")]
    [InlineData("NaN,NA\n1,2\n", "line 1, column 1: 'NaN' is not finite")]
    [InlineData("null,n/a\n1,2\n", "line 1, column 1: 'null' is not a number")]
    [InlineData("-,-\n1,2\n", "line 1, column 1: '-' is not a number")]
    [InlineData("-x,y\n1,2\n", "line 1, column 1: '-x' is not a number")]
    [InlineData(",,\n1,2,3\n", "line 1, column 1: '' is not a number")]
    [InlineData("1_000,2\n1,2\n", "line 1, column 1: '1_000' is not a number")]
    [InlineData("a,2\n1,2\n", "line 1, column 1: 'a' is not a number")]
    [InlineData(",1,0\n0,1,2\n", "line 1, column 1: '' is not a number")]
    [InlineData("a,b\nc,d\n1,2\n", "line 2, column 1: 'c' is not a number")]
    [InlineData("1\0\n", "is not text: line 1 has a byte 0")]
    public void A_first_row_that_is_not_a_header_is_refused(string text, string expected)
    {
        string path = _folder.Write("m.csv", text);
        string message = Assert.Throws<DataFileException>(() => NumericFile.Read(path)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('x')]
    [InlineData('1')]
    [InlineData(',')]
    [InlineData('"')]
    public void A_line_without_end_is_refused_in_little_memory(char c)
    {
        string path = _folder.Write("m.csv", new string(c, 20_000_000));
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<DataFileException>(() => NumericFile.Read(path)).Message;

        Assert.Contains("line 1 has more than 16777216 characters", message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 80_000_000);
    }

    [Fact]
    public void A_long_row_is_read_in_memory_bounded_by_its_numbers()
    {
        const int Columns = 500_000;
        string path = _folder.Write("m.csv", string.Join(',', Enumerable.Range(0, Columns)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        NumericArray array = NumericFile.Read(path);

        // 4 MB of numbers and 7 MB of text in UTF-16, each at most twice while they grow.
        Assert.Equal([1, Columns], array.Shape.ToArray());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40_000_000);
    }

    [Theory]
    [InlineData("m.tsv", "1\t2\n")]
    [InlineData("m.TXT", "1.000000000000000000e+00 2.000000000000000000e+00\n")]
    [InlineData("m", "1,2\n")]
    public void Other_names_of_text_are_read(string name, string text) =>
        Assert.Equal([1, 2], NumericFile.Read(_folder.Write(name, text)).Values.ToArray());

    [Theory]
    [InlineData("", "the file has no row of numbers")]
    [InlineData("\n# nothing\n", "the file has no row of numbers")]
    [InlineData("a,b\n", "the file has no row of numbers")]
    [InlineData("1,2\n3\n", "line 2 has 1 field, but the lines before it have 2")]
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
        string message = Assert.Throws<DataFileException>(() => NumericFile.Read(path)).Message;
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

        static string Refusal(string path) => Assert.Throws<DataFileException>(() => NumericFile.Read(path)).Message;
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

        NumericArray array = NumericFile.Read(_folder["m.csv"]);
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
