using System.Globalization;

namespace HpCovSde.Data;

/// <summary>
/// Reads a matrix of numbers from text, one row per line. Fields are separated by tabs, semicolons, commas or spaces. Numbers have decimal
/// points. The first line may be a header: all its fields are names. A first column that counts the rows, as pandas and R write it, is left
/// out. Blank lines and lines that begin with # are ignored. Fields may be in double quotes.
/// </summary>
/// <remarks>Memory is bounded by the longest line and the numbers.</remarks>
internal sealed class CsvFile
{
    // Sep (NuGet) was considered. It knows neither comments nor runs of spaces, and would not make this smaller.
    private readonly TextLines _lines;
    private double[] _values = new double[256];
    private int _count;
    private int _columns;
    private int _rows;
    private int _mostDigits;
    private CsvHeader? _header;

    private CsvFile(TextReader reader) => _lines = new(reader);

    /// <summary>Reads a matrix.</summary>
    /// <param name="stream">Text in UTF-8, or in UTF-16 or UTF-32 with a byte order mark.</param>
    /// <exception cref="FormatException">
    /// There are no numbers, rows have different lengths, or a field is not a finite number. The message gives line, column and text.
    /// </exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static NumericArray Read(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return new CsvFile(reader).Read();
    }

    private NumericArray Read()
    {
        char? separator = null;
        while (_lines.TryRead(out ReadOnlySpan<char> line))
        {
            ReadOnlySpan<char> text = line.Trim(" \r\v\f\u00A0");
            if (text.IsWhiteSpace() || text[0] == '#')
            {
                continue;
            }

            separator ??= CsvFields.Separator(text);
            if (_rows == 0 && _header is null && CsvHeader.TryRead(text, separator.Value, _lines.Number, out _header))
            {
                continue;
            }

            // A single name of several words is no list of names.
            if (_rows == 0 && separator == ' ' && _header is { IsIndexed: false } header && CsvFields.Count(text, ' ', _lines.Number) == 1)
            {
                _header = header.AsOneName();
            }

            Append(new CsvFields(text, separator.Value, _lines.Number));
        }

        return _rows > 0
            ? new NumericArray(_values, [_rows, _columns], TextBits(_mostDigits)) { Note = _header?.Note(_columns) }
            : throw new FormatException("the file has no row of numbers");
    }

    // Seven to nine digits are the text of floats.
    private static int TextBits(int digits) => digits is > 6 and < 10 ? 24 : 53;

    private void Append(CsvFields fields)
    {
        int column = 0;
        int first = _count;
        while (fields.TryNext(out ReadOnlySpan<char> field))
        {
            column++;
            if (column == 1 && IsIndexed(fields))
            {
                continue;
            }

            if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                throw new FormatException($"line {_lines.Number}, column {column}: {Unreadable(field)}");
            }

            if (!double.IsFinite(value))
            {
                throw new FormatException(
                    $"line {_lines.Number}, column {column}: {DataFileException.Quote(field.ToString())} is not finite");
            }

            if (_count == _values.Length)
            {
                Array.Resize(ref _values, (int)Math.Min(Array.MaxLength, 2L * _count));
            }

            _values[_count++] = value;
            _mostDigits = Math.Max(_mostDigits, CsvFields.SignificantDigits(field));
        }

        int expected = _rows > 0 ? _columns + (_header is { IsIndexed: true } ? 1 : 0) : _header?.Count ?? column;
        if (column != expected)
        {
            throw new FormatException(
                $"line {_lines.Number} has {Wording.Count(column, "field")}, but the lines before it have {expected}");
        }

        _columns = _count - first;
        _rows++;
    }

    // R writes no name for the index of rows, so that its header has one name less than the rows have fields.
    private bool IsIndexed(CsvFields rest)
    {
        if (_header is { IsIndexed: false } header && _rows == 0 && header.Count > 0 && rest.CountRest() == header.Count)
        {
            _header = header.WithIndex();
        }

        return _header is { IsIndexed: true };
    }

    private string Unreadable(ReadOnlySpan<char> field)
    {
        string quoted = DataFileException.Quote(field.ToString());
        return field.Contains(',') ? $"{quoted} is not a number; numbers have decimal points"
            : _rows == 0 && _header is null ? $"{quoted} is not a number, and the line is not a header of names"
            : $"{quoted} is not a number";
    }
}
