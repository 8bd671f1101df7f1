using HpCovSde.Covariances;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Estimation;

/// <summary>The estimators of a step, and of twice the step, with other replicas. A network has no step and no second estimator.</summary>
/// <param name="Fine">The estimator whose means are wanted.</param>
/// <param name="Coarse">That of twice the step; null without steps.</param>
/// <param name="Order">p, the weak order.</param>
internal sealed record MeansOfStep(MeanEstimator Fine, MeanEstimator? Coarse, double Order)
{
    /// <summary>The replicas without a finite value.</summary>
    internal long Missing => Fine.Missing + (Coarse?.Missing ?? 0);

    /// <summary>Adds replicas until there are so many.</summary>
    internal void Grow(long replicas, CancellationToken cancellation)
    {
        Fine.Add(replicas - Fine.Replicas, cancellation);
        Coarse?.Add(replicas - Coarse.Replicas, cancellation);
    }

    /// <summary>The mean of each quantity, and the bias of its step.</summary>
    internal IEnumerable<(Quantity Quantity, Estimate Mean, Estimate Bias)> Means()
    {
        IReadOnlyList<Estimate> fine = Fine.Means();
        IReadOnlyList<Estimate>? coarse = Coarse?.Means();
        double divisor = Math.Pow(2, Order) - 1;
        foreach ((int q, Quantity quantity) in Fine.Quantities.Index())
        {
            Estimate difference = coarse is null ? default : fine[q] - coarse[q];
            yield return (quantity, fine[q], coarse is null ? default : new(
                Math.Abs(difference.Value) / divisor, difference.StandardError / divisor));
        }
    }
}

/// <summary>Adds replicas until the errors of means are what is allowed, or until it is seen that replicas alone will not do.</summary>
/// <param name="asked">The tolerance.</param>
/// <param name="allowed">The error that is allowed for a mean of this size: all of the tolerance, or a part. NaN allows no search.</param>
/// <param name="cancellation">Stops between steps.</param>
internal sealed class ReplicaSearch(Tolerance asked, Func<Quantity, double, double> allowed, CancellationToken cancellation)
{
    private const long FirstReplicas = 1 << 13;
    private const long MostGrowth = 8;

    // The part of what is allowed that noise may take, where there is a bias and where there is none.
    private const double NoiseBesideBias = 0.75;
    private const double NoiseAlone = 0.95;

    /// <summary>The number of replicas of an estimator; those of the first one, to begin with.</summary>
    internal long Replicas { get; set; } = FirstReplicas;

    internal Tolerance Asked => asked;

    internal CancellationToken Cancellation => cancellation;

    /// <summary>
    /// The means, and how many times too large the bias of a step is: above 1 the step must be refined. The number of replicas goes on from
    /// that of the step before.
    /// </summary>
    internal (Dictionary<Quantity, MeanWithin> Means, double Refinement) Fill(MeansOfStep level, bool mayRefine)
    {
        while (true)
        {
            level.Grow(Replicas, cancellation);
            var means = new Dictionary<Quantity, MeanWithin>();
            double refinement = 0;
            double growth = 0;
            bool isReached = true;
            foreach ((Quantity quantity, Estimate estimate, Estimate bias) in level.Means())
            {
                var mean = new MeanWithin(estimate.Value, bias.Value + bias.StandardError, estimate.StandardError);
                double most = allowed(quantity, mean.Value);
                double noise = bias.StandardError + (2 * mean.StandardError);
                means.Add(quantity, mean);
                refinement = Math.Max(refinement, (bias.Value - (2 * bias.StandardError)) / (most / 4));
                growth = Math.Max(growth, noise / ((level.Coarse is null ? NoiseAlone : NoiseBesideBias) * most));
                isReached &= mean.Error <= most;
            }

            bool isLost = level.Missing > 0 || level.Fine.HasHeavyTail;
            if ((mayRefine && (refinement > 1 || level.Missing > 0)) || isReached || isLost || !CanReach(growth, mayRefine))
            {
                return (means, refinement);
            }

            // The standard error falls with the root of the number of replicas.
            Replicas = (long)Math.Min(
                ToleranceSearch.MostReplicas, Math.Ceiling(Replicas * Math.Clamp(growth * growth, 1.1, MostGrowth)));
        }
    }

    // Growth is the noise in units of what is allowed; NaN where nothing is known. If it is at most 1, a bias is left that is not known
    // well enough to refine the step, or that cannot be refined.
    private bool CanReach(double growth, bool mayRefine) => Replicas < ToleranceSearch.MostReplicas && (growth > 1 || mayRefine)
        && Replicas * growth * growth <= 2 * ToleranceSearch.MostReplicas;
}
