using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Estimation;

/// <summary>
/// Means of quantities at the end of a chain, from as many replicas as are asked for, with linear control variates where there are any: the
/// chain and its linear chain run with the same seed and replicas, hence with the same random numbers, and
/// <see cref="ControlVariates"/> takes out what they have in common.
/// </summary>
/// <remarks>
/// <para>Memory does not grow with the replicas. The same seed gives the same bits for any number of threads. Not thread-safe.</para>
/// <para>With few replicas and many controls standard errors are too small, because a few extreme replicas decide the regression. Measured
/// with seven controls of E log(1 − ρ), intervals of 95 % cover in 89, 93 and 94.5 % for 512, 2048 and 8192 replicas.</para>
/// </remarks>
public sealed class MeanEstimator
{
    // Kept at a time. The sums of blocks are joined in order, so that their size is part of what determines the bits.
    private const int MostReplicasOfBlock = 1 << 16;
    private const int FewestReplicasOfBlock = 1 << 8;
    private const int NumbersOfBlock = 1 << 24;

    // The result of a run, its columns, and those that are centred.
    private const double CopiesOfBlock = 3;

    private readonly Ensemble _ensemble;
    private readonly IChain _chain;
    private readonly GramMatrix _start;
    private readonly RunOptions _options;
    private readonly LinearControls? _controls;
    private readonly ControlVariates _sums;
    private readonly Quantity[] _kept;
    private readonly Moments[] _moments;
    private readonly int _replicasOfBlock;
    private long _replicas;

    /// <summary>An estimator without samples.</summary>
    /// <param name="ensemble">What runs the chains, with the seed.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="start">V_0.</param>
    /// <param name="quantities">The quantities.</param>
    /// <param name="controls">The controls of this chain; null if there are none.</param>
    /// <param name="options">
    /// Precision and library of the runs, and the first replica; null takes the defaults. Replicas, records and quantities are not read.
    /// </param>
    public MeanEstimator(
        Ensemble ensemble,
        IChain chain,
        GramMatrix start,
        IReadOnlyList<Quantity> quantities,
        LinearControls? controls = null,
        RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ensemble);
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(quantities);
        ArgumentOutOfRangeException.ThrowIfZero(quantities.Count, nameof(quantities));
        _ensemble = ensemble;
        _chain = chain;
        _start = start;
        Quantities = [.. quantities];
        _moments = [.. Quantities.Select(_ => Moments.Of([]))];
        _controls = controls;
        RunOptions given = options ?? new();
        _options = new() { Precision = given.Precision, Blas = given.Blas, FirstReplica = given.FirstReplica };
        _kept = [.. Quantities, .. (controls?.Own.Select(control => control.Quantity) ?? []).Except(Quantities).Distinct()];
        _replicasOfBlock = ReplicasOfBlock(_kept.Length + (controls?.Controls.Count ?? 0));
        _sums = new(Quantities.Count, [.. (controls?.Own.Concat(controls.Controls) ?? []).Select(control => control.Mean)]);
    }

    /// <summary>The quantities.</summary>
    public IReadOnlyList<Quantity> Quantities { get; }

    /// <summary>The number of replicas so far.</summary>
    public long Replicas => _replicas;

    /// <summary>
    /// How many of them have no finite value of some quantity: they exploded, vanished or left the range of numbers. They are left out, and
    /// the means are then not those of the law.
    /// </summary>
    public long Missing => _replicas - _sums.Count;

    /// <summary>Runs the next replicas.</summary>
    /// <param name="replicas">How many.</param>
    /// <param name="cancellation">Stops between steps; the estimator must not be used afterwards.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ArgumentException">The chain cannot start there, or there are not so many replicas.</exception>
    public void Add(long replicas, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replicas);
        while (replicas > 0)
        {
            long block = Math.Min(replicas, _replicasOfBlock - (_replicas % _replicasOfBlock));
            AddBlock(block, cancellation);
            replicas -= block;
        }
    }

    /// <summary>
    /// Whether the standard error of some mean says little, because a few replicas make the mean (<see cref="Moments.HasHeavyTail"/>).
    /// </summary>
    public bool HasHeavyTail => _moments.Any(moments => moments.HasHeavyTail);

    /// <summary>
    /// The mean of each quantity, with its standard error; NaN if too few replicas have values for the controls.
    /// </summary>
    public IReadOnlyList<Estimate> Means()
    {
        int controls = _controls is null ? 0 : _controls.Controls.Count + _controls.Own.Count;
        return _sums.Count < controls + 2
            ? [.. Quantities.Select(_ => new Estimate(double.NaN, double.NaN))]
            : [.. Enumerable.Range(0, Quantities.Count).Select(_sums.Mean)];
    }

    /// <summary>The bytes of an estimator of so many means with so many controls.</summary>
    internal static double Memory(int quantities, int controls) => ControlVariates.Memory(quantities, controls)
        + (CopiesOfBlock * sizeof(double) * ReplicasOfBlock(quantities + controls) * ((double)quantities + controls));

    // A power of 2.
    private static int ReplicasOfBlock(int columns) => Math.Clamp(
        (int)BitOperations.RoundUpToPowerOf2((uint)(NumbersOfBlock / columns) + 1) / 2, FewestReplicasOfBlock, MostReplicasOfBlock);

    private void AddBlock(long replicas, CancellationToken cancellation)
    {
        RunOptions options = _options with { FirstReplica = _options.FirstReplica + _replicas, Replicas = replicas };
        EnsembleResult result = _ensemble.Run(
            _chain, _start, options with { Quantities = _kept }, cancellation: cancellation);
        List<double[]> columns = [.. Quantities.Select(quantity => result.Samples(quantity).ToArray())];
        if (_controls is { } linear)
        {
            Quantity[] read = [.. linear.Controls.Select(control => control.Quantity).Distinct()];
            EnsembleResult other = _ensemble.Run(
                linear.Chain, _start, options with { Quantities = read }, cancellation: cancellation);
            columns.AddRange(linear.Own.Select(control => control.Samples(result)));
            columns.AddRange(linear.Controls.Select(control => control.Samples(other)));
        }

        _replicas += replicas;
        columns = Finite(columns);
        _sums.Add(columns);
        for (int i = 0; i < _moments.Length; i++)
        {
            _moments[i] = Moments.Merge(_moments[i], Moments.Of(columns[i]));
        }
    }

    // The samples of the replicas that have a value in every column.
    private static List<double[]> Finite(List<double[]> columns)
    {
        if (columns.All(column => Array.TrueForAll(column, double.IsFinite)))
        {
            return columns;
        }

        int[] kept = [.. Enumerable.Range(0, columns[0].Length).Where(i => columns.TrueForAll(column => double.IsFinite(column[i])))];
        return columns.ConvertAll(column => Array.ConvertAll(kept, i => column[i]));
    }
}
