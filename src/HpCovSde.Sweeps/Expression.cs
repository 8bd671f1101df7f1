using System.Globalization;

namespace HpCovSde.Sweeps;

/// <summary>
/// An expression over the fields of a cell: numbers, names of fields, + - * / ^, sqrt(x), log(x), parentheses, and at most one comparison,
/// == != &lt; &lt;= &gt; &gt;=. A name that is no field is a text: <c>activation == tanh</c>.
/// </summary>
internal sealed class Expression
{
    // Parentheses and signs are nested calls, of which the stack holds some thousands.
    private const int Longest = 500;

    private static readonly string[] Comparisons = ["==", "!=", "<=", ">=", "<", ">"];

    private readonly Evaluation _evaluate;

    private Expression(string text, IReadOnlyList<string> names, bool isCondition, Evaluation evaluate)
    {
        Text = text;
        Names = names;
        IsCondition = isCondition;
        _evaluate = evaluate;
    }

    /// <summary>The expression as it was written.</summary>
    internal string Text { get; }

    /// <summary>The names in it, some of which may be texts.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>Whether it has a comparison.</summary>
    internal bool IsCondition { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It is not one; the message has the position.</exception>
    internal static Expression Parse(string text)
    {
        if (text.Length > Longest)
        {
            throw new FormatException($"'{text[..20]}…' has {text.Length} characters; allowed: at most {Longest}");
        }

        var parser = new Parser(text);
        Evaluation evaluate = parser.Comparison(out bool isCondition);
        parser.End();
        return new(text, parser.Names, isCondition, evaluate);
    }

    /// <summary>The number it has.</summary>
    /// <param name="valueOf">The value of a field as text; null if it has none.</param>
    /// <exception cref="FormatException">A field in it has no number.</exception>
    internal double Number(Func<string, string?> valueOf) => _evaluate(valueOf).Required;

    /// <summary>Whether the condition holds.</summary>
    /// <param name="valueOf">The value of a field as text; null if it has none.</param>
    /// <exception cref="FormatException">A field in it has no number.</exception>
    internal bool Holds(Func<string, string?> valueOf) => _evaluate(valueOf).Required != 0;

    private delegate Operand Evaluation(Func<string, string?> valueOf);

    // A number, or a text that is compared with another.
    private readonly record struct Operand(double? Number, string Text)
    {
        internal double Required => Number ?? throw new FormatException($"{Text} is not a number");

        internal static Operand Of(double number) => new(number, number.ToString("R", CultureInfo.InvariantCulture));
    }

    private sealed class Parser(string text)
    {
        private int _at;

        internal List<string> Names { get; } = [];

        internal Evaluation Comparison(out bool isCondition)
        {
            Evaluation left = Sum();
            string? sign = Array.Find(Comparisons, Take);
            isCondition = sign is not null;
            if (sign is null)
            {
                return left;
            }

            Evaluation right = Sum();
            return valueOf => Operand.Of(Compare(sign, left(valueOf), right(valueOf)) ? 1 : 0);
        }

        internal void End()
        {
            SkipSpaces();
            if (_at < text.Length)
            {
                throw Unexpected("an operator or the end");
            }
        }

        private static bool Compare(string sign, Operand left, Operand right)
        {
            bool areNumbers = left.Number is not null && right.Number is not null;
            return sign switch
            {
                "==" when !areNumbers => left.Text.Equals(right.Text, StringComparison.OrdinalIgnoreCase),
                "!=" when !areNumbers => !left.Text.Equals(right.Text, StringComparison.OrdinalIgnoreCase),
                "==" => left.Number == right.Number,
                "!=" => left.Number != right.Number,
                "<" => left.Required < right.Required,
                "<=" => left.Required <= right.Required,
                ">" => left.Required > right.Required,
                _ => left.Required >= right.Required,
            };
        }

        private Evaluation Sum()
        {
            Evaluation left = Product();
            while (true)
            {
                if (Take("+"))
                {
                    left = Join(left, Product(), (a, b) => a + b);
                }
                else if (Take("-"))
                {
                    left = Join(left, Product(), (a, b) => a - b);
                }
                else
                {
                    return left;
                }
            }
        }

        private Evaluation Product()
        {
            Evaluation left = Unary();
            while (true)
            {
                if (Take("*"))
                {
                    left = Join(left, Unary(), (a, b) => a * b);
                }
                else if (Take("/"))
                {
                    left = Join(left, Unary(), (a, b) => a / b);
                }
                else
                {
                    return left;
                }
            }
        }

        private Evaluation Unary()
        {
            if (Take("-"))
            {
                Evaluation operand = Unary();
                return valueOf => Operand.Of(-operand(valueOf).Required);
            }

            Evaluation power = Atom();
            return Take("^") ? Join(power, Unary(), Math.Pow) : power;
        }

        private Evaluation Atom()
        {
            if (Take("("))
            {
                Evaluation inner = Sum();
                return Take(")") ? inner : throw Unexpected(")");
            }

            SkipSpaces();
            int start = _at;
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '.' or '_' || IsInWord(start)))
            {
                _at++;
            }

            string word = text[start.._at];
            if (word.Length == 0)
            {
                throw Unexpected("a number or the name of a field");
            }

            const NumberStyles Unsigned = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
            if (double.TryParse(word, Unsigned, CultureInfo.InvariantCulture, out double number))
            {
                return _ => Operand.Of(number);
            }

            if (word is "sqrt" or "log" && Take("("))
            {
                Evaluation inner = Sum();
                Func<double, double> function = word == "sqrt" ? Math.Sqrt : Math.Log;
                return Take(")") ? valueOf => Operand.Of(function(inner(valueOf).Required)) : throw Unexpected(")");
            }

            Names.Add(word);
            return valueOf => valueOf(word) is not { } value ? new(null, word)
                : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double known) ? Operand.Of(known)
                : new(null, value);
        }

        // The sign of an exponent, as in 1e-3, and a hyphen in a name, as in leaky-relu.
        private bool IsInWord(int start) => text[_at] is '-' or '+' && _at > start && _at + 1 < text.Length
            && ((char.IsAsciiDigit(text[start]) && text[_at - 1] is 'e' or 'E')
                || (text[_at] == '-' && char.IsAsciiLetter(text[start]) && char.IsAsciiLetter(text[_at + 1])
                    && !IsField(text[start.._at])));

        private static bool IsField(string word) => SweepFields.Find(word) is not null;

        private static Evaluation Join(
            Evaluation left, Evaluation right, Func<double, double, double> operation) =>
            valueOf => Operand.Of(operation(left(valueOf).Required, right(valueOf).Required));

        private bool Take(string token)
        {
            SkipSpaces();
            if (string.CompareOrdinal(text, _at, token, 0, token.Length) != 0)
            {
                return false;
            }

            _at += token.Length;
            return true;
        }

        private void SkipSpaces()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }
        }

        private FormatException Unexpected(string needed) => new(
            _at < text.Length
                ? $"'{text[_at]}' at position {_at + 1} of '{text}'; allowed there: {needed}"
                : $"'{text}' ends too early; allowed there: {needed}");
    }
}
