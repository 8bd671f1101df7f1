using System.Globalization;

namespace HpCovSde.Data;

/// <summary>The fields of a line of text, one after the other, without copying.</summary>
internal ref struct CsvFields
{
    private readonly char _separator;
    private readonly int _line;
    private ReadOnlySpan<char> _rest;
    private bool _hasMore = true;

    /// <param name="text">The line, not empty, without spaces at its ends.</param>
    /// <param name="separator">The separator. If it is a space, any number of them separates two fields.</param>
    /// <param name="line">The number of the line, for messages.</param>
    internal CsvFields(ReadOnlySpan<char> text, char separator, int line)
    {
        _rest = text;
        _separator = separator;
        _line = line;
    }

    /// <summary>
    /// The separator of a line: a tab or a semicolon outside quotes, since fields of such files may contain commas; a comma; a space.
    /// </summary>
    internal static char Separator(ReadOnlySpan<char> line)
    {
        bool quoted = false;
        char found = ' ';
        foreach (char c in line)
        {
            quoted ^= c == '"';
            if (!quoted && Rank(c) > Rank(found))
            {
                found = c;
            }
        }

        return found;

        static int Rank(char c) => c switch { '\t' => 3, ';' => 2, ',' => 1, _ => 0 };
    }

    /// <summary>The number of fields of a line.</summary>
    internal static int Count(ReadOnlySpan<char> text, char separator, int line) => new CsvFields(text, separator, line).CountRest();

    /// <summary>Whether a field is a number, finite or not.</summary>
    internal static bool IsNumber(ReadOnlySpan<char> field) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>The digits of a decimal number without leading zeros and without the exponent.</summary>
    internal static int SignificantDigits(ReadOnlySpan<char> number)
    {
        int digits = 0;
        foreach (char c in number)
        {
            if (c is 'e' or 'E')
            {
                break;
            }

            digits += char.IsAsciiDigit(c) && (digits > 0 || c != '0') ? 1 : 0;
        }

        return digits;
    }

    /// <summary>The number of fields that have not been read.</summary>
    internal readonly int CountRest()
    {
        CsvFields copy = this;
        int count = 0;
        while (copy.TryNext(out _))
        {
            count++;
        }

        return count;
    }

    /// <summary>The next field, without quotes and without spaces at its ends.</summary>
    /// <exception cref="FormatException">A double quote is not closed.</exception>
    internal bool TryNext(out ReadOnlySpan<char> field)
    {
        field = default;
        if (!_hasMore)
        {
            return false;
        }

        int end = 0;
        bool quoted = false;
        bool hasQuotes = false;
        for (; end < _rest.Length && (quoted || _rest[end] != _separator); end++)
        {
            if (_rest[end] == '"')
            {
                (quoted, hasQuotes) = (!quoted, true);
            }
        }

        if (quoted)
        {
            throw new FormatException($"line {_line}: a double quote is not closed");
        }

        field = (hasQuotes ? _rest[..end].ToString().Replace("\"", "", StringComparison.Ordinal) : _rest[..end]).Trim();
        _hasMore = end < _rest.Length;
        _rest = _hasMore ? _rest[(end + 1)..] : default;
        if (_separator == ' ')
        {
            _rest = _rest.TrimStart(' ');
        }

        return true;
    }
}
