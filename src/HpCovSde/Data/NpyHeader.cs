using System.Globalization;

namespace HpCovSde.Data;

/// <summary>
/// The header of a .npy file: a Python dict literal with the keys 'descr', 'fortran_order' and 'shape'
/// (NumPy, "NumPy format", versions 1.0 to 3.0).
/// </summary>
internal sealed class NpyHeader
{
    private NpyHeader(string descriptor, bool fortranOrder, long[] shape)
    {
        Descriptor = descriptor;
        FortranOrder = fortranOrder;
        Shape = shape;
    }

    public string Descriptor { get; }

    public bool FortranOrder { get; }

    public IReadOnlyList<long> Shape { get; }

    /// <summary>Parses the dict literal.</summary>
    /// <exception cref="FormatException">The text is not such a dict. The message gives the position of the error.</exception>
    public static NpyHeader Parse(string text)
    {
        var reader = new Reader(text);
        string? descriptor = null;
        bool? fortranOrder = null;
        long[]? shape = null;

        reader.Expect('{');
        while (!reader.TryTake('}'))
        {
            string key = reader.String();
            reader.Expect(':');
            switch (key)
            {
                case "descr" when descriptor is null:
                    descriptor = reader.Descriptor();
                    break;
                case "fortran_order" when fortranOrder is null:
                    fortranOrder = reader.Boolean();
                    break;
                case "shape" when shape is null:
                    shape = reader.Tuple();
                    break;
                default:
                    throw new FormatException($"the key {DataFileException.Quote(key)} is unknown or given twice");
            }

            if (!reader.TryTake(','))
            {
                reader.Expect('}');
                break;
            }
        }

        reader.ExpectEnd();
        return new NpyHeader(
            descriptor ?? throw Missing("descr"), fortranOrder ?? throw Missing("fortran_order"), shape ?? throw Missing("shape"));
    }

    private static FormatException Missing(string key) => new($"the key '{key}' is missing");

    private ref struct Reader(string text)
    {
        private int _position;

        public bool TryTake(char c)
        {
            SkipSpace();
            if (_position < text.Length && text[_position] == c)
            {
                _position++;
                return true;
            }

            return false;
        }

        public void Expect(char c)
        {
            if (!TryTake(c))
            {
                throw Unexpected($"'{c}'");
            }
        }

        public void ExpectEnd()
        {
            SkipSpace();
            if (_position < text.Length)
            {
                throw Unexpected("the end");
            }
        }

        public string String()
        {
            SkipSpace();
            char quote = _position < text.Length ? text[_position] : '\0';
            int end = quote is '\'' or '"' ? text.IndexOf(quote, _position + 1) : -1;
            if (end < 0)
            {
                throw Unexpected("a string");
            }

            string value = text[(_position + 1)..end];
            _position = end + 1;
            return value;
        }

        public string Descriptor()
        {
            SkipSpace();
            if (_position < text.Length && text[_position] is '[' or '(')
            {
                throw new FormatException("the array is structured (records of several fields); only plain numbers can be read");
            }

            return String();
        }

        public bool Boolean()
        {
            SkipSpace();
            foreach ((string word, bool value) in (ReadOnlySpan<(string, bool)>)[("True", true), ("False", false)])
            {
                if (text.AsSpan(_position).StartsWith(word, StringComparison.Ordinal))
                {
                    _position += word.Length;
                    return value;
                }
            }

            throw Unexpected("True or False");
        }

        public long[] Tuple()
        {
            var values = new List<long>();
            Expect('(');
            while (!TryTake(')'))
            {
                values.Add(Integer());
                if (!TryTake(','))
                {
                    Expect(')');
                    break;
                }
            }

            return [.. values];
        }

        private long Integer()
        {
            SkipSpace();
            int start = _position;
            while (_position < text.Length && char.IsAsciiDigit(text[_position]))
            {
                _position++;
            }

            ReadOnlySpan<char> digits = text.AsSpan(start, _position - start);
            if (digits.IsEmpty)
            {
                throw Unexpected("a length");
            }

            // Python 2 wrote long integers as 3L.
            _ = TryTake('L');
            return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
                ? value
                : throw new FormatException($"the length {DataFileException.Quote(digits.ToString())} is too large");
        }

        private readonly FormatException Unexpected(string expected)
        {
            string found = _position < text.Length ? DataFileException.Quote(text[_position..]) : "its end";
            return new FormatException($"{expected} is expected at character {_position + 1} of the header, but found {found}");
        }

        private void SkipSpace()
        {
            while (_position < text.Length && char.IsWhiteSpace(text[_position]))
            {
                _position++;
            }
        }
    }
}
