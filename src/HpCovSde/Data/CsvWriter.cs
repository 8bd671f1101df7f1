using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace HpCovSde.Data;

/// <summary>
/// Writes columns of numbers as comma-separated text with a header line, in UTF-8, with line feeds. Each number is the shortest text that
/// reads back as the same double. NaN and Infinity are written as such, although <see cref="CsvFile"/> does not read them. The file appears
/// at its target path, complete, with <see cref="Commit"/>. Not thread-safe.
/// </summary>
internal sealed class CsvWriter : IDisposable
{
    // A double has at most 24 characters ("-1.7976931348623157E+308"), and its separator one.
    private const int LongestField = 32;

    private readonly AtomicFile _file;
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly int _columns;
    private int _used;

    /// <summary>Creates the file and writes the header.</summary>
    /// <param name="path">The target.</param>
    /// <param name="columns">The names of the columns, at least one. Names with commas or quotes are quoted.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="ArgumentException">There is no column, or a name is null or contains a line break.</exception>
    /// <exception cref="DataFileException">The file cannot be created.</exception>
    public CsvWriter(string path, ReadOnlySpan<string> columns, bool overwrite = false)
    {
        if (columns.IsEmpty)
        {
            throw new ArgumentException("There must be at least one column.", nameof(columns));
        }

        var header = new StringBuilder();
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i] is null || columns[i].AsSpan().ContainsAny('\r', '\n'))
            {
                throw new ArgumentException($"columns[{i}] = '{columns[i]}' must be a name without line breaks.", nameof(columns));
            }

            _ = header.Append(i == 0 ? "" : ",").Append(Quoted(columns[i]));
        }

        _columns = columns.Length;
        _file = AtomicFile.Create(path, overwrite);
        try
        {
            _file.Append(Encoding.UTF8.GetBytes(header.Append('\n').ToString()));
        }
        catch (DataFileException)
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Writes a row. Does not allocate.</summary>
    /// <exception cref="ArgumentException">The number of values differs from the number of columns.</exception>
    /// <exception cref="DataFileException">The bytes cannot be written.</exception>
    public void WriteRow(ReadOnlySpan<double> values)
    {
        if (values.Length != _columns)
        {
            throw new ArgumentException(
                $"The row has {Wording.Count(values.Length, "value")}, but the file has {Wording.Count(_columns, "column")}.",
                nameof(values));
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (_buffer.Length - _used < LongestField)
            {
                Flush();
            }

            _ = Utf8.TryWrite(_buffer.AsSpan(_used), CultureInfo.InvariantCulture, $"{values[i]:R}", out int written);
            _used += written;
            _buffer[_used++] = i + 1 < values.Length ? (byte)',' : (byte)'\n';
        }
    }

    /// <summary>Moves the finished file to its target path.</summary>
    /// <exception cref="DataFileException">The file cannot be finished; the target is unchanged.</exception>
    public void Commit() => Finish().Commit();

    /// <summary>The file with all its bytes, to be committed together with others.</summary>
    /// <exception cref="DataFileException">The bytes cannot be written.</exception>
    public AtomicFile Finish()
    {
        Flush();
        return _file;
    }

    /// <summary>Deletes the unfinished file, unless it was committed.</summary>
    public void Dispose() => _file.Dispose();

    private static string Quoted(string name) =>
        name.AsSpan().ContainsAny(",\";\t#") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;

    private void Flush()
    {
        _file.Append(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
