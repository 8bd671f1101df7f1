using System.Globalization;
using CommunityToolkit.HighPerformance;

namespace HpCovSde;

/// <summary>What is wrong with a matrix, in words that follow "the matrix"; null or empty if nothing is.</summary>
internal static class GramDefect
{
    /// <summary>For an input. |V_ab| ≤ √(V_aa V_bb), so the matrix is finite if its diagonal is.</summary>
    internal static string OfInput(ReadOnlySpan<double> x, double variance, double norm, int a)
    {
        if (!double.IsFinite(norm))
        {
            return $"has too large numbers: the squared norm of row {a + 1} is not finite";
        }

        return !double.IsNormal(variance) && x.ContainsAnyExcept(0.0)
            ? $"has too small numbers: the squared norm of row {a + 1} underflows, although the row is not zero"
            : "";
    }

    /// <summary>For m rows.</summary>
    internal static string? OfSize(int m) => m switch
    {
        < 1 => "has no rows",
        > GramMatrix.LargestSize => $"has {m} rows; at most {GramMatrix.LargestSize} inputs are supported",
        _ => null,
    };

    /// <summary>For rows of so many numbers.</summary>
    internal static string? OfLength(int m, int length) =>
        length == 0 ? "has rows without numbers"
        : (long)m * length > Array.MaxLength
            ? $"has {m} rows of {length} numbers; at most {Array.MaxLength} numbers are supported"
        : null;

    /// <summary>For numbers that are not finite.</summary>
    internal static string? OfNumbers(ReadOnlySpan2D<double> matrix)
    {
        for (int a = 0; a < matrix.Height; a++)
        {
            ReadOnlySpan<double> row = matrix.GetRowSpan(a);
            for (int b = 0; b < row.Length; b++)
            {
                if (!double.IsFinite(row[b]))
                {
                    return $"has {Text(row[b])} in row {a + 1}, column {b + 1}; all numbers must be finite";
                }
            }
        }

        return null;
    }

    /// <summary>For a negative number on the diagonal.</summary>
    internal static string OfDiagonal(ReadOnlySpan2D<double> matrix)
    {
        for (int a = 0; a < matrix.Height; a++)
        {
            if (matrix[a, a] < 0)
            {
                return $"has {Text(matrix[a, a])} in row {a + 1}, column {a + 1}; the diagonal must not be negative";
            }
        }

        return "";
    }

    /// <summary>For a pair that is not symmetric, or larger than its variances allow.</summary>
    internal static string OfPair(ReadOnlySpan2D<double> matrix, int a, int b, double tolerance)
    {
        double scale = Math.Sqrt(matrix[a, a]) * Math.Sqrt(matrix[b, b]);
        double lower = matrix[a, b];
        double upper = matrix[b, a];
        if (Math.Abs(lower - upper) > tolerance * scale)
        {
            return $"is not symmetric: {Text(lower)} in row {a + 1}, column {b + 1} but {Text(upper)} in row {b + 1}, column {a + 1}";
        }

        return Math.Abs(lower) > scale * (1 + tolerance)
            ? $"is not positive semidefinite: {Text(lower)} in row {a + 1}, column {b + 1} exceeds the root {Text(scale)} "
                + "of the product of the diagonal entries"
            : "";
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
