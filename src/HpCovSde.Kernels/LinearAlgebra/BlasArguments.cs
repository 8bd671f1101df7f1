using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void CheckDimension(int value, string name)
    {
        if (value < 0)
        {
            RefuseDimension(value, name);
        }
    }

    /// <summary>A row-major matrix occupies (rows − 1)·ld + columns elements; nothing behind its last row is required.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void CheckMatrix(string name, int rows, int columns, int length, int leadingDimension)
    {
        if (leadingDimension < columns)
        {
            RefuseLeadingDimension(name, columns, leadingDimension);
        }

        long needed = rows == 0 || columns == 0 ? 0 : ((rows - 1L) * leadingDimension) + columns;
        if (length < needed)
        {
            RefuseLength(name, rows, columns, length, leadingDimension, needed);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckTranspose(Transpose value, string name)
    {
        if ((uint)value > (uint)Transpose.Yes)
        {
            RefuseTranspose(value, name);
        }
    }

    /// <summary>Checks the length of a span that holds rows of lanes.</summary>
    internal static void CheckRows<T>(long needed, int elements, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (elements < needed * Lanes<T>.Count)
        {
            RefuseRows(needed, elements, Lanes<T>.Count, name);
        }
    }

    // A separate method, so that the check is inlined.
    private static void RefuseRows(long needed, int elements, int lanes, string name) =>
        throw new ArgumentException($"{name} has {elements} elements; {needed} rows of {lanes} lanes are needed.", name);

    // Separate methods, so that the checks are inlined: at 4 x 4 they take a large part of a product's time.
    [DoesNotReturn]
    private static void RefuseDimension(int value, string name) =>
        throw new ArgumentException($"The dimension {name} is {value}; it must be at least 0.", name);

    [DoesNotReturn]
    private static void RefuseLeadingDimension(string name, int columns, int leadingDimension) =>
        throw new ArgumentException(
            $"The leading dimension of {name} is {leadingDimension}; it must be at least {columns}, the length of a row.", name);

    [DoesNotReturn]
    private static void RefuseLength(string name, int rows, int columns, int length, int leadingDimension, long needed) =>
        throw new ArgumentException(
            $"{name} has {length} elements; {rows} x {columns} with leading dimension {leadingDimension} needs {needed}.", name);

    [DoesNotReturn]
    private static void RefuseTranspose(Transpose value, string name) =>
        throw new ArgumentException($"{name} is {(int)value}; it must be {nameof(Transpose.No)} or {nameof(Transpose.Yes)}.", name);
}
