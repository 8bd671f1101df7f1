using System.Numerics;
using HpCovSde.Kernels.Interop;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// The dense products of a native library through its C interface. The library manages its own scratch; this class does not allocate.
/// </summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
/// <typeparam name="TProducts">The library.</typeparam>
internal sealed unsafe class NativeBlas<T, TProducts> : IBlas<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TProducts : struct, ICblas<T>
{
    internal NativeBlas(string name) => Name = name;

    public string Name { get; }

    public WorkspaceRequirement GemmRequirement(int m, int n, int k)
    {
        BlasArguments.CheckDimension(m, nameof(m));
        BlasArguments.CheckDimension(n, nameof(n));
        BlasArguments.CheckDimension(k, nameof(k));
        return WorkspaceRequirement.None;
    }

    public void Gemm(
        Transpose transposeA, Transpose transposeB, int m, int n, int k,
        T alpha, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb,
        T beta, Span<T> c, int ldc, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        BlasArguments.CheckGemm(transposeA, transposeB, m, n, k, a.Length, lda, b.Length, ldb, c.Length, ldc);
        if (m == 0 || n == 0)
        {
            return;
        }

        fixed (T* pa = a, pb = b, pc = c)
        {
            TProducts.Gemm(
                CblasOrder.RowMajor, Native(transposeA), Native(transposeB), m, n, k,
                alpha, pa, Native(lda), pb, Native(ldb), beta, pc, ldc);
        }
    }

    public WorkspaceRequirement SyrkRequirement(int n, int k)
    {
        BlasArguments.CheckDimension(n, nameof(n));
        BlasArguments.CheckDimension(k, nameof(k));
        return WorkspaceRequirement.None;
    }

    public void Syrk(int n, int k, T alpha, ReadOnlySpan<T> a, int lda, T beta, Span<T> c, int ldc, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        BlasArguments.CheckSyrk(n, k, a.Length, lda, c.Length, ldc);
        if (n == 0)
        {
            return;
        }

        fixed (T* pa = a, pc = c)
        {
            TProducts.Syrk(CblasOrder.RowMajor, CblasTriangle.Lower, CblasTranspose.Yes, n, k, alpha, pa, lda, beta, pc, ldc);
        }
    }

    public WorkspaceRequirement TrmmRequirement(int m, int n)
    {
        BlasArguments.CheckDimension(m, nameof(m));
        BlasArguments.CheckDimension(n, nameof(n));
        return WorkspaceRequirement.None;
    }

    public void Trmm(int m, int n, ReadOnlySpan<T> l, int ldl, Span<T> b, int ldb, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        BlasArguments.CheckTrmm(m, n, l.Length, ldl, b.Length, ldb);
        if (m == 0 || n == 0)
        {
            return;
        }

        fixed (T* pl = l, pb = b)
        {
            TProducts.Trmm(
                CblasOrder.RowMajor, CblasSide.Right, CblasTriangle.Lower, CblasTranspose.Yes, CblasDiagonal.AsStored,
                m, n, T.One, pl, ldl, pb, ldb);
        }
    }

    private static CblasTranspose Native(Transpose transpose) => transpose == Transpose.No ? CblasTranspose.No : CblasTranspose.Yes;

    // CBLAS requires at least 1, even for a matrix without columns (k = 0).
    private static int Native(int leadingDimension) => Math.Max(1, leadingDimension);
}
