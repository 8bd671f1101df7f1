using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Commutation;

/// <summary>
/// The distance of the random covariance of finite networks from the kernel of infinite width and depth, on a grid of widths and depths.
/// For one entry q it estimates E (q_{L,n} − q_∞)² by Monte Carlo, the part due to the width, and computes the exact part due to the depth.
/// Source: Hayou 2023 (arXiv 2310.01683).
/// </summary>
public sealed record CommutationStudy
{
    // 2⁶⁴ divided by the golden ratio.
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private CommutationStudy(NetworkFamily family, Quantity quantity, IReadOnlyList<CommutationCell> cells)
    {
        Family = family;
        Quantity = quantity;
        Cells = cells;
        Fit = CommutationFit.Of(cells);
        Stability = family.Scaling is null ? null : ScalingStability.Of(family.Scaling);
    }

    /// <summary>The networks.</summary>
    public NetworkFamily Family { get; }

    /// <summary>q: a covariance or a correlation.</summary>
    public Quantity Quantity { get; }

    /// <summary>The cells of the grid, in the order given: for each depth all widths.</summary>
    public IReadOnlyList<CommutationCell> Cells { get; }

    /// <summary>The fitted convergence rates.</summary>
    public CommutationFit Fit { get; }

    /// <summary>The stability of the scaling of a residual family; null for other families.</summary>
    public ScalingStability? Stability { get; }

    /// <summary>Runs a grid. The random numbers of a cell depend on seed, width and depth alone, so other cells do not change it.</summary>
    /// <param name="family">The networks.</param>
    /// <param name="inputs">q_0.</param>
    /// <param name="widths">The widths n, at least one.</param>
    /// <param name="depths">The depths L, at least one.</param>
    /// <param name="quantity">A covariance or a correlation; null means the covariance of the first two inputs, or the variance of a
    /// single input.</param>
    /// <param name="replicas">The number of networks per cell, at least 2.</param>
    /// <param name="threads">The number of threads; 0 means one per core.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="progress">Receives the fraction of the work that is done.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ArgumentException">A list is empty or contains duplicates, a number is out of range, or the quantity is not a
    /// covariance or a correlation of the inputs.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public static CommutationStudy Run(
        NetworkFamily family,
        GramMatrix inputs,
        IReadOnlyList<int> widths,
        IReadOnlyList<int> depths,
        Quantity? quantity = null,
        int replicas = 512,
        int threads = 0,
        ulong seed = 0,
        Action<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(inputs);
        CheckSizes(widths, nameof(widths));
        CheckSizes(depths, nameof(depths));
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 2);
        Quantity of = quantity ?? Quantity.Covariance(0, Math.Min(1, inputs.Size - 1));
        if (of.Kind is not (QuantityKind.Covariance or QuantityKind.Correlation) || of.LargestInput >= inputs.Size)
        {
            throw new ArgumentException(
                $"{of.Name} is neither a covariance nor a correlation of {Wording.Count(inputs.Size, "input")}.", nameof(quantity));
        }

        double limit = family.HasLimit ? Value(of, family.Limit(inputs)) : double.NaN;
        double total = widths.Sum(width => (double)width) * depths.Sum(depth => (double)depth);
        double done = 0;
        var cells = new List<CommutationCell>();
        foreach (int depth in depths)
        {
            double atInfiniteWidth = Value(of, family.AtInfiniteWidth(inputs, depth));
            foreach (int width in widths)
            {
                double share = (double)width * depth / total;
                double before = done;
                Action<double>? part = progress is null ? null : fraction => progress(before + (share * fraction));
                var options = new RunOptions { Replicas = replicas, Quantities = [of] };
                using var ensemble = new Ensemble(threads, seed + (Golden * (((ulong)width << 32) | (uint)depth)));
                EnsembleResult result = ensemble.Run(family.Network(width, depth), inputs, options, sink: null, part, cancellation);
                cells.Add(CommutationCell.Of(width, depth, result.Samples(of), atInfiniteWidth, limit));
                done += share;
            }
        }

        return new(family, of, cells);
    }

    private static double Value(Quantity quantity, GramMatrix gram) =>
        quantity.Kind == QuantityKind.Covariance ? gram[quantity.A, quantity.B] : 1 - gram.OneMinusCorrelation(quantity.A, quantity.B);

    private static void CheckSizes(IReadOnlyList<int> sizes, string name)
    {
        ArgumentNullException.ThrowIfNull(sizes, name);
        if (sizes.Count == 0 || sizes.Any(size => size < 1) || sizes.Distinct().Count() < sizes.Count)
        {
            throw new ArgumentException(
                $"{name} is [{string.Join(", ", sizes)}]; at least one number is needed, all from 1, without duplicates.", name);
        }
    }
}
