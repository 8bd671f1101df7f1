using System.Numerics;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Chains;

/// <summary>Observes a <see cref="CovarianceBundle{T}"/>, lane by lane, or a <see cref="CovarianceState{T}"/>.</summary>
internal static class CovarianceObserver
{
    /// <summary>Scratch for a bundle.</summary>
    internal static WorkspaceRequirement Requirement<T>(int inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        WorkspaceRequirement.Of<T>((long)PackedLower.Length(inputs) * Lanes<T>.Count);

    /// <summary>Scratch for the state of one replica.</summary>
    internal static WorkspaceRequirement Requirement<T>(IBlas<T> blas, int inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        WorkspaceRequirement.Of<T>((long)inputs * inputs).And(SemidefiniteCholesky.Requirement(blas, inputs));

    /// <summary>Writes a row for each lane.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="largestRank">
    /// A bound on the rank of V, the width of a network. With more inputs V is singular, whatever rounding makes of its factor.
    /// </param>
    /// <param name="rows">A row for each lane.</param>
    /// <param name="workspace">At least <see cref="Requirement{T}(int)"/>.</param>
    internal static void Observe<T>(CovarianceBundle<T> bundle, int largestRank, ObservationRows rows, Workspace workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(PackedLower.Length(bundle.Inputs) * Lanes<T>.Count);
        _ = LaneCholesky.Factor(bundle.Inputs, bundle.DifferenceGram, factor);
        Observe(bundle, factor, default, largestRank, rows);
    }

    /// <summary>The same where the factor of K is known.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="factor">The factor, packed.</param>
    /// <param name="exponents">
    /// The binary exponents of the columns of the factor, a row for each; empty if all after the first have that of the differences.
    /// </param>
    /// <param name="largestRank">A bound on the rank of V.</param>
    /// <param name="rows">A row for each lane.</param>
    internal static void Observe<T>(
        CovarianceBundle<T> bundle, ReadOnlySpan<T> factor, ReadOnlySpan<T> exponents, int largestRank, ObservationRows rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int m = bundle.Inputs;
        for (int a = 0; a < m; a++)
        {
            for (int b = 0; b < a; b++)
            {
                Lanes<T> deltas = b > 0 && !exponents.IsEmpty
                    ? OneMinusOfRows(bundle, factor, exponents, a, b)
                    : bundle.OneMinusCorrelation(a, b);
                ObservePair(bundle, deltas, a, b, largestRank, rows);
            }
        }

        Lanes<T> scale = bundle.Scale;
        for (int lane = 0; lane < Lanes<T>.Count; lane++)
        {
            double logDeterminant = 0;
            bool hasZero = false;
            for (int a = 0; a < m; a++)
            {
                double logVariance = bundle.LogVariance(a, lane);
                hasZero |= double.IsNegativeInfinity(logVariance);
                double pivot = double.CreateTruncating(Lanes<T>.Load(factor, PackedLower.Index(a, a))[lane]);
                Lanes<T> exponent = a == 0 ? Lanes<T>.Zero : exponents.IsEmpty ? scale : Lanes<T>.Load(exponents, a);
                double logPivot = Math.Log(pivot) + (double.CreateTruncating(exponent[lane]) * Math.Log(2));
                rows.SetLogVariance(lane, a, logVariance);
                logDeterminant += bundle.LogUnit(a, lane) + (2 * logPivot);
            }

            rows.SetUnderflow(lane, hasZero && bundle.ZeroIsUnderflow);
            rows.SetLogDeterminant(lane, OfRegular(logDeterminant, m, largestRank));
            rows.SetDefinitenessLosses(lane, double.CreateTruncating(bundle.DefinitenessLosses[lane]));
        }
    }

    /// <summary>Writes one row.</summary>
    /// <param name="state">The covariance.</param>
    /// <param name="blas">Factors K.</param>
    /// <param name="largestRank">A bound on the rank of V, as for a bundle.</param>
    /// <param name="rows">One row.</param>
    /// <param name="workspace">At least <see cref="Requirement{T}(IBlas{T}, int)"/>.</param>
    internal static void Observe<T>(CovarianceState<T> state, IBlas<T> blas, int largestRank, ObservationRows rows, Workspace workspace)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int m = state.Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(m * m);
        state.CopyDifferenceGram(factor);
        _ = SemidefiniteCholesky.Factor(blas, m, factor, m, workspace);
        double exponent = double.CreateTruncating(state.Scale) * Math.Log(2);
        double logDeterminant = 2 * (m - 1) * exponent;
        bool hasZero = false;
        for (int a = 0; a < m; a++)
        {
            double logVariance = state.LogVariance(a);
            hasZero |= double.IsNegativeInfinity(logVariance);
            rows.SetLogVariance(0, a, logVariance);
            logDeterminant += state.LogUnit(a) + (2 * Math.Log(double.CreateTruncating(factor[(a * m) + a])));
            for (int b = 0; b < a; b++)
            {
                bool live = double.IsFinite(logVariance) && double.IsFinite(state.LogVariance(b));
                double delta = live ? state.OneMinusCorrelation(a, b) : double.NaN;
                SetOneMinusCorrelation(rows, 0, a, b, OfRank(delta, largestRank), state.IsScaled(a, b) ? 2 * exponent : 0);
            }
        }

        rows.SetUnderflow(0, hasZero && state.ZeroIsUnderflow);
        rows.SetLogDeterminant(0, OfRegular(logDeterminant, m, largestRank));
    }

    // Where two later inputs are both near the first, from the difference of their rows: |w_a − w_b|² from the Gram matrix would only have
    // the digits of the larger of them. Where differences are scaled the first column is negligible.
    private static Lanes<T> OneMinusOfRows<T>(
        CovarianceBundle<T> bundle, ReadOnlySpan<T> factor, ReadOnlySpan<T> exponents, int a, int b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> sign = bundle.Reference(a) * bundle.Reference(b);
        Lanes<T> scale = bundle.Scale;
        Lanes<T> square = Lanes<T>.Zero;
        for (int column = 0; column <= a; column++)
        {
            Lanes<T> other = column > b ? Lanes<T>.Zero : sign * Lanes<T>.Load(factor, PackedLower.Index(b, column));
            Lanes<T> difference = Lanes<T>.Load(factor, PackedLower.Index(a, column)) - other;
            difference *= column == 0
                ? Lanes.Select(scale < Lanes<T>.Zero, Lanes<T>.Zero, Lanes<T>.One)
                : FactorTransition<T>.PowerOfTwo(Lanes<T>.Load(exponents, column) - scale);
            square = Lanes.MultiplyAdd(difference, difference, square);
        }

        Lanes<T> aligned = Lanes.Min(Lanes<T>.Of(2), Lanes<T>.Of(0.5) * square);
        Lanes<T> near = Lanes.Select(sign > Lanes<T>.Zero, aligned, Lanes<T>.Of(2) - aligned);
        return Lanes.Select(Lanes.Abs(sign) > Lanes<T>.Zero, near, bundle.OneMinusCorrelation(a, b));
    }

    private static void ObservePair<T>(
        CovarianceBundle<T> bundle, Lanes<T> deltas, int a, int b, int largestRank, ObservationRows rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> exponents = Lanes.Select(bundle.IsScaled(a, b), bundle.Scale + bundle.Scale, Lanes<T>.Zero);
        for (int lane = 0; lane < Lanes<T>.Count; lane++)
        {
            bool live = double.IsFinite(bundle.LogVariance(a, lane)) && double.IsFinite(bundle.LogVariance(b, lane));
            double delta = live ? double.CreateTruncating(deltas[lane]) : double.NaN;
            double logScale = double.CreateTruncating(exponents[lane]) * Math.Log(2);
            SetOneMinusCorrelation(rows, lane, a, b, OfRank(delta, largestRank), logScale);
        }
    }

    // 1 − ρ is delta·e^logScale.
    private static void SetOneMinusCorrelation(ObservationRows rows, int replica, int a, int b, double delta, double logScale)
    {
        if (logScale == 0)
        {
            rows.SetOneMinusCorrelation(replica, a, b, delta);
        }
        else
        {
            rows.SetLogOneMinusCorrelation(replica, a, b, Math.Log(delta) + logScale);
        }
    }

    // Two vectors of one neuron are parallel or opposite, whatever rounding makes of them.
    private static double OfRank(double delta, int largestRank) => largestRank > 1 || double.IsNaN(delta) ? delta : delta < 1 ? 0 : 2;

    // A pivot of 0 or a dead input makes the sum −∞, and V is singular.
    private static double OfRegular(double logDeterminant, int inputs, int largestRank) =>
        inputs <= largestRank && double.IsFinite(logDeterminant) ? logDeterminant : double.NaN;
}
