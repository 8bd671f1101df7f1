namespace HpCovSde.Kernels.Interop;

/// <summary>The CBLAS code of the order of a matrix's elements.</summary>
internal enum CblasOrder
{
    RowMajor = 101,
}

/// <summary>The CBLAS codes of transposition.</summary>
internal enum CblasTranspose
{
    No = 111,
    Yes = 112,
}

/// <summary>The CBLAS code of the triangle that is used.</summary>
internal enum CblasTriangle
{
    Lower = 122,
}

/// <summary>The CBLAS code that says what a triangle's diagonal holds.</summary>
internal enum CblasDiagonal
{
    AsStored = 131,
}

/// <summary>The CBLAS code of the side that the triangular factor is on.</summary>
internal enum CblasSide
{
    Right = 142,
}

/// <summary>The products of CBLAS in one precision, with the C interface's arguments, as a native library exports them.</summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
internal unsafe interface ICblas<T>
    where T : unmanaged
{
    /// <summary>C ← α·op(A)·op(B) + β·C.</summary>
    static abstract void Gemm(
        CblasOrder order, CblasTranspose transposeA, CblasTranspose transposeB, int m, int n, int k,
        T alpha, T* a, int lda, T* b, int ldb, T beta, T* c, int ldc);

    /// <summary>One triangle of C ← α·op(A)·op(A)ᵀ + β·C.</summary>
    static abstract void Syrk(
        CblasOrder order, CblasTriangle triangle, CblasTranspose transpose, int n, int k,
        T alpha, T* a, int lda, T beta, T* c, int ldc);

    /// <summary>B ← α·B·op(A), A triangular.</summary>
    static abstract void Trmm(
        CblasOrder order, CblasSide side, CblasTriangle triangle, CblasTranspose transposeA, CblasDiagonal diagonal, int m, int n,
        T alpha, T* a, int lda, T* b, int ldb);
}
