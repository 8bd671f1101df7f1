namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>The implementation of the dense products.</summary>
public enum BlasProvider
{
    /// <summary>
    /// The default: <see cref="Managed"/>, which is always available and gives the same bits on every CPU. A native library is used only
    /// on request.
    /// </summary>
    Auto,

    /// <summary>Managed code. It needs nothing installed.</summary>
    Managed,

    /// <summary>Intel's Math Kernel Library, found as <see cref="Blas"/> describes.</summary>
    Mkl,

    /// <summary>OpenBLAS, found as <see cref="Blas"/> describes.</summary>
    OpenBlas,
}
