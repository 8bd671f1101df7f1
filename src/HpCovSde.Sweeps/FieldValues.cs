using System.Globalization;

namespace HpCovSde.Sweeps;

/// <summary>
/// The values that a text stands for: one value; a range FIRST:LAST or FIRST:LAST:STEP; K values FIRST:LAST:linK or FIRST:LAST:logK, with
/// equal differences or ratios; or =EXPRESSION, computed for each cell.
/// </summary>
internal static class FieldValues
{
    /// <summary>The most values of a field.</summary>
    internal const int Most = 10_000;

    internal const string Allowed =
        "a value, a list, a range FIRST:LAST:STEP, FIRST:LAST:linK or FIRST:LAST:logK of K values, or =EXPRESSION of other fields";

    /// <summary>The values, each allowed, or an expression.</summary>
    /// <exception cref="FormatException">The text is none of these; the message says what is allowed.</exception>
    internal static IReadOnlyList<string> Of(SweepField field, string text)
    {
        if (text.StartsWith('='))
        {
            Expression expression = Expression.Parse(text[1..]);
            return expression.IsCondition ? throw new FormatException($"'{text}' is a condition; allowed: a number") : [text];
        }

        // Names such as file:PATH have colons.
        if (field.IsAllowed(text))
        {
            return [text];
        }

        if (Whole(field, text) is { } whole)
        {
            return [whole];
        }

        IReadOnlyList<string> range = Range(field, text.Split(':'));
        return range is not [] && range.All(field.IsAllowed)
            ? range
            : throw new FormatException($"'{text}' is not allowed; allowed: {field.Allowed}; or {Allowed}");
    }

    // 1e5 replicas.
    private static string? Whole(SweepField field, string text) =>
        field.IsInteger && TryNumber(text, out double number) && number == Math.Round(number) && Math.Abs(number) <= 1L << 53
        && field.TextOf(number) is { } whole && field.IsAllowed(whole)
            ? whole
            : null;

    private static IReadOnlyList<string> Range(SweepField field, string[] parts)
    {
        if (parts.Length is not (2 or 3) || !TryNumber(parts[0], out double first) || !TryNumber(parts[1], out double last))
        {
            return [];
        }

        if (parts.Length == 3 && parts[2] is ['l', _, _, .. var digits] spacing && (spacing[..3] is "lin" or "log"))
        {
            bool isLogarithmic = spacing[..3] == "log";
            return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 2 and <= Most
                && (!isLogarithmic || (first > 0 && last > 0))
                ? [.. Enumerable.Range(0, count).Select(i => field.TextOf(Point(first, last, i, count - 1, isLogarithmic))).Distinct()]
                : [];
        }

        double step = first <= last ? 1 : -1;
        if (parts.Length == 3 && !TryNumber(parts[2], out step))
        {
            return [];
        }

        double steps = Math.Floor(((last - first) / step) + 1e-9);
        return step != 0 && steps is >= 0 and < Most
            ? [.. Enumerable.Range(0, (int)steps + 1).Select(i => field.TextOf(Rounded(first + (i * step)))).Distinct()]
            : [];
    }

    // The ends are exact.
    private static double Point(double first, double last, int i, int intervals, bool isLogarithmic) => i == 0 ? first
        : i == intervals ? last
        : Rounded(isLogarithmic
            ? Math.Exp(Math.Log(first) + (i * (Math.Log(last) - Math.Log(first)) / intervals))
            : first + (i * (last - first) / intervals));

    // 0.1 + 0.2 is 0.3: a cell is found again by its numbers.
    private static double Rounded(double value) =>
        double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
