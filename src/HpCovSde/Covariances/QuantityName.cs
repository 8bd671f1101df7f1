using System.Globalization;

namespace HpCovSde.Covariances;

/// <summary>Reads the names of quantities, in which inputs and units are counted from 1.</summary>
internal static class QuantityName
{
    private static readonly string[] Kinds =
        ["V", "logV", "rho", "1-rho", "log(1-rho", "log(1-rho)", "logdet", "logNorm", "f", "meanRho", "explosionTime"];

    /// <summary>A name, or the kind before the brackets alone, in upper or lower case: as it is written here.</summary>
    internal static string InItsCase(string name)
    {
        string kind = name.Split('[')[0];
        return Array.Find(Kinds, own => own.Equals(kind, StringComparison.OrdinalIgnoreCase)) is { } found
            ? $"{found}{name[kind.Length..]}"
            : name;
    }

    internal static bool TryParse(string? name, out Quantity quantity)
    {
        quantity = default;
        switch (name)
        {
            case null:
                return false;
            case "logdet":
                quantity = Quantity.LogDeterminant;
                return true;
            case "meanRho":
                quantity = Quantity.MeanCorrelation;
                return true;
            case "explosionTime":
                quantity = Quantity.ExplosionTime;
                return true;
        }

        if (name.StartsWith("log(", StringComparison.Ordinal) && name.EndsWith(')'))
        {
            bool isPair = TryParse(name[4..^1], out Quantity pair) && pair.Kind == QuantityKind.OneMinusCorrelation;
            quantity = isPair ? Quantity.LogOneMinusCorrelation(pair.A, pair.B) : default;
            return isPair;
        }

        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0 || !name.EndsWith(']') || !TryParseIndices(name[(bracket + 1)..^1], out int[] indices))
        {
            return false;
        }

        Quantity? found = (name[..bracket], indices.Length) switch
        {
            ("V", 2) => Quantity.Covariance(indices[0], indices[1]),
            ("logV", 2) when indices[0] == indices[1] => Quantity.LogVariance(indices[0]),
            ("rho", 2) => Quantity.Correlation(indices[0], indices[1]),
            ("1-rho", 2) => Quantity.OneMinusCorrelation(indices[0], indices[1]),
            ("logNorm", 1) => Quantity.LogFeatureNorm(indices[0]),
            ("f", 2) => Quantity.Logit(indices[0], indices[1]),
            _ => null,
        };
        quantity = found ?? default;
        return found is not null;
    }

    private static bool TryParseIndices(string list, out int[] indices)
    {
        string[] numbers = list.Split(',');
        indices = new int[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!int.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1)
            {
                return false;
            }

            indices[i] = number - 1;
        }

        return true;
    }
}
