using System.Globalization;
using System.Text;

namespace HpCovSde.Data;

/// <summary>
/// Text of the user or of a file for a terminal. Characters that would move the cursor, change colours or turn the direction of writing are
/// shown as escapes.
/// </summary>
internal static class VisibleText
{
    /// <summary>The text with every control, format and line separator character escaped: <c>\x1b</c>, <c>\u202e</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepLines">Whether line feeds stay, for text of several lines.</param>
    internal static string Of(string text, bool keepLines = false) =>
        Escape(text, keepLines, static c => c < 0x100 ? $"\\x{(int)c:x2}" : $"\\u{(int)c:x4}");

    /// <summary>A JSON document with the same characters written as JSON escapes. It stays the same document.</summary>
    internal static string OfJson(string document) => Escape(document, keepLines: true, static c => $"\\u{(int)c:x4}");

    private static string Escape(string text, bool keepLines, Func<char, string> escape)
    {
        int first = 0;
        while (first < text.Length && !IsHidden(text, first, keepLines))
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        var visible = new StringBuilder(text, 0, first, text.Length + 16);
        for (int i = first; i < text.Length; i++)
        {
            _ = IsHidden(text, i, keepLines) ? visible.Append(escape(text[i])) : visible.Append(text[i]);
        }

        return visible.ToString();
    }

    // Both halves of a surrogate pair have the category of the pair.
    private static bool IsHidden(string text, int index, bool keepLines)
    {
        char c = text[index];
        if (char.IsAscii(c))
        {
            return char.IsControl(c) && !(c == '\n' && keepLines);
        }

        int start = char.IsLowSurrogate(c) && index > 0 && char.IsHighSurrogate(text[index - 1]) ? index - 1 : index;
        return CharUnicodeInfo.GetUnicodeCategory(text, start) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
    }
}
