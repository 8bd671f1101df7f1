namespace HpCovSde.Data;

/// <summary>
/// The lines of a text, one at a time, in memory that the longest line bounds. <see cref="StreamReader.ReadLine"/> would read a file
/// without line ends as a whole.
/// </summary>
internal sealed class TextLines(TextReader reader)
{
    /// <summary>The most characters of a line.</summary>
    internal const int Longest = 1 << 24;

    private readonly char[] _buffer = new char[1 << 15];
    private char[] _line = new char[256];
    private int _position;
    private int _end;

    /// <summary>The number of the line that was read last, from 1.</summary>
    internal int Number { get; private set; }

    /// <summary>Reads a line, which is valid until the next call.</summary>
    /// <returns>False at the end of the text.</returns>
    /// <exception cref="FormatException">The line is too long, or has a character 0.</exception>
    internal bool TryRead(out ReadOnlySpan<char> line)
    {
        Number++;
        int length = 0;
        bool isEmpty = true;
        line = default;
        while (_position < _end || Fill())
        {
            isEmpty = false;
            ReadOnlySpan<char> rest = _buffer.AsSpan(_position, _end - _position);
            int lineEnd = rest.IndexOfAny('\n', '\0');
            ReadOnlySpan<char> piece = lineEnd < 0 ? rest : rest[..lineEnd];
            if (lineEnd >= 0 && rest[lineEnd] == '\0')
            {
                throw new FormatException($"is not text: line {Number} has a byte 0");
            }

            _position += piece.Length + (lineEnd < 0 ? 0 : 1);
            if (length + piece.Length > Longest)
            {
                throw new FormatException($"line {Number} has more than {Longest} characters; give so many numbers as a .npy file");
            }

            while (length + piece.Length > _line.Length)
            {
                Array.Resize(ref _line, 2 * _line.Length);
            }

            piece.CopyTo(_line.AsSpan(length));
            length += piece.Length;
            if (lineEnd >= 0)
            {
                break;
            }
        }

        line = _line.AsSpan(0, length).TrimEnd('\r');
        return !isEmpty;
    }

    private bool Fill()
    {
        _position = 0;
        _end = reader.Read(_buffer, 0, _buffer.Length);
        return _end > 0;
    }
}
