using System.Globalization;
using System.Text;

namespace HpCovSde.Plots.Rendering;

/// <summary>Writes SVG elements: escapes text, writes numbers with at most two decimals, the same bytes everywhere.</summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder _output = new();
    private readonly Stack<string> _open = new();

    /// <summary>Opens an element.</summary>
    public void Start(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(element, attributes);
        _ = _output.Append(">\n");
        _open.Push(element);
    }

    /// <summary>Writes an element without content.</summary>
    public void Empty(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(element, attributes);
        _ = _output.Append("/>\n");
    }

    /// <summary>Writes an element whose content is text, with an optional superscript behind it.</summary>
    public void Text(string element, string text, string superscript, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(element, attributes);
        _ = _output.Append('>').Append(Escape(text));
        if (superscript.Length > 0)
        {
            _ = _output.Append("<tspan dy=\"-4\" font-size=\"8\">").Append(Escape(superscript)).Append("</tspan>");
        }

        _ = _output.Append("</").Append(element).Append(">\n");
    }

    /// <summary>Closes the innermost open element.</summary>
    public void End() => _ = _output.Append(' ', 2 * (_open.Count - 1)).Append("</").Append(_open.Pop()).Append(">\n");

    /// <summary>The text written so far.</summary>
    public override string ToString() => _output.ToString();

    /// <summary>A number for SVG: at most two decimals, invariant, no negative zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not finite, which is an error of the caller.</exception>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "A coordinate must be finite.");
        }

        // Adding 0 turns −0, which rounding may give, into 0.
        return (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Text as XML 1.0 allows it. Characters that XML forbids become U+FFFD. In a run of spaces, which viewers would draw as one space,
    /// all but the first become no-break spaces.
    /// </summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        bool afterSpace = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                ' ' or '\t' or '\n' or '\r' => escaped.Append(afterSpace ? '\u00A0' : ' '),
                < 0x20 or 0xFFFE or 0xFFFF => escaped.Append('\uFFFD'),
                _ => escaped.Append(rune.ToString()),
            };
            afterSpace = escaped[^1] is ' ' or '\u00A0';
        }

        return escaped.ToString();
    }

    private void Tag(string element, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _ = _output.Append(' ', 2 * _open.Count).Append('<').Append(element);
        foreach ((string name, string value) in attributes)
        {
            _ = _output.Append(' ').Append(name).Append("=\"").Append(Escape(value)).Append('"');
        }
    }
}
