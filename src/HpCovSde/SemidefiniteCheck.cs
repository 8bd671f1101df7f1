using System.Globalization;
using System.Numerics.Tensors;
using CommunityToolkit.HighPerformance;

namespace HpCovSde;

/// <summary>
/// Decides whether a symmetric matrix is positive semidefinite up to the rounding of data, by a Cholesky factorisation with complete
/// pivoting of the correlations C_ab = V_ab / √(V_aa V_bb).
/// </summary>
/// <remarks>
/// An entry of C may be off by δ = <see cref="EntryTolerance"/>. The pivot of row i after eliminating the rows S is the quadratic form
/// (1, −w)ᵀ C (1, −w) with w = C_SS⁻¹ C_Si, so it is off by at most δ (1 + |w|₁)². Complete pivoting keeps |w|₂ near 1, hence
/// |w|₁ ≤ √m, and the error is at most δ (1 + √m)² ≤ 4 m δ: pivots above −4 m δ are taken for zero.
/// Cost: m² r flops and m r numbers of scratch for rank r.
/// </remarks>
internal static class SemidefiniteCheck
{
    /// <summary>How far an entry of the correlation matrix may be off: data are given to 12 digits or better.</summary>
    public const double EntryTolerance = 1e-12;

    /// <summary>What is wrong with the matrix, or null. Its diagonal must not be negative; rows with a zero diagonal must be zero.</summary>
    public static string? Defect(ReadOnlySpan2D<double> v)
    {
        int m = v.Height;
        double tolerance = 4.0 * m * EntryTolerance;
        double[] scale = new double[m];
        double[] remaining = new double[m];
        for (int a = 0; a < m; a++)
        {
            scale[a] = v[a, a] > 0 ? 1 / Math.Sqrt(v[a, a]) : 0;
            remaining[a] = v[a, a] > 0 ? 1 : 0;
        }

        var factor = new List<double[]>();
        int pivot = TensorPrimitives.IndexOfMax(remaining);
        while (remaining[pivot] > tolerance)
        {
            double[] row = Residual(v, scale, factor, pivot);
            TensorPrimitives.Multiply(row, 1 / Math.Sqrt(remaining[pivot]), row);
            factor.Add(row);

            // What is left of an eliminated row is rounding, and must not be chosen again.
            remaining[pivot] = double.NegativeInfinity;
            for (int a = 0; a < m; a++)
            {
                if (remaining[a] == double.NegativeInfinity)
                {
                    continue;
                }

                remaining[a] -= row[a] * row[a];
                if (remaining[a] < -tolerance)
                {
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"is not positive semidefinite: elimination leaves the pivot {remaining[a]:G6} times the diagonal in row {a + 1}; rounding explains no less than {-tolerance:G3}");
                }
            }

            pivot = TensorPrimitives.IndexOfMax(remaining);
        }

        return OffDiagonalDefect(v, scale, remaining, factor, tolerance);
    }

    // With zeros left on the diagonal a semidefinite matrix has zeros beside them as well.
    private static string? OffDiagonalDefect(ReadOnlySpan2D<double> v, double[] scale, double[] remaining, List<double[]> factor, double tolerance)
    {
        for (int a = 0; a < v.Height; a++)
        {
            if (remaining[a] == double.NegativeInfinity)
            {
                continue;
            }

            double[] row = Residual(v, scale, factor, a);
            int b = TensorPrimitives.IndexOfMaxMagnitude(row);
            if (Math.Abs(row[b]) > 2 * tolerance)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"is not positive semidefinite: elimination leaves nothing on the diagonal of row {a + 1} but {row[b]:G6} beside it, in column {b + 1}");
            }
        }

        return null;
    }

    // Row a of C − Lᵀ L.
    private static double[] Residual(ReadOnlySpan2D<double> v, double[] scale, List<double[]> factor, int a)
    {
        double[] row = new double[v.Height];
        TensorPrimitives.Multiply(v.GetRowSpan(a), scale, row);
        TensorPrimitives.Multiply(row, scale[a], row);
        foreach (double[] l in factor)
        {
            TensorPrimitives.MultiplyAdd(l, -l[a], row, row);
        }

        return row;
    }
}
