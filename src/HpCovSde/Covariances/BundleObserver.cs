using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Covariances;

/// <summary>Writes the lanes of a bundle as rows of <see cref="CovarianceLayout"/>.</summary>
internal static class BundleObserver
{
    internal static WorkspaceRequirement Requirement<T>(int inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        WorkspaceRequirement.Of<T>((long)PackedLower.Length(inputs) * Lanes<T>.Count);

    /// <param name="bundle">The bundle.</param>
    /// <param name="largestRank">The most that the rank of V can be, the width of a network; below m, V is singular whatever rounding makes of it.</param>
    /// <param name="rows">A row per lane.</param>
    /// <param name="workspace">At least <see cref="Requirement"/>.</param>
    internal static void Observe<T>(CovarianceBundle<T> bundle, int largestRank, Span<double> rows, Workspace workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(PackedLower.Length(bundle.Inputs) * Lanes<T>.Count);
        _ = LaneCholesky.Factor(bundle.Inputs, bundle.DifferenceGram, factor);
        Observe(bundle, factor, largestRank, rows);
    }

    /// <summary>The same where the factor of K is known.</summary>
    internal static void Observe<T>(CovarianceBundle<T> bundle, ReadOnlySpan<T> factor, int largestRank, Span<double> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int m = bundle.Inputs;
        int length = CovarianceLayout.RowLength(m);
        for (int lane = 0; lane < Lanes<T>.Count; lane++)
        {
            Span<double> row = rows.Slice(lane * length, length);
            double logDeterminant = 0;
            for (int a = 0; a < m; a++)
            {
                double logVariance = bundle.LogVariance(a, lane);
                row[CovarianceLayout.LogVariance(a)] = logVariance;
                double pivot = double.CreateTruncating(Lanes<T>.Load(factor, PackedLower.Index(a, a))[lane]);
                logDeterminant += logVariance + (2 * Math.Log(pivot));
            }

            // A zero pivot or a dead input: log det is −∞ and V singular.
            row[CovarianceLayout.LogDeterminant(m)] = m <= largestRank && double.IsFinite(logDeterminant) ? logDeterminant : double.NaN;
            row[CovarianceLayout.DefinitenessLosses(m)] = double.CreateTruncating(bundle.DefinitenessLosses[lane]);
            for (int a = 1; a < m; a++)
            {
                for (int b = 0; b < a; b++)
                {
                    bool live = double.IsFinite(row[a]) && double.IsFinite(row[b]);
                    double delta = double.CreateTruncating(bundle.OneMinusCorrelation(a, b)[lane]);
                    row[CovarianceLayout.OneMinusCorrelation(m, a, b)] = live ? delta : double.NaN;
                }
            }
        }
    }
}
