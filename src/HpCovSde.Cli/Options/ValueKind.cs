using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HpCovSde.Cli.Options;

/// <summary>Reads the text of a value; false if it is not allowed.</summary>
internal delegate bool ValueParser<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>A kind of value that options take.</summary>
/// <param name="Allowed">What is allowed, for messages and help.</param>
/// <param name="TryParse">Reads it.</param>
internal sealed record ValueKind<T>(string Allowed, ValueParser<T> TryParse);

/// <summary>The kinds of values.</summary>
internal static class ValueKind
{
    private const NumberStyles PlainNumber = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>An integer in a closed range.</summary>
    internal static ValueKind<int> Integer(int minimum, int maximum) => new(
        $"an integer from {minimum} to {maximum}",
        (string text, out int value) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum);

    /// <summary>Different integers in a closed range, separated by commas.</summary>
    internal static ValueKind<int[]> Integers(int minimum, int maximum) => new(
        $"different integers from {minimum} to {maximum}, separated by commas",
        (string text, [MaybeNullWhen(false)] out int[] value) =>
        {
            ValueKind<int> kind = Integer(minimum, maximum);
            var numbers = new List<int>();
            bool isAllowed = true;
            foreach (string part in text.Split(','))
            {
                isAllowed &= kind.TryParse(part, out int number) && !numbers.Contains(number);
                numbers.Add(number);
            }

            value = isAllowed ? [.. numbers] : null;
            return isAllowed;
        });

    /// <summary>A seed.</summary>
    internal static ValueKind<ulong> Seed { get; } = new(
        $"an integer from 0 to {ulong.MaxValue}",
        (string text, out ulong value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value));

    /// <summary>A finite number that satisfies a condition.</summary>
    internal static ValueKind<double> Number(string allowed, Predicate<double> condition) => new(
        allowed,
        (string text, out double value) =>
            double.TryParse(text, PlainNumber, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && condition(value));

    /// <summary>One of a few names.</summary>
    internal static ValueKind<T> OneOf<T>(params (string Name, T Value)[] choices) => new(
        string.Join(", ", choices.Select(choice => choice.Name)),
        (string text, [MaybeNullWhen(false)] out T value) =>
        {
            int index = Array.FindIndex(choices, choice => choice.Name == text);
            value = index < 0 ? default : choices[index].Value;
            return index >= 0;
        });

    /// <summary>A file; with one of some extensions, if any are named.</summary>
    internal static ValueKind<string> File(params string[] extensions) => new(
        extensions.Length == 0 ? "the name of a file" : $"the name of a file that ends in {string.Join(" or ", extensions)}",
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return Path.GetFileName(text).Length > 0
                && !text.Contains('\0', StringComparison.Ordinal)
                && (extensions.Length == 0 || extensions.Contains(Path.GetExtension(text), StringComparer.OrdinalIgnoreCase));
        });
}
