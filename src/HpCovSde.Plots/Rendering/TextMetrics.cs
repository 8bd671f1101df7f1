using System.Globalization;

namespace HpCovSde.Plots.Rendering;

/// <summary>
/// Widths of text without a font: the advance widths of a wide sans-serif font by class of character, so that text in a narrower font
/// takes less room than reserved, not more.
/// </summary>
internal static class TextMetrics
{
    /// <summary>The width in pixels of a line of text at a font size.</summary>
    public static double Width(string text, double size, bool bold = false)
    {
        double em = 0;
        foreach (char c in text)
        {
            em += c switch
            {
                'i' or 'j' or 'l' or '|' or '.' or ',' or ':' or ';' or '\'' or '!' or ' ' => 0.34,
                'f' or 't' or 'r' or '(' or ')' or '[' or ']' or '/' or '-' => 0.41,
                'm' or 'w' or 'M' or 'W' or '%' or '@' => 0.96,
                '=' or '+' or '<' or '>' or '\u2212' or '×' or '±' or '≈' => 0.84,
                >= 'A' and <= 'Z' => 0.71,
                _ when char.GetUnicodeCategory(c) == UnicodeCategory.OtherNumber || c is >= '\u2070' and <= '\u209F' => 0.42,
                _ when c >= '\u1100' && char.GetUnicodeCategory(c) == UnicodeCategory.OtherLetter => 1.0,
                _ => 0.63,
            };
        }

        return em * size * (bold ? 1.1 : 1);
    }

    /// <summary>Breaks text at spaces into lines of at most the given width; a longer word is not broken.</summary>
    public static List<string> Wrap(string text, double size, bool bold, double width)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && Width(longer, size, bold) > width)
            {
                lines.Add(line);
                longer = word;
            }

            line = longer;
        }

        if (line.Length > 0)
        {
            lines.Add(line);
        }

        return lines;
    }
}
