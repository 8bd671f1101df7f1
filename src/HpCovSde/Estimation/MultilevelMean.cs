using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Estimation;

/// <summary>
/// Means of quantities of a covariance SDE of one or two inputs at T by many replicas with long steps, and few replicas of the differences
/// to shorter steps: E q_L = E q_0 + Σ E(q_l − q_{l−1}) with steps T/(s 2^l) of <see cref="Tri2"/> in level l. Both chains of a level have
/// the same noise: that of a long step is the product of those of two short ones. So their differences vary little, and no iterated
/// integrals are needed.
/// </summary>
/// <remarks>
/// <para>It takes the exact noise of up to two inputs: then a product of two steps has the law of one. A quantity of two of many inputs
/// is a quantity of these two alone. For three and more, all levels would need the noise of the shortest step. Measured for m = 3, κ =
/// 1/(2π), T = 1, that costs 1.1 to 1.7 times what a single level does.</para>
/// <para>Source: Giles, "Multilevel Monte Carlo path simulation", Operations Research 56 (2008).</para>
/// </remarks>
public sealed class MultilevelMean
{
    private const long PilotReplicas = 1024;
    private const int FewestLevels = 3;
    private const int MostLevels = 12;

    private const int MostInputs = 2;

    // Of the bias bound, in standard errors. The interval of two standard errors then still covers in 95 %.
    private const double LargestBiasInErrors = 0.25;

    private readonly MultilevelLevel[] _levels;

    private MultilevelMean(IReadOnlyList<Quantity> quantities, MultilevelLevel[] levels)
    {
        Quantities = quantities;
        _levels = levels;
    }

    /// <summary>The quantities.</summary>
    public IReadOnlyList<Quantity> Quantities { get; }

    /// <summary>The levels, the one with the longest steps first.</summary>
    public IReadOnlyList<MultilevelLevel> Levels => _levels;

    /// <summary>What the replicas of all levels cost, in steps of one chain.</summary>
    public double Cost => _levels.Sum(level => level.Replicas * level.Cost);

    /// <summary>The mean of a quantity and its standard error, without the bias of the last level.</summary>
    /// <param name="quantity">One of <see cref="Quantities"/>.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public Estimate Mean(Quantity quantity)
    {
        int index = IndexOf(quantity);
        return new(
            _levels.Sum(level => level.Difference(index).Mean), Math.Sqrt(_levels.Sum(level => SquaredError(level.Difference(index)))));
    }

    /// <summary>
    /// A bound on the bias of the last level, from the means of the last two: the larger of |d_L| and |d_{L−1}|/2, each with two standard
    /// errors. It holds from order 1 on; the order of tri2 is 2, and about 1.5 for correlations of ReLU networks.
    /// </summary>
    /// <param name="quantity">One of <see cref="Quantities"/>.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public double BiasBound(Quantity quantity) => LargestBias(IndexOf(quantity));

    /// <summary>
    /// How many times the <see cref="Cost"/> a single level with the shortest steps would take for the same standard error.
    /// </summary>
    /// <param name="quantity">One of <see cref="Quantities"/>.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public double CostFactor(Quantity quantity)
    {
        double error = Mean(quantity).StandardError;
        MultilevelLevel last = _levels[^1];
        return _levels[0].Difference(IndexOf(quantity)).Variance / (error * error) * (last.Cost / 2) / Cost;
    }

    /// <summary>
    /// Estimates means to a standard error. Levels are added until the bias bound of every quantity is below a quarter of it. The bits
    /// depend on the arguments and the seed, not on the number of threads.
    /// </summary>
    /// <param name="limit">A covariance SDE with drift.</param>
    /// <param name="start">V_0, of one or two inputs.</param>
    /// <param name="quantities">Quantities that are defined in every replica.</param>
    /// <param name="standardError">
    /// The standard error, &gt; 0, for every quantity. It is missed where 12 levels, or 2²⁸ replicas of a level, are too few; the results
    /// say by how much.
    /// </param>
    /// <param name="seed">The seed.</param>
    /// <param name="threads">Worker threads; 0 takes one per core.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ArgumentException">
    /// The limit is no covariance SDE, has no drift, or explodes; there are more than two inputs; there is no quantity, or one of an input
    /// that there is not.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The standard error is not positive, or the number of threads is wrong.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public static MultilevelMean Run(
        LimitProcess limit,
        GramMatrix start,
        IReadOnlyList<Quantity> quantities,
        double standardError,
        ulong seed = 0,
        int threads = 0,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ArgumentNullException.ThrowIfNull(start);
        IReadOnlyList<Quantity> kept = QuantityList.Copy(quantities);
        if (Misfit(limit) is { } misfit)
        {
            throw new ArgumentException(misfit, nameof(limit));
        }

        if (start.Size > MostInputs)
        {
            throw new ArgumentException(
                $"start has {start.Size} inputs; {MostInputs} are allowed. A quantity of a pair needs these two inputs only.",
                nameof(start));
        }

        if (!(standardError > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(standardError), standardError, $"standardError = {standardError}, but it must be greater than 0.");
        }

        using var ensemble = new Ensemble(threads, seed);
        int first = FirstSteps(limit, start.Size);
        MultilevelLevel[] levels = [];
        while (true)
        {
            int count = Math.Max(FewestLevels, levels.Length + 1);
            levels =
            [
                .. levels, .. Enumerable.Range(levels.Length, count - levels.Length)
                    .Select(level => new MultilevelLevel(limit, start, kept, level, first << level)),
            ];
            var mean = new MultilevelMean(kept, levels);
            mean.RunTo(standardError, ensemble, cancellation);
            bool isAccurate = kept.Index().All(pair => mean.LargestBias(pair.Index) <= LargestBiasInErrors * standardError);
            if (isAccurate || count == MostLevels)
            {
                return mean;
            }
        }
    }

    // The fewest steps that the scheme takes, as a power of 2.
    private static int FirstSteps(LimitProcess limit, int inputs)
    {
        int steps = 1;
        while (new Tri2().StepRefusal(limit, inputs, limit.Time / steps) is not null)
        {
            steps = checked(2 * steps);
        }

        return steps;
    }

    private static string? Misfit(LimitProcess limit) => limit switch
    {
        CovarianceSde { Kappa: > 0 } => null,
        SmoothCovarianceSde { Drift.Beta: > 0 } =>
            $"{limit.Description}: variances may explode, and means over all replicas do not exist.",
        SmoothCovarianceSde => null,
        _ => $"{limit.Description}: levels differ in the steps of the drift of a covariance SDE, and here is none.",
    };

    private static double SquaredError(Moments moments) => moments.Variance / moments.Count;

    // The replicas of the levels that give the standard error with the least steps, by the variances known so far.
    private void RunTo(double standardError, Ensemble ensemble, CancellationToken cancellation)
    {
        long[] replicas = new long[_levels.Length];
        Array.Fill(replicas, PilotReplicas);
        bool isDone = false;
        while (!isDone)
        {
            foreach ((MultilevelLevel level, long count) in _levels.Zip(replicas))
            {
                level.RunTo(count, ensemble, cancellation);
            }

            isDone = true;
            for (int l = 0; l < _levels.Length; l++)
            {
                long needed = Enumerable.Range(0, Quantities.Count).Max(i => Needed(l, i, standardError));

                // A hundredth of the replicas more or less is not worth another run.
                isDone &= needed <= 1.01 * _levels[l].Replicas;
                replicas[l] = Math.Max(_levels[l].Replicas, needed);
            }
        }
    }

    private long Needed(int level, int quantity, double standardError)
    {
        double sum = _levels.Sum(one => Math.Sqrt(one.Difference(quantity).Variance * one.Cost));
        double own = Math.Sqrt(_levels[level].Difference(quantity).Variance / _levels[level].Cost);
        return (long)Math.Min(MultilevelLevel.MostReplicas, Math.Ceiling(own * sum / (standardError * standardError)));
    }

    private double LargestBias(int quantity) =>
        Math.Max(LargestMean(_levels[^1].Difference(quantity)), LargestMean(_levels[^2].Difference(quantity)) / 2);

    private static double LargestMean(Moments moments) => Math.Abs(moments.Mean) + (2 * moments.StandardError);

    private int IndexOf(Quantity quantity) => QuantityList.IndexOf(Quantities, quantity);
}
