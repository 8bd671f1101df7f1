using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// The rule for zero pivots of a Cholesky factorisation without exchanges: p_j = A_jj − Σ_{k&lt;j} L_jk² counts as zero if
/// p_j − 8n·ε·A_jj ≤ 0, with ε the distance from 1 to the next number of the type and n the order.
/// </summary>
/// <remarks>
/// <para>Where column j depends on those before it, Σ L_jk² sums to A_jj, and rounding leaves a pivot of up to about n·ε/2·A_jj
/// (Higham, "Accuracy and Stability of Numerical Algorithms", 2002), more where earlier pivots were small. If such a remainder
/// were taken for a pivot, the rounding errors of its column would be divided by its tiny root.
/// The factor 8 covers the usual growth. A factor that covers all growth (A_kk / p_k at worst) would discard true pivots.
/// Remainders that pass do little harm: the residual A − L·Lᵀ stays at the level of the same rounding errors.</para>
/// <para>The rule is relative to the diagonal entry, not to the largest one: it gives the same answer for A and for D·A·D with D
/// diagonal, so an input of small norm is not mistaken for a dependent one. The comparison is of a difference with 0,
/// so that NaN and infinity are never zero: they pass into the factor, where they are detected.</para>
/// </remarks>
internal static class SemidefinitePivot
{
    private const double GrowthAllowance = 8;
    private const double EpsilonOfDouble = 1.0 / (1L << 52);
    private const double EpsilonOfSingle = 1.0 / (1L << 23);

    /// <summary>8n·ε, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Tolerance<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(GrowthAllowance * n * (typeof(T) == typeof(double) ? EpsilonOfDouble : EpsilonOfSingle));

    /// <summary>The rule, with <paramref name="diagonal"/> = A_jj as it was given.</summary>
    internal static bool IsZero<T>(T pivot, T diagonal, T tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.FusedMultiplyAdd(-tolerance, diagonal, pivot) <= T.Zero;
}
