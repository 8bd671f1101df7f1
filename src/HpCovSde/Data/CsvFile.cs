using System.Globalization;
using System.Text;

namespace HpCovSde.Data;

/// <summary>
/// Reads a matrix of numbers from text, one row per line. Fields are separated by commas, semicolons or tabs, or by spaces in a file of
/// plain numbers as NumPy's savetxt writes it. Numbers have decimal points. The first line may be a header: it has as many fields as the
/// rows, and none of them is a number. Blank lines and lines that begin with # are ignored. Fields may be in double quotes.
/// </summary>
internal static class CsvFile
{
    /// <summary>Reads a matrix.</summary>
    /// <param name="path">The file, UTF-8 (or UTF-16 or UTF-32 with a byte order mark).</param>
    /// <exception cref="DataFileException">
    /// The file cannot be read or has no numbers, its rows have different lengths, or a field is not a finite number. The message gives
    /// line, column and text.
    /// </exception>
    public static NumericArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var reader = new StreamReader(path);
            return Read(reader);
        }
        catch (FormatException failure)
        {
            throw new DataFileException(path, failure.Message, failure);
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure))
        {
            throw DataFileException.From(path, failure);
        }
    }

    private static NumericArray Read(StreamReader reader)
    {
        var values = new List<double>();
        var fields = new List<string>();
        char? separator = null;
        int columns = 0;
        int rows = 0;
        int line = 0;
        while (reader.ReadLine() is string text)
        {
            line++;
            if (string.IsNullOrWhiteSpace(text) || text.TrimStart().StartsWith('#'))
            {
                continue;
            }

            bool first = separator is null;
            separator ??= Separator(text);
            Split(text, separator.Value, line, fields);
            columns = first ? fields.Count : columns;
            if (fields.Count != columns)
            {
                throw new FormatException($"line {line} has {fields.Count} fields, but the lines before it have {columns}");
            }

            // A first line with some numbers is a damaged row, or a header with an index column. Skipping it could give wrong numbers.
            if (first && !fields.Any(field => IsNumber(field, out _)))
            {
                continue;
            }

            Append(values, fields, line);
            rows++;
        }

        return rows > 0 ? new NumericArray([.. values], [rows, columns]) : throw new FormatException("the file has no row of numbers");
    }

    private static void Append(List<double> values, List<string> fields, int line)
    {
        for (int column = 0; column < fields.Count; column++)
        {
            if (!IsNumber(fields[column], out double value))
            {
                throw new FormatException($"line {line}, column {column + 1}: {DataFileException.Quote(fields[column])} is not a number");
            }

            if (!double.IsFinite(value))
            {
                throw new FormatException($"line {line}, column {column + 1}: {DataFileException.Quote(fields[column])} is not finite");
            }

            values.Add(value);
        }
    }

    private static bool IsNumber(string field, out double value) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    // A tab or a semicolon outside quotes takes precedence, since fields of such files may contain commas. Spaces come last.
    private static char Separator(string line)
    {
        bool semicolon = false;
        bool quoted = false;
        foreach (char c in line)
        {
            quoted ^= c == '"';
            if (!quoted && c == '\t')
            {
                return '\t';
            }

            semicolon |= !quoted && c == ';';
        }

        bool spaced = !semicolon
            && !line.Contains(',', StringComparison.Ordinal)
            && BySpaces(line) is [var word, _, ..]
            && IsNumber(word, out _);
        return semicolon ? ';' : spaced ? ' ' : ',';
    }

    private static string[] BySpaces(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static void Split(string line, char separator, int number, List<string> fields)
    {
        fields.Clear();
        if (separator == ' ')
        {
            fields.AddRange(BySpaces(line));
            return;
        }

        var field = new StringBuilder();
        bool quoted = false;
        foreach (char c in line)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == separator && !quoted)
            {
                fields.Add(field.ToString().Trim());
                _ = field.Clear();
            }
            else
            {
                _ = field.Append(c);
            }
        }

        if (quoted)
        {
            throw new FormatException($"line {number}: a double quote is not closed");
        }

        fields.Add(field.ToString().Trim());
    }
}
