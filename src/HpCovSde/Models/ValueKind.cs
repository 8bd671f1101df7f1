using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HpCovSde.Models;

/// <summary>Reads the text of a value; false if it is not allowed.</summary>
/// <param name="text">The text.</param>
/// <param name="value">The value.</param>
/// <typeparam name="T">Its type.</typeparam>
internal delegate bool ValueParser<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>A kind of value that a field takes.</summary>
/// <param name="Allowed">The allowed values, for messages and help.</param>
/// <param name="TryParse">Reads the text of a value.</param>
internal sealed record ValueKind<T>(string Allowed, ValueParser<T> TryParse)
{
    /// <summary>The names among the values, for suggestions and completion.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}

/// <summary>The kinds of values. Text is read in the same way from a command line and from JSON.</summary>
internal static class ValueKind
{
    // The most numbers of a list: a slip such as 1:1000000 is not a grid.
    private const int MostIntegers = 1000;

    private const NumberStyles PlainNumber = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Any finite number.</summary>
    internal static ValueKind<double> AnyNumber { get; } = Number("a finite number", _ => true);

    /// <summary>True or false. On the command line it is an option without a value, which means true.</summary>
    internal static ValueKind<bool> Flag { get; } = new("true or false", bool.TryParse);

    /// <summary>A seed.</summary>
    internal static ValueKind<ulong> Seed { get; } = new(
        $"an integer from 0 to {ulong.MaxValue}",
        (string text, out ulong value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value));

    /// <summary>An integer in a closed range.</summary>
    internal static ValueKind<long> Integer(long minimum, long maximum) => new(
        minimum == maximum ? $"{minimum}" : $"an integer from {minimum} to {maximum}",
        (string text, out long value) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum);

    /// <summary>Different integers in a closed range, separated by commas or spaces. A range is FIRST:LAST or FIRST:LAST:STEP.</summary>
    internal static ValueKind<int[]> Integers(int minimum, int maximum) => new(
        $"different integers from {minimum} to {maximum}, separated by commas or spaces, or ranges FIRST:LAST:STEP; "
        + $"at most {MostIntegers} in total",
        (string text, [MaybeNullWhen(false)] out int[] value) =>
        {
            ValueKind<long> kind = Integer(minimum, maximum);
            var numbers = new List<int>();
            bool isAllowed = true;
            foreach (string part in text.Split(',').SelectMany(WithoutSpaces))
            {
                isAllowed = isAllowed && TryAddRange(part, kind, numbers);
            }

            isAllowed = isAllowed && numbers.Distinct().Count() == numbers.Count;
            value = isAllowed ? [.. numbers] : null;
            return isAllowed;
        });

    /// <summary>Two finite numbers, separated by a comma or spaces.</summary>
    internal static ValueKind<double[]> Exponents { get; } = new(
        "two finite numbers, separated by a comma",
        (string text, [MaybeNullWhen(false)] out double[] value) =>
        {
            string[] parts = [.. text.Split(',').SelectMany(WithoutSpaces)];
            double q = 0;
            value = parts.Length == 2 && AnyNumber.TryParse(parts[0], out double p) && AnyNumber.TryParse(parts[1], out q) ? [p, q] : null;
            return value is not null;
        });

    /// <summary>A finite number that satisfies a condition.</summary>
    internal static ValueKind<double> Number(string allowed, Predicate<double> condition) => new(
        allowed,
        (string text, out double value) =>
            double.TryParse(text, PlainNumber, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && condition(value));

    /// <summary>One of a few names, in upper or lower case. The value is the name as it is written here.</summary>
    internal static ValueKind<string> OneOf(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return new(string.Join(", ", all), (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = Array.Find(all, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
            return value is not null;
        })
        {
            Names = all,
        };
    }

    /// <summary>A text that satisfies a condition.</summary>
    internal static ValueKind<string> Text(string allowed, Predicate<string> condition) => new(
        allowed,
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return condition(text);
        });

    /// <summary>The name of a file.</summary>
    internal static ValueKind<string> File { get; } =
        Text("the name of a file", text => Path.GetFileName(text).Length > 0 && !text.Contains('\0', StringComparison.Ordinal));

    // An empty part between two commas stays, and is refused.
    private static string[] WithoutSpaces(string part) =>
        part.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, ..] words ? words : [""];

    private static bool TryAddRange(string text, ValueKind<long> kind, List<int> numbers)
    {
        string[] parts = text.Split(':');
        long step = 1;
        if (parts.Length > 3
            || !kind.TryParse(parts[0], out long first)
            || !kind.TryParse(parts[Math.Min(1, parts.Length - 1)], out long last)
            || (parts.Length == 3 && !Integer(1, int.MaxValue).TryParse(parts[2], out step))
            || last < first
            || numbers.Count + ((last - first) / step) >= MostIntegers)
        {
            return false;
        }

        for (long number = first; number <= last; number += step)
        {
            numbers.Add((int)number);
        }

        return true;
    }
}
