using HpCovSde.Covariances;
using HpCovSde.Estimation;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Comparisons;

/// <summary>Compares the sides of a run with each other and with their exact laws.</summary>
internal static class SideComparison
{
    /// <summary>
    /// A plan that keeps what is shown, and what the comparison needs: two sides are compared on replicas that variances select.
    /// </summary>
    internal static RunPlan Keeping(RunPlan plan, RunSpec run, IEnumerable<Quantity> shown)
    {
        IEnumerable<Quantity> variances = Enumerable.Range(0, run.Model.Start.Size).Select(a => Quantity.Covariance(a, a));
        Quantity[] kept = [.. plan.Sides.Count == 2 ? shown.Union(variances) : shown, Quantity.ExplosionTime];
        return plan with { Sides = [.. plan.Sides.Select(side => side with { Options = side.Options with { Quantities = kept } })] };
    }

    /// <summary>The quantities that a comparison with exact laws needs besides those that are reported.</summary>
    internal static IEnumerable<Quantity> OfExactLaws(RunSpec run) => run.AgainstExact
        ? run.Reported.Where(quantity => quantity.Kind == QuantityKind.Correlation)
            .Select(quantity => Quantity.LogOneMinusCorrelation(quantity.A, quantity.B))
        : [];

    /// <summary>
    /// The distances between a network and its limit. Means that were computed to a tolerance replace those of the samples.
    /// </summary>
    internal static Dictionary<Quantity, SampleComparison> Distances(
        Population population, Outcome finite, Outcome limit, IEnumerable<Quantity> quantities, CancellationToken cancellation)
    {
        var distances = new Dictionary<Quantity, SampleComparison>();
        foreach (Quantity quantity in quantities)
        {
            cancellation.ThrowIfCancellationRequested();
            SampleComparison distance = population.Compare(finite, limit, quantity);
            bool hasTolerance = finite.Means.TryGetValue(quantity, out MeanWithin x) & limit.Means.TryGetValue(quantity, out MeanWithin y);
            MeanWithin difference = x - y;
            distances.Add(quantity, !hasTolerance ? distance : distance with
            {
                MeanDifference = new(difference.Value, difference.StandardError),
                HasHeavyTail = false,
            });
        }

        return distances;
    }

    /// <summary>Each side and quantity against its exact law, where that is known.</summary>
    internal static Dictionary<(Outcome Outcome, Quantity Quantity), ExactComparison> Against(
        ExactLaws exact, Population population, IReadOnlyList<Outcome> outcomes, IEnumerable<Quantity> quantities)
    {
        var against = new Dictionary<(Outcome Outcome, Quantity Quantity), ExactComparison>();
        foreach ((Outcome outcome, Quantity quantity) in outcomes.SelectMany(outcome => quantities.Select(quantity => (outcome, quantity))))
        {
            if (exact.Compare(population, outcome, quantity) is { } comparison)
            {
                against.Add((outcome, quantity), comparison);
            }
        }

        return against;
    }
}
