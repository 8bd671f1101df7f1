using HpCovSde.Laws;
using HpCovSde.Models;

namespace HpCovSde.Cli.Reports;

/// <summary>The laws of all pairs at a time.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Time">The time.</param>
/// <param name="Pairs">The pairs, row by row.</param>
internal sealed record LawRecord(int Layer, double Time, LawOfPair[] Pairs);

/// <summary>The law of one quantity.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mean">Its mean.</param>
internal sealed record LawOfQuantity(string Name, ExactValue Mean)
{
    /// <summary>The standard deviation; null for a moment.</summary>
    internal ExactValue? StandardDeviation { get; init; }

    /// <summary>The 5 %, 50 % and 95 % quantiles; null for a moment.</summary>
    internal ExactValue[]? Quantiles { get; init; }

    /// <summary>Points (x, density); empty if there are none.</summary>
    internal (double X, double Y)[] Density { get; init; } = [];
}

/// <summary>The numbers of the law of a pair.</summary>
/// <param name="Rho">The correlation.</param>
/// <param name="LogOneMinusRho">log(1 − ρ).</param>
/// <param name="Moments">Moments with variances.</param>
internal sealed record LawOfPair(LawOfQuantity Rho, LawOfQuantity LogOneMinusRho, IReadOnlyList<LawOfQuantity> Moments)
{
    private const int Points = 400;

    // Standard deviations of z on either side of the median in which there are points of the density.
    private const double Reach = 9;

    // A density below this part of its maximum is not written.
    private const double Negligible = 1e-9;

    private static readonly double[] Levels = [0.05, 0.5, 0.95];

    internal IEnumerable<LawOfQuantity> All => [Rho, LogOneMinusRho, .. Moments];

    internal static LawOfPair Compute(
        PairLaws laws, int a, int b, double time, (double P, double Q)? moment, bool withDensity, CancellationToken cancellation)
    {
        PairLaw law = laws.Of(a, b, time, cancellation);
        ExactValue[] z = [.. Levels.Select(law.Quantile)];
        (CorrelationPoint Point, double Density)[] density = withDensity ? DensityOf(law, z[1].Value) : [];
        string pair = $"[{a + 1},{b + 1}]";
        var rho = new LawOfQuantity($"rho{pair}", law.MeanRho)
        {
            StandardDeviation = law.StandardDeviation(point => point.Rho),
            Quantiles = [.. z.Select(level => Mapped(level, point => point.Rho, point => point.OneMinusRho * point.OnePlusRho))],
            Density =
            [
                .. density.Where(at => at.Point.Rho is > -1 and < 1).DistinctBy(at => at.Point.Rho)
                    .Select(at => (at.Point.Rho, at.Density / (at.Point.OneMinusRho * at.Point.OnePlusRho))),
            ],
        };
        var log = new LawOfQuantity($"log(1-rho){pair}", law.Mean(point => point.LogOneMinusRho))
        {
            StandardDeviation = law.IsPoint ? rho.StandardDeviation : law.StandardDeviation(point => point.LogOneMinusRho),
            Quantiles = [.. z.Reverse().Select(level => Mapped(level, point => point.LogOneMinusRho, point => point.OnePlusRho))],
            Density = [.. density.Reverse().Select(at => (at.Point.LogOneMinusRho, at.Density / at.Point.OnePlusRho))],
        };
        return new(rho, log, laws.HasVariances ? [.. MomentsOf(laws, law, a, b, moment)] : []);
    }

    private static IEnumerable<LawOfQuantity> MomentsOf(PairLaws laws, PairLaw law, int a, int b, (double P, double Q)? moment)
    {
        double first = laws.Start.Variance(a);
        double second = laws.Start.Variance(b);
        (string one, string other) = ($"V[{a + 1},{a + 1}]", $"V[{b + 1},{b + 1}]");
        yield return new($"V[{a + 1},{b + 1}]", laws.MeanCovariance(law, a, b));
        yield return new($"{one}{other}", law.Moment(1, 1).Times(first * second));
        yield return new($"V[{a + 1},{b + 1}]^2", law.Moment(1, 1, point => point.Rho * point.Rho).Times(first * second));
        if (moment is (double p, double q))
        {
            yield return new(
                FormattableString.Invariant($"{one}^{p}{other}^{q}"), law.Moment(p, q).Times(Math.Pow(first, p) * Math.Pow(second, q)));
        }
    }

    private static ExactValue Mapped(ExactValue z, Func<CorrelationPoint, double> map, Func<CorrelationPoint, double> slope)
    {
        var point = new CorrelationPoint(z.Value);
        return z.Refusal is null ? new(map(point), z.Error * slope(point)) : z;
    }

    private static (CorrelationPoint Point, double Density)[] DensityOf(PairLaw law, double median)
    {
        double reach = Reach * law.StandardDeviation(point => point.FisherZ).Value;
        if (law.IsPoint || !double.IsFinite(median + reach))
        {
            return [];
        }

        (CorrelationPoint Point, double Density)[] all =
        [
            .. Enumerable.Range(0, (2 * Points) + 1).Select(i => new CorrelationPoint(median + (((double)i / Points) - 1) * reach))
                .Select(point => (point, law.Density(point).Value)),
        ];
        double highest = all.Max(at => at.Density);
        return [.. all.Where(at => at.Density > Negligible * highest)];
    }
}
