using System.Numerics;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// The dense products in managed code: packed panels, a register-blocked micro-kernel, fused multiply-add throughout.
/// It is the default provider and needs nothing installed. The order of summation of each element depends on the shapes alone, so the
/// bits are the same on every x64 CPU with AVX2 and FMA.
/// </summary>
/// <remarks>
/// With α = 0 or k = 0, A and B are not read. <see cref="Trmm"/> multiplies by zeros in place of the strict upper triangle near the
/// diagonal, so a NaN or an infinity in a row of B may turn elements to its left in the same row into NaN.
/// No method allocates. Arguments are checked on entry. A workspace smaller than the stated requirement raises
/// <see cref="InvalidOperationException"/>.
/// </remarks>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
internal sealed class ManagedBlas<T> : IBlas<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private ManagedBlas()
    {
    }

    /// <summary>The only instance. It has no state, and any number of threads may use it.</summary>
    public static ManagedBlas<T> Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "managed";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A dimension is negative.</exception>
    public WorkspaceRequirement GemmRequirement(int m, int n, int k)
    {
        BlasArguments.CheckDimension(m, nameof(m));
        BlasArguments.CheckDimension(n, nameof(n));
        BlasArguments.CheckDimension(k, nameof(k));
        return BlockedProduct.Requirement<T>(n, k).Or(DirectProduct.Requirement<T>(m, n, k)).Or(SkinnyProduct.Requirement<T>(m, n, k));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A dimension is negative, a leading dimension less than a row, or a span too short.</exception>
    public unsafe void Gemm(
        Transpose transposeA, Transpose transposeB, int m, int n, int k,
        T alpha, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb,
        T beta, Span<T> c, int ldc, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        BlasArguments.CheckGemm(transposeA, transposeB, m, n, k, a.Length, lda, b.Length, ldb, c.Length, ldc);
        if (k == 0 || alpha == T.Zero)
        {
            Scale(m, n, lowerOnly: false, beta, c, ldc);
            return;
        }

        fixed (T* pa = a, pb = b, pc = c)
        {
            var left = new Operand<T>(pa, lda, contiguousVectors: transposeA == Transpose.No);
            var right = new Operand<T>(pb, ldb, contiguousVectors: transposeB == Transpose.Yes);
            if (SkinnyProduct.Serves(n, k, left))
            {
                SkinnyProduct.Run(m, n, k, alpha, left, right, beta, pc, ldc, 1, workspace);
            }
            else if (SkinnyProduct.Serves(m, k, right))
            {
                SkinnyProduct.Run(n, m, k, alpha, right, left, beta, pc, 1, ldc, workspace);
            }
            else if (DirectProduct.Serves<T>(m, n, k))
            {
                DirectProduct.Run(m, n, k, alpha, left, right, beta, pc, ldc, workspace);
            }
            else
            {
                BlockedProduct.Run(lowerOnly: false, m, n, k, alpha, left, right, beta, pc, ldc, workspace);
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A dimension is negative.</exception>
    public WorkspaceRequirement SyrkRequirement(int n, int k)
    {
        BlasArguments.CheckDimension(n, nameof(n));
        BlasArguments.CheckDimension(k, nameof(k));
        return BlockedProduct.Requirement<T>(n, k);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A dimension is negative, a leading dimension less than a row, or a span too short.</exception>
    public unsafe void Syrk(int n, int k, T alpha, ReadOnlySpan<T> a, int lda, T beta, Span<T> c, int ldc, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        BlasArguments.CheckSyrk(n, k, a.Length, lda, c.Length, ldc);
        if (k == 0 || alpha == T.Zero)
        {
            Scale(n, n, lowerOnly: true, beta, c, ldc);
            return;
        }

        fixed (T* pa = a, pc = c)
        {
            var columns = new Operand<T>(pa, lda, contiguousVectors: false);
            BlockedProduct.Run(lowerOnly: true, n, n, k, alpha, columns, columns, beta, pc, ldc, workspace);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A dimension is negative.</exception>
    public WorkspaceRequirement TrmmRequirement(int m, int n)
    {
        BlasArguments.CheckDimension(m, nameof(m));
        BlasArguments.CheckDimension(n, nameof(n));
        return TriangularProduct.Requirement<T>(m, n);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A dimension is negative, a leading dimension less than a row, or a span too short.</exception>
    public unsafe void Trmm(int m, int n, ReadOnlySpan<T> l, int ldl, Span<T> b, int ldb, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        BlasArguments.CheckTrmm(m, n, l.Length, ldl, b.Length, ldb);
        fixed (T* pl = l, pb = b)
        {
            TriangularProduct.Run(m, n, pl, ldl, pb, ldb, workspace);
        }
    }

    private static void Scale(int m, int n, bool lowerOnly, T beta, Span<T> c, int ldc)
    {
        for (int i = 0; i < m && n > 0; i++)
        {
            Span<T> row = c.Slice(i * ldc, lowerOnly ? i + 1 : n);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = beta == T.Zero ? T.Zero : beta * row[j];
            }
        }
    }
}
