using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HpCovSde.Data;

/// <summary>The names of the columns of a text file.</summary>
/// <param name="Names">The names.</param>
/// <param name="IsIndexed">Whether the first column is an index of the rows.</param>
/// <param name="Count">The number of fields that rows have.</param>
internal sealed record CsvHeader(IReadOnlyList<string> Names, bool IsIndexed, int Count)
{
    private const int LongestNote = 60;

    // The names that pandas and R give to an index, and those of values that are missing.
    private static readonly string[] IndexNames = ["", "Unnamed: 0", "index", "rownames"];
    private static readonly string[] Missing = ["na", "n/a", "nan", "null", "none", "nil", "inf", "infinity"];

    /// <summary>
    /// Reads a header: every field is a name. The first one may be empty, or another name of an index. Then the others may also be
    /// 0, 1, 2, …, the names that pandas gives to columns without a name.
    /// </summary>
    internal static bool TryRead(ReadOnlySpan<char> text, char separator, int line, [NotNullWhen(true)] out CsvHeader? header)
    {
        var names = new List<string>();
        var fields = new CsvFields(text, separator, line);
        header = null;
        while (fields.TryNext(out ReadOnlySpan<char> field))
        {
            if (names.Count > 0 && !IsName(field) && !IsCounted(names[0], names.Count, field))
            {
                return false;
            }

            names.Add(field.ToString());
        }

        bool isIndexed = names.Count > 1 && IndexNames.Contains(names[0], StringComparer.OrdinalIgnoreCase);
        header = isIndexed || IsName(names[0]) ? new(names, isIndexed, names.Count) : null;
        return header is not null;
    }

    /// <summary>The names as a single one.</summary>
    internal CsvHeader AsOneName() => new([string.Join(' ', Names)], false, 1);

    /// <summary>With a first column that has no name.</summary>
    internal CsvHeader WithIndex() => this with { IsIndexed = true, Count = Count + 1 };

    /// <summary>What is left out of the file.</summary>
    /// <param name="columns">The number of columns that are kept.</param>
    internal string Note(int columns)
    {
        string names = string.Join(", ", Names.TakeLast(columns));
        string shown = names.Length <= LongestNote ? names : $"{names[..LongestNote]}…";
        string index = IsIndexed ? "; the first column is an index of the rows and is skipped too" : "";
        return $"header skipped: {VisibleText.Of(shown)}{index}";
    }

    private static bool IsCounted(string first, int column, ReadOnlySpan<char> field) =>
        IndexNames.Contains(first, StringComparer.OrdinalIgnoreCase)
        && int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number == column - 1;

    // A damaged number, such as 0,5 or 1.0D+00 or 10%, is no name.
    private static bool IsName(ReadOnlySpan<char> field)
    {
        if (field.IsEmpty || char.IsDigit(field[0]) || field[0] is '-' or '+' or '.' or ',' || CsvFields.IsNumber(field))
        {
            return false;
        }

        bool hasLetter = false;
        foreach (char c in field)
        {
            hasLetter |= char.IsLetter(c);
        }

        return hasLetter && !Missing.Contains(field.ToString(), StringComparer.OrdinalIgnoreCase);
    }
}
