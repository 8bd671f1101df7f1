using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HpCovSde.Models;

/// <summary>A number of the limit that a <see cref="Design"/> sets.</summary>
public enum DesignQuantity
{
    /// <summary>E ρ_T of the first two inputs.</summary>
    Rho,

    /// <summary>The median of 1 − ρ_T of the first two inputs.</summary>
    Median,

    /// <summary>The probability that the variance of the first input explodes: by the time T if it is given, otherwise ever.</summary>
    Explosion,

    /// <summary>The mean of the stationary law of a variance.</summary>
    Stationary,
}

/// <summary>What a <see cref="Design"/> finds.</summary>
public enum DesignUnknown
{
    /// <summary>c₊ − c₋ ≥ 0 of a shaped ReLU, with c₊ = 0.</summary>
    Difference,

    /// <summary>a of a shaped smooth activation.</summary>
    A,

    /// <summary>T, and with it the depth.</summary>
    Time,
}

/// <summary>A value that a number of the limit is to have; as text <c>rho=0.5</c>.</summary>
/// <param name="Quantity">The number.</param>
/// <param name="Value">The value: in (−1, 1) for a correlation, in (0, 2) for a median of 1 − ρ, otherwise in (0, 1).</param>
public sealed record DesignTarget(DesignQuantity Quantity, double Value)
{
    /// <summary>The names of the quantities in <see cref="ToString"/>.</summary>
    internal static IReadOnlyList<string> Names { get; } = ["rho", "median", "explosion", "stationary"];

    /// <summary>The names of <see cref="DesignUnknown"/>.</summary>
    internal static IReadOnlyList<string> UnknownNames { get; } = ["difference", "a", "time"];

    /// <summary>The text of a target, as on the command line.</summary>
    internal static ValueKind<string> Kind { get; } = ValueKind.Text(
        "rho=R with R between -1 and 1, median=M with M between 0 and 2, explosion=P or stationary=M between 0 and 1",
        text => TryParse(text, out _)) with
    {
        Names = [.. Names.Select(name => $"{name}=")],
    };

    /// <summary>What is found unless something else is asked for.</summary>
    internal DesignUnknown Usual => IsOfPair ? DesignUnknown.Difference : DesignUnknown.A;

    /// <summary>Whether it is a number of two inputs, so that it depends on the shape of a ReLU.</summary>
    internal bool IsOfPair => Quantity is DesignQuantity.Rho or DesignQuantity.Median;

    private bool IsAllowed => Quantity switch
    {
        DesignQuantity.Rho => Value is > -1 and < 1,
        DesignQuantity.Median => Value is > 0 and < 2,
        _ => Value is > 0 and < 1,
    };

    /// <summary>Reads NAME=VALUE. Returns false if it is not allowed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="target">The target.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out DesignTarget? target)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('=');
        int index = Names.ToList().FindIndex(name => name.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
        target = index >= 0 && parts.Length == 2 && ValueKind.AnyNumber.TryParse(parts[1], out double value)
            ? new((DesignQuantity)index, value)
            : null;
        target = target is { IsAllowed: true } ? target : null;
        return target is not null;
    }

    /// <summary>NAME=VALUE.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Names[(int)Quantity]}={Value}");
}
