using HpCovSde.Data;

namespace HpCovSde.Models;

/// <summary>
/// The reason why there is no value. It is not an exception. Its message can name fields as the command line does, <c>--c-plus</c>, or as
/// JSON does, <c>cPlus</c>.
/// </summary>
public sealed class Refusal
{
    private readonly Func<Func<string, string>, string> _text;

    /// <summary>A refusal.</summary>
    /// <param name="field">The main field that is refused, by its name in JSON.</param>
    /// <param name="text">Makes the message, given a function from the JSON name of a field to the name shown.</param>
    internal Refusal(string field, Func<Func<string, string>, string> text)
    {
        Field = field;
        _text = text;
    }

    /// <summary>The main field that is refused, by its name in JSON.</summary>
    public string Field { get; }

    /// <summary>The message, with fields named as in JSON.</summary>
    public override string ToString() => _text(static name => name);

    /// <summary>The message with other names for the fields.</summary>
    /// <param name="nameOf">The name shown for a field, given its name in JSON.</param>
    public string Text(Func<string, string> nameOf)
    {
        ArgumentNullException.ThrowIfNull(nameOf);
        return _text(nameOf);
    }

    /// <summary>A value of a field that is not allowed.</summary>
    internal static Refusal Value(string field, string given, string allowed, IReadOnlyList<string>? names = null) =>
        new(field, name => $"{name(field)}: {NotAllowed(given, allowed, names)}");

    /// <summary>The part of a message after the name of a field: the value, the nearest of some names, and what is allowed.</summary>
    internal static string NotAllowed(string given, string allowed, IReadOnlyList<string>? names) =>
        $"{Quote(given)} is not allowed{Wording.Suggestion(given, names ?? [])}; allowed: {allowed}";

    /// <summary>A field that is not allowed together with the value of another field.</summary>
    internal static Refusal Given(string field, string given, string with, string value, string allowed) =>
        new(field, name => $"{name(field)}: {Quote(given)} given with {name(with)} {value}; allowed: {allowed}");

    /// <summary>A refusal of fields with the message of an argument check.</summary>
    internal static Refusal Because(string field, Func<Func<string, string>, string> fields, ArgumentException exception)
    {
        string reason = Reason(exception);
        return new(field, name => $"{fields(name)}: {reason}");
    }

    /// <summary>Text of the user for a message: quoted, cut to a length, and without hidden characters.</summary>
    internal static string Quote(string text)
    {
        const int Longest = 80;
        return $"'{VisibleText.Of(text.Length <= Longest ? text : $"{text[..Longest]}...")}'";
    }

    /// <summary>The message of an exception without the name of the parameter in C#.</summary>
    internal static string Reason(ArgumentException exception)
    {
        string message = exception.Message;
        int suffix = exception.ParamName is null
            ? -1
            : message.IndexOf($" (Parameter '{exception.ParamName}')", StringComparison.Ordinal);
        return suffix < 0 ? message : message[..suffix];
    }
}
