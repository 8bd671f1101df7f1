using HpCovSde.Covariances;
using HpCovSde.Models;

namespace HpCovSde.Runs;

/// <summary>An error that is asked for, and the quantities whose means it is asked of.</summary>
/// <param name="Error">The largest error, above 0: the bound of the bias plus two standard errors.</param>
/// <param name="IsRelative">Whether it is in units of the size of each mean.</param>
/// <param name="Quantities">The quantities, at least one.</param>
public sealed record Tolerance(double Error, bool IsRelative, IReadOnlyList<Quantity> Quantities)
{
    /// <summary>The error allowed for a mean.</summary>
    internal double For(double mean) => IsRelative ? Error * Math.Abs(mean) : Error;

    /// <summary>Reads the fields of a document; no tolerance if there is none.</summary>
    internal static Refusal? Read(RunDocument run, int inputs, out Tolerance? tolerance)
    {
        tolerance = null;
        if (run.Tolerance is not { } error)
        {
            string? field = run.ToleranceOf is not null ? "toleranceOf" : run.RelativeTolerance is true ? "relativeTolerance" : null;
            return field is null ? null : new(field, name => $"{name(field)}: given without {name("tolerance")}");
        }

        var quantities = new List<Quantity>();
        foreach (string part in Split(run.ToleranceOf ?? (inputs > 1 ? "rho,logV" : "logV")))
        {
            Quantity[] named = [.. Named(QuantityName.InItsCase(part), inputs)];
            if (named.Length == 0)
            {
                return Refusal.Value(
                    "toleranceOf",
                    part,
                    "V, logV, rho, 1-rho, log(1-rho), logdet, or one of them by its inputs, as V[1,2], with a comma between two; pairs "
                    + "need two inputs");
            }

            quantities.AddRange(named.Except(quantities));
        }

        tolerance = new(error, run.RelativeTolerance ?? false, quantities);
        return null;
    }

    // All quantities of a kind, or the one of that name.
    private static IEnumerable<Quantity> Named(string name, int inputs)
    {
        if (Quantity.TryParse(name, out Quantity one))
        {
            bool isKnown = one.Kind is not (QuantityKind.ExplosionTime or QuantityKind.LogFeatureNorm or QuantityKind.Logit)
                && Math.Max(one.A, one.B) < inputs && (one.A != one.B || !IsOfPairs(one.Kind)) && (inputs > 1 || !IsOfPairs(one.Kind));
            return isKnown ? [one] : [];
        }

        IEnumerable<(int A, int B)> pairs = Enumerable.Range(0, inputs).SelectMany(b => Enumerable.Range(0, b).Select(a => (a, b)));
        return name switch
        {
            "V" => Enumerable.Range(0, inputs).SelectMany(b => Enumerable.Range(0, b + 1).Select(a => Quantity.Covariance(a, b))),
            "logV" => Enumerable.Range(0, inputs).Select(Quantity.LogVariance),
            "rho" => pairs.Select(pair => Quantity.Correlation(pair.A, pair.B)),
            "1-rho" => pairs.Select(pair => Quantity.OneMinusCorrelation(pair.A, pair.B)),
            "log(1-rho)" => pairs.Select(pair => Quantity.LogOneMinusCorrelation(pair.A, pair.B)),
            _ => [],
        };
    }

    private static bool IsOfPairs(QuantityKind kind) =>
        kind is QuantityKind.Correlation or QuantityKind.OneMinusCorrelation or QuantityKind.LogOneMinusCorrelation
            or QuantityKind.MeanCorrelation;

    // At the commas that are not between brackets.
    private static IEnumerable<string> Split(string list)
    {
        int begin = 0;
        int depth = 0;
        for (int i = 0; i <= list.Length; i++)
        {
            if (i == list.Length || (list[i] == ',' && depth == 0))
            {
                yield return list[begin..i].Trim();
                begin = i + 1;
            }
            else
            {
                depth += list[i] == '[' ? 1 : list[i] == ']' ? -1 : 0;
            }
        }
    }
}
