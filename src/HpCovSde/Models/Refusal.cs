namespace HpCovSde.Models;

/// <summary>
/// Why something that was asked for cannot be had. It is a value, not an exception: a command line and a JSON document name the same field
/// in their own way, <c>--c-plus</c> or <c>cPlus</c>.
/// </summary>
public sealed class Refusal
{
    private readonly Func<Func<string, string>, string> _text;

    /// <summary>A refusal.</summary>
    /// <param name="field">The field that it is mostly about, by its name in JSON.</param>
    /// <param name="text">Makes the message, given how fields are named where it is read.</param>
    internal Refusal(string field, Func<Func<string, string>, string> text)
    {
        Field = field;
        _text = text;
    }

    /// <summary>The field that it is mostly about, by its name in JSON.</summary>
    public string Field { get; }

    /// <summary>The message, with fields named as in JSON.</summary>
    public override string ToString() => _text(static name => name);

    /// <summary>The message with other names for the fields.</summary>
    /// <param name="nameOf">What a field, given by its name in JSON, is called.</param>
    public string Text(Func<string, string> nameOf)
    {
        ArgumentNullException.ThrowIfNull(nameOf);
        return _text(nameOf);
    }

    /// <summary>A value of a field that is not allowed.</summary>
    internal static Refusal Value(string field, string given, string allowed) =>
        new(field, name => $"{name(field)}: {Quote(given)} is not allowed; allowed: {allowed}");

    /// <summary>A field that does not go with something else.</summary>
    internal static Refusal Given(string field, string given, string with, string value, string allowed) =>
        new(field, name => $"{name(field)}: {Quote(given)} given with {name(with)} {value}; allowed: {allowed}");

    /// <summary>What an argument check of the library said about fields.</summary>
    internal static Refusal Because(string field, Func<Func<string, string>, string> fields, ArgumentException exception)
    {
        string reason = Reason(exception);
        return new(field, name => $"{fields(name)}: {reason}");
    }

    /// <summary>Text of the user as it stands in a message: quoted, and short.</summary>
    internal static string Quote(string text)
    {
        const int Longest = 80;
        return $"'{(text.Length <= Longest ? text : $"{text[..Longest]}...")}'";
    }

    /// <summary>The message of an exception without the name of the parameter, which only a programmer knows.</summary>
    internal static string Reason(ArgumentException exception)
    {
        string message = exception.Message;
        int suffix = exception.ParamName is null
            ? -1
            : message.IndexOf($" (Parameter '{exception.ParamName}')", StringComparison.Ordinal);
        return suffix < 0 ? message : message[..suffix];
    }
}
