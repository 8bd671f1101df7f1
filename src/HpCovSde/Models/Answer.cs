using System.Diagnostics.CodeAnalysis;

namespace HpCovSde.Models;

/// <summary>What was asked for, or why it cannot be had.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public readonly struct Answer<T>
    where T : class
{
    private Answer(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    /// <summary>What was asked for; null if it is refused.</summary>
    public T? Value { get; }

    /// <summary>Why it cannot be had; null if it can.</summary>
    public Refusal? Refusal { get; }

    /// <summary>True if it can be had.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsGranted => Value is not null;

    /// <summary>What was asked for.</summary>
    /// <exception cref="ArgumentException">It is refused; the message is that of the refusal.</exception>
    public T OrThrow() => Value ?? throw new ArgumentException(Refusal?.ToString());

    /// <summary>Wraps a value.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "An answer is made by returning one.")]
    public static implicit operator Answer<T>(T value) => new(value, null);

    /// <summary>Wraps a refusal.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "An answer is made by returning one.")]
    public static implicit operator Answer<T>(Refusal refusal) => new(null, refusal);
}
