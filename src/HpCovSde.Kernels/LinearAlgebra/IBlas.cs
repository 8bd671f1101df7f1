using System.Numerics;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>Whether a matrix enters a product as it is stored or transposed.</summary>
public enum Transpose
{
    /// <summary>As stored.</summary>
    No,

    /// <summary>Transposed.</summary>
    Yes,
}

/// <summary>
/// The three dense products that sampling needs, row-major, sequential, without allocation; replicas run in parallel outside of them.
/// A leading dimension (<c>lda</c>, …) is the distance between the starts of two rows, at least the row's length.
/// Destinations must not overlap sources. Elements outside the stated parts of a matrix are neither read nor written.
/// For given shapes each implementation returns the same bits on every call, for any alignment of its arguments.
/// </summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
public interface IBlas<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The provider's name as <c>info</c> and manifests show it: "managed", "mkl", "openblas".</summary>
    string Name { get; }

    /// <summary>The scratch that <see cref="Gemm"/> of this shape needs.</summary>
    WorkspaceRequirement GemmRequirement(int m, int n, int k);

    /// <summary>C ← α·op(A)·op(B) + β·C, with op(A) m×k, op(B) k×n, C m×n. With β = 0, C is not read and may hold NaN.</summary>
    void Gemm(
        Transpose transposeA, Transpose transposeB, int m, int n, int k,
        T alpha, ReadOnlySpan<T> a, int lda, ReadOnlySpan<T> b, int ldb,
        T beta, Span<T> c, int ldc, Workspace workspace);

    /// <summary>The scratch that <see cref="Syrk"/> of this shape needs.</summary>
    WorkspaceRequirement SyrkRequirement(int n, int k);

    /// <summary>Lower triangle (with diagonal) of C ← α·AᵀA + β·C, with A k×n and C n×n: the Gram matrix of the columns of A.</summary>
    void Syrk(int n, int k, T alpha, ReadOnlySpan<T> a, int lda, T beta, Span<T> c, int ldc, Workspace workspace);

    /// <summary>The scratch that <see cref="Trmm"/> of this shape needs.</summary>
    WorkspaceRequirement TrmmRequirement(int m, int n);

    /// <summary>B ← B·Lᵀ in place, with B m×n and L n×n lower triangular (its strict upper triangle is not read).</summary>
    void Trmm(int m, int n, ReadOnlySpan<T> l, int ldl, Span<T> b, int ldb, Workspace workspace);
}
