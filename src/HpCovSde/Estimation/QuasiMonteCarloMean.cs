using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.Random;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Estimation;

/// <summary>
/// Means of quantities of a covariance SDE by randomised quasi-Monte Carlo, for few steps and inputs. The normals of
/// <see cref="Tri2"/> are the points of a Sobol' sequence in R independent randomisations. Each randomisation has a mean of its own,
/// unbiased for the scheme. The estimate is the mean ȳ of these R means y_r, with the standard error s/√R, s² = Σ (y_r − ȳ)²/(R − 1).
/// </summary>
/// <remarks>
/// <para>The standard error comes from R numbers, so that it is itself uncertain by 1/√(2(R − 1)) of its value. The interval that covers
/// in 95 % is that of Student's law with R − 1 degrees of freedom, <see cref="ConfidenceInterval"/>, not two standard errors.</para>
/// <para>With smooth functions and few steps the standard error falls faster than the root of the number of points. It saves less the
/// more steps there are. The bias is that of the scheme. It is 0 without drift for one and two inputs, and for one input of the ReLU
/// family.</para>
/// <para>Sources: Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995; L'Ecuyer, Lemieux, "Recent advances in randomized
/// quasi-Monte Carlo methods", 2002.</para>
/// </remarks>
public sealed class QuasiMonteCarloMean
{
    /// <summary>
    /// The most dimensions of the points. A step of m inputs takes m(m + 1)/2 of them, and from three inputs on one more; a step longer
    /// than 1 of two inputs counts for several.
    /// </summary>
    public const int MostDimensions = SobolDirections.MostDimensions;

    /// <summary>The most points of a randomisation.</summary>
    public const int MostPoints = 1 << ScrambledSobol.PointBits;

    private const int MostRandomisations = 128;

    // Samples in memory at once.
    private const int LargestRun = 1 << 18;

    private readonly double[][] _means;
    private readonly Moments[] _moments;

    private QuasiMonteCarloMean(IReadOnlyList<Quantity> quantities, int steps, int dimensions, int points, QuasiMonteCarloSums sums)
    {
        Quantities = quantities;
        Steps = steps;
        Dimensions = dimensions;
        Points = points;
        _means = [.. Enumerable.Range(0, quantities.Count).Select(sums.Means)];
        _moments = [.. Enumerable.Range(0, quantities.Count).Select(sums.Moments)];
    }

    /// <summary>The quantities.</summary>
    public IReadOnlyList<Quantity> Quantities { get; }

    /// <summary>The number of steps to T.</summary>
    public int Steps { get; }

    /// <summary>The dimensions of a point.</summary>
    public int Dimensions { get; }

    /// <summary>The points of one randomisation.</summary>
    public int Points { get; }

    /// <summary>R.</summary>
    public int Randomisations => _means[0].Length;

    /// <summary>The mean of a quantity and its standard error; NaN if it, or a control, has no finite value at some point.</summary>
    /// <param name="quantity">One of <see cref="Quantities"/>.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public Estimate Mean(Quantity quantity) => Estimate.OfMean(Moments.Of(RandomisedMeans(quantity)));

    /// <summary>The interval of Student's law with R − 1 degrees of freedom about the mean of a quantity.</summary>
    /// <param name="quantity">One of <see cref="Quantities"/>.</param>
    /// <param name="level">The probability of covering the mean of the scheme, such as 0.95.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not strictly between 0 and 1.</exception>
    public Interval ConfidenceInterval(Quantity quantity, double level)
    {
        CriticalValues.CheckLevel(level);
        Estimate mean = Mean(quantity);
        return Interval.Around(mean.Value, CriticalValues.Student(level, Randomisations - 1) * mean.StandardError);
    }

    /// <summary>
    /// How many times as many random replicas would take for the same standard error: the variance of the quantity over se² R times the
    /// points.
    /// </summary>
    /// <param name="quantity">One of <see cref="Quantities"/>.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public double VarianceFactor(Quantity quantity) =>
        Math.Pow(_moments[IndexOf(quantity)].StandardError / Mean(quantity).StandardError, 2);

    /// <summary>The mean of each randomisation.</summary>
    /// <param name="quantity">One of <see cref="Quantities"/>.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    internal ReadOnlySpan<double> RandomisedMeans(Quantity quantity) => _means[IndexOf(quantity)];

    /// <summary>
    /// Estimates means with R times as many replicas as there are points. The bits depend on the arguments and the seed, not on the number
    /// of threads. More points keep the first ones.
    /// </summary>
    /// <param name="limit">A covariance SDE, with or without drift.</param>
    /// <param name="start">V_0.</param>
    /// <param name="quantities">Quantities that are defined in every replica.</param>
    /// <param name="steps">The number of steps to T.</param>
    /// <param name="points">The points of a randomisation: a power of two, from 64 to <see cref="MostPoints"/>.</param>
    /// <param name="randomisations">R, from 2 to 128.</param>
    /// <param name="controls">
    /// The controls of this limit; null if there are none. The linear chain is driven by the same points, which takes twice the time.
    /// </param>
    /// <param name="seed">The seed.</param>
    /// <param name="threads">Worker threads; 0 takes one per core.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ArgumentException">
    /// The limit is no covariance SDE, or explodes; there is no quantity, or one of an input that there is not; the inputs and steps take
    /// more than <see cref="MostDimensions"/> dimensions; the controls are those of a network.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or the scheme refuses the step.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public static QuasiMonteCarloMean Run(
        LimitProcess limit,
        GramMatrix start,
        IReadOnlyList<Quantity> quantities,
        int steps,
        int points = 4096,
        int randomisations = 16,
        LinearControls? controls = null,
        ulong seed = 0,
        int threads = 0,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ArgumentNullException.ThrowIfNull(start);
        IReadOnlyList<Quantity> kept = QuantityList.Copy(quantities);
        if (points < QuasiNormals.BlockOfPoints || points > MostPoints || !BitOperations.IsPow2(points))
        {
            throw new ArgumentOutOfRangeException(
                nameof(points),
                points,
                $"points = {points}, but it must be a power of two from {QuasiNormals.BlockOfPoints} to {MostPoints}.");
        }

        if (randomisations is < 2 or > MostRandomisations)
        {
            throw new ArgumentOutOfRangeException(
                nameof(randomisations),
                randomisations,
                $"randomisations = {randomisations}, but it must be from 2 to {MostRandomisations}.");
        }

        if (controls is not null && controls.Chain.StreamPurpose != StreamMap.Purposes.SdeIntegration)
        {
            throw new ArgumentException("controls are not those of this limit, but of a network.", nameof(controls));
        }

        TimeGrid grid = Grid(limit, start.Size, steps);
        int dimensions = (int)(steps * TriangularNoise<double>.NormalsOf(start.Size, grid.Step));
        var sequence = new ScrambledSobol(new(seed, StreamMap.Purposes.QuasiMonteCarlo), randomisations, dimensions);
        var sums = new QuasiMonteCarloSums(kept, controls, randomisations);
        var chain = new QuasiMonteCarloChain(limit, grid, sequence, randomisations);
        var linear = new QuasiMonteCarloChain(new LinearSde(limit.Time), grid, sequence, randomisations);
        using var ensemble = new Ensemble(threads, seed);
        long replicas = (long)points * randomisations;
        for (long first = 0; first < replicas; first += LargestRun)
        {
            var options = new RunOptions { FirstReplica = first, Replicas = Math.Min(LargestRun, replicas - first) };
            EnsembleResult result = ensemble.Run(
                chain, start, options with { Quantities = sums.OfChain }, cancellation: cancellation);
            EnsembleResult? other = sums.OfLinear.Count == 0
                ? null
                : ensemble.Run(linear, start, options with { Quantities = sums.OfLinear }, cancellation: cancellation);
            sums.Add((uint)first, result, other);
        }

        return new(kept, steps, dimensions, points, sums);
    }

    private static TimeGrid Grid(LimitProcess limit, int inputs, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var grid = new TimeGrid(steps, limit.Time / steps);
        var scheme = new Tri2();
        if (limit.IsDeterministic)
        {
            throw new ArgumentException($"{limit.Description}: without noise there is no mean to estimate.", nameof(limit));
        }

        if (limit is SmoothCovarianceSde { Drift.Beta: > 0 })
        {
            throw new ArgumentException(
                $"{limit.Description}: variances may explode, and means over all points do not exist.", nameof(limit));
        }

        if (scheme.Refusal(limit, inputs) is { } refusal)
        {
            throw new ArgumentException(refusal, nameof(limit));
        }

        if (scheme.StepRefusal(limit, inputs, grid.Step) is { } stepRefusal)
        {
            throw new ArgumentOutOfRangeException(nameof(steps), steps, stepRefusal);
        }

        double dimensions = (double)steps * TriangularNoise<double>.NormalsOf(inputs, grid.Step);
        return dimensions <= MostDimensions
            ? grid
            : throw new ArgumentException(
                $"steps = {steps} for {inputs} inputs take {dimensions:G6} dimensions; {MostDimensions} are allowed.", nameof(steps));
    }

    private int IndexOf(Quantity quantity) => QuantityList.IndexOf(Quantities, quantity);
}
