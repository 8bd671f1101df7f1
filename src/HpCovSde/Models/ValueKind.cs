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
internal sealed record ValueKind<T>(string Allowed, ValueParser<T> TryParse);

/// <summary>The kinds of values. Text is read in the same way from a command line and from JSON.</summary>
internal static class ValueKind
{
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
        $"an integer from {minimum} to {maximum}",
        (string text, out long value) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum);

    /// <summary>Different integers in a closed range, separated by commas.</summary>
    internal static ValueKind<int[]> Integers(int minimum, int maximum) => new(
        $"different integers from {minimum} to {maximum}, separated by commas",
        (string text, [MaybeNullWhen(false)] out int[] value) =>
        {
            ValueKind<long> kind = Integer(minimum, maximum);
            var numbers = new List<int>();
            bool isAllowed = true;
            foreach (string part in text.Split(','))
            {
                isAllowed &= kind.TryParse(part, out long number) && !numbers.Contains((int)number);
                numbers.Add((int)number);
            }

            value = isAllowed ? [.. numbers] : null;
            return isAllowed;
        });

    /// <summary>A finite number that satisfies a condition.</summary>
    internal static ValueKind<double> Number(string allowed, Predicate<double> condition) => new(
        allowed,
        (string text, out double value) =>
            double.TryParse(text, PlainNumber, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && condition(value));

    /// <summary>One of a few names.</summary>
    internal static ValueKind<string> OneOf(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return new(string.Join(", ", all), (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return all.Contains(text, StringComparer.Ordinal);
        });
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
}
