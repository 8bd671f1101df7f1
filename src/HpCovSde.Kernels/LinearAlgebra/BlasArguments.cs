namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>The argument checks of <see cref="IBlas{T}"/>, the same for every implementation.</summary>
internal static class BlasArguments
{
    internal static void CheckGemm(
        Transpose transposeA, Transpose transposeB, int m, int n, int k,
        int lengthA, int lda, int lengthB, int ldb, int lengthC, int ldc)
    {
        CheckDimension(m, nameof(m));
        CheckDimension(n, nameof(n));
        CheckDimension(k, nameof(k));
        CheckTranspose(transposeA, nameof(transposeA));
        CheckTranspose(transposeB, nameof(transposeB));
        (int rowsA, int columnsA) = transposeA == Transpose.No ? (m, k) : (k, m);
        (int rowsB, int columnsB) = transposeB == Transpose.No ? (k, n) : (n, k);
        CheckMatrix("a", rowsA, columnsA, lengthA, lda);
        CheckMatrix("b", rowsB, columnsB, lengthB, ldb);
        CheckMatrix("c", m, n, lengthC, ldc);
    }

    internal static void CheckSyrk(int n, int k, int lengthA, int lda, int lengthC, int ldc)
    {
        CheckDimension(n, nameof(n));
        CheckDimension(k, nameof(k));
        CheckMatrix("a", k, n, lengthA, lda);
        CheckMatrix("c", n, n, lengthC, ldc);
    }

    internal static void CheckTrmm(int m, int n, int lengthL, int ldl, int lengthB, int ldb)
    {
        CheckDimension(m, nameof(m));
        CheckDimension(n, nameof(n));
        CheckMatrix("l", n, n, lengthL, ldl);
        CheckMatrix("b", m, n, lengthB, ldb);
    }

    internal static void CheckDimension(int value, string name)
    {
        if (value < 0)
        {
            throw new ArgumentException($"The dimension {name} is {value}; it must be at least 0.", name);
        }
    }

    /// <summary>A row-major matrix occupies (rows − 1)·ld + columns elements: nothing is asked for behind its last row.</summary>
    internal static void CheckMatrix(string name, int rows, int columns, int length, int leadingDimension)
    {
        if (leadingDimension < columns)
        {
            throw new ArgumentException(
                $"The leading dimension of {name} is {leadingDimension}; it must be at least {columns}, the length of a row.", name);
        }

        long needed = rows == 0 || columns == 0 ? 0 : ((rows - 1L) * leadingDimension) + columns;
        if (length < needed)
        {
            throw new ArgumentException(
                $"{name} has {length} elements; {rows} x {columns} with leading dimension {leadingDimension} needs {needed}.", name);
        }
    }

    private static void CheckTranspose(Transpose value, string name)
    {
        if (value is not (Transpose.No or Transpose.Yes))
        {
            throw new ArgumentException($"{name} is {(int)value}; it must be {nameof(Transpose.No)} or {nameof(Transpose.Yes)}.", name);
        }
    }
}
