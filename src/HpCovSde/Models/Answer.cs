using System.Diagnostics.CodeAnalysis;

namespace HpCovSde.Models;

/// <summary>A value, or the reason why there is none.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly struct Answer<T>
    where T : class
{
    private Answer(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    /// <summary>The value; null if it is refused.</summary>
    public T? Value { get; }

    /// <summary>The reason why there is no value; null if there is one.</summary>
    public Refusal? Refusal { get; }

    /// <summary>True if there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsGranted => Value is not null;

    /// <summary>The value.</summary>
    /// <exception cref="ArgumentException">There is none; the message is that of the refusal.</exception>
    public T OrThrow() => Value ?? throw new ArgumentException(Refusal?.ToString());

    /// <summary>Wraps a value.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "An answer is made by returning one.")]
    public static implicit operator Answer<T>(T value) => new(value, null);

    /// <summary>Wraps a refusal.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "An answer is made by returning one.")]
    public static implicit operator Answer<T>(Refusal refusal) => new(null, refusal);
}
