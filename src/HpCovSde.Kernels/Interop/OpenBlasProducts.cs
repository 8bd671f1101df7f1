using System.Runtime.InteropServices;

namespace HpCovSde.Kernels.Interop;

/// <summary>
/// The products of OpenBLAS: the same entry points as <see cref="MklProducts"/>, repeated because an import names its library.
/// </summary>
internal readonly unsafe partial struct OpenBlasProducts : ICblas<double>, ICblas<float>
{
    [LibraryImport(NativeLibraries.OpenBlas, EntryPoint = "cblas_dgemm")]
    public static partial void Gemm(
        CblasOrder order, CblasTranspose transposeA, CblasTranspose transposeB, int m, int n, int k,
        double alpha, double* a, int lda, double* b, int ldb, double beta, double* c, int ldc);

    [LibraryImport(NativeLibraries.OpenBlas, EntryPoint = "cblas_dsyrk")]
    public static partial void Syrk(
        CblasOrder order, CblasTriangle triangle, CblasTranspose transpose, int n, int k,
        double alpha, double* a, int lda, double beta, double* c, int ldc);

    [LibraryImport(NativeLibraries.OpenBlas, EntryPoint = "cblas_dtrmm")]
    public static partial void Trmm(
        CblasOrder order, CblasSide side, CblasTriangle triangle, CblasTranspose transposeA, CblasDiagonal diagonal, int m, int n,
        double alpha, double* a, int lda, double* b, int ldb);

    [LibraryImport(NativeLibraries.OpenBlas, EntryPoint = "cblas_sgemm")]
    public static partial void Gemm(
        CblasOrder order, CblasTranspose transposeA, CblasTranspose transposeB, int m, int n, int k,
        float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);

    [LibraryImport(NativeLibraries.OpenBlas, EntryPoint = "cblas_ssyrk")]
    public static partial void Syrk(
        CblasOrder order, CblasTriangle triangle, CblasTranspose transpose, int n, int k,
        float alpha, float* a, int lda, float beta, float* c, int ldc);

    [LibraryImport(NativeLibraries.OpenBlas, EntryPoint = "cblas_strmm")]
    public static partial void Trmm(
        CblasOrder order, CblasSide side, CblasTriangle triangle, CblasTranspose transposeA, CblasDiagonal diagonal, int m, int n,
        float alpha, float* a, int lda, float* b, int ldb);
}
