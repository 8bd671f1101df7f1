using System.Globalization;
using System.Numerics.Tensors;
using CommunityToolkit.HighPerformance;

namespace HpCovSde;

/// <summary>
/// Checks whether a symmetric matrix is positive semidefinite up to the rounding of its entries, by a Cholesky factorisation with complete
/// pivoting of the correlations C_ab = V_ab / √(V_aa V_bb).
/// </summary>
/// <remarks>
/// An entry of C may have an error δ, see <see cref="EntryTolerance"/>. The pivot of row i after eliminating the rows S is the form
/// (1, −w)ᵀ C (1, −w) with w = C_SS⁻¹ C_Si. Its error is at most δ (1 + |w|₁)². Complete pivoting keeps |w|₂ near 1, so that |w|₁ ≤ √m and
/// the error is at most δ (1 + √m)² ≤ 4 m δ. Pivots above −4 m δ are therefore treated as zero.
/// Cost: m² r flops and m r numbers of scratch for rank r.
/// </remarks>
internal static class SemidefiniteCheck
{
    /// <summary>The largest error of an entry of the correlation matrix: data are given to 12 digits or more.</summary>
    public const double EntryTolerance = 1e-12;

    /// <summary>The same for a matrix that was computed in single precision: 32 times its rounding error.</summary>
    public const double SingleTolerance = 1.0 / (1 << 19);

    /// <summary>The same for a matrix in half precision: 4 times its rounding error.</summary>
    public const double HalfTolerance = 1.0 / (1 << 9);

    /// <summary>The largest error of an entry, given the bits of precision.</summary>
    public static double ToleranceOf(int significantBits) => significantBits switch
    {
        <= 11 => HalfTolerance,
        <= 24 => SingleTolerance,
        _ => EntryTolerance,
    };

    /// <summary>
    /// The reason why the matrix is not positive semidefinite, or null. No diagonal entry may be negative, and rows with a zero diagonal
    /// must be zero.
    /// </summary>
    /// <param name="v">The matrix.</param>
    /// <param name="entryTolerance">The largest error δ of an entry.</param>
    public static string? Defect(ReadOnlySpan2D<double> v, double entryTolerance = EntryTolerance)
    {
        int m = v.Height;
        double tolerance = 4.0 * m * entryTolerance;
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

            // The remainder of an eliminated row is rounding, and must not be chosen again.
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
                        $"is not positive semidefinite: elimination leaves the pivot {remaining[a]:G6} times the diagonal in row {a + 1}; "
                        + $"rounding errors are above {-tolerance:G3}");
                }
            }

            pivot = TensorPrimitives.IndexOfMax(remaining);
        }

        return OffDiagonalDefect(v, scale, remaining, factor, tolerance);
    }

    // A row of a semidefinite matrix whose diagonal entry is zero is zero.
    private static string? OffDiagonalDefect(
        ReadOnlySpan2D<double> v, double[] scale, double[] remaining, List<double[]> factor, double tolerance)
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
                    $"is not positive semidefinite: elimination leaves 0 on the diagonal of row {a + 1} and {row[b]:G6} in column {b + 1}");
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
