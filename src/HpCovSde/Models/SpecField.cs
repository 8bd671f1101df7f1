using System.Globalization;

namespace HpCovSde.Models;

/// <summary>
/// A field of a document: its name, its help text and the values it allows. The command line has an option for it, and the JSON reader
/// checks it.
/// </summary>
/// <typeparam name="TDocument"><see cref="ModelDocument"/> or a document of a run.</typeparam>
public abstract class SpecField<TDocument>
    where TDocument : class
{
    private protected SpecField(string name, string placeholder, string description, string allowed, IReadOnlyList<string> names)
    {
        Names = names;
        Name = name;
        Placeholder = placeholder;
        Description = description;
        Allowed = allowed;
    }

    /// <summary>The name in JSON; on the command line <c>cPlus</c> is <c>--c-plus</c>.</summary>
    public string Name { get; }

    /// <summary>The placeholder of the value in the help.</summary>
    public string Placeholder { get; }

    /// <summary>Help text.</summary>
    public string Description { get; }

    /// <summary>The allowed values, for messages.</summary>
    public string Allowed { get; }

    /// <summary>The names among the allowed values, for suggestions and completion.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>True if it is a list of values.</summary>
    internal abstract bool IsList { get; }

    /// <summary>True if it is an integer.</summary>
    internal abstract bool IsInteger { get; }

    /// <summary>True if it is a number, an integer or not.</summary>
    internal abstract bool IsNumber { get; }

    /// <summary>True if it is an option without a value on the command line.</summary>
    public abstract bool IsFlag { get; }

    /// <summary>Writes a value into a document. Returns false and changes nothing if the text is not allowed.</summary>
    /// <param name="document">The document.</param>
    /// <param name="text">The value as on the command line.</param>
    public abstract bool TrySet(TDocument document, string text);

    /// <summary>The value in a document as text; null if there is none.</summary>
    /// <param name="document">The document.</param>
    public abstract string? TextIn(TDocument document);

    /// <summary>
    /// A refusal if the value in a document is not allowed; otherwise null. Names are then as the tool writes them, in lower case.
    /// </summary>
    internal Refusal? Normalize(TDocument document) =>
        TextIn(document) is { } text && !TrySet(document, text) ? Refusal.Value(Name, text, Allowed, Names) : null;
}

/// <summary>A field with values of one type.</summary>
internal sealed class SpecField<TDocument, T> : SpecField<TDocument>
    where TDocument : class
{
    private readonly ValueKind<T> _kind;
    private readonly Func<TDocument, object?> _get;
    private readonly Action<TDocument, T> _set;

    internal SpecField(
        string name, string placeholder, string description, ValueKind<T> kind, Func<TDocument, object?> get, Action<TDocument, T> set)
        : base(name, placeholder, description, kind.Allowed, kind.Names)
    {
        _kind = kind;
        _get = get;
        _set = set;
    }

    internal override bool IsList => typeof(T).IsArray;

    internal override bool IsInteger => typeof(T) == typeof(long) || typeof(T) == typeof(ulong);

    internal override bool IsNumber => IsInteger || typeof(T) == typeof(double);

    public override bool IsFlag => typeof(T) == typeof(bool);

    public override bool TrySet(TDocument document, string text)
    {
        if (!_kind.TryParse(text, out T? value))
        {
            return false;
        }

        _set(document, value);
        return true;
    }

    public override string? TextIn(TDocument document) => _get(document) switch
    {
        null => null,
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        int[] numbers => string.Join(',', numbers),
        double[] numbers => string.Join(',', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture))),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        object value => value.ToString(),
    };
}
