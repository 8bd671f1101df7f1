using System.Runtime.CompilerServices;
using HpCovSde.Covariances;

namespace HpCovSde.Estimation;

/// <summary>What the estimators of means do with the quantities that they are given.</summary>
internal static class QuantityList
{
    /// <summary>A copy of the list.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    internal static IReadOnlyList<Quantity> Copy(
        IReadOnlyList<Quantity> quantities, [CallerArgumentExpression(nameof(quantities))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(quantities, name);
        return quantities.Count > 0 ? [.. quantities] : throw new ArgumentException($"{name} is empty; at least one is needed.", name);
    }

    /// <summary>The place of a quantity.</summary>
    /// <exception cref="ArgumentException">It is not in the list.</exception>
    internal static int IndexOf(IReadOnlyList<Quantity> quantities, Quantity quantity)
    {
        foreach ((int index, Quantity one) in quantities.Index())
        {
            if (one == quantity)
            {
                return index;
            }
        }

        throw new ArgumentException(
            $"{quantity.Name} is not one of {string.Join(", ", quantities.Select(one => one.Name))}.", nameof(quantity));
    }
}
