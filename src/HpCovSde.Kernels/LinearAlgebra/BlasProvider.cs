namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>Who computes the dense products.</summary>
public enum BlasProvider
{
    /// <summary><see cref="Managed"/>: it is always there, and its bits are the same on every CPU. A native library has to be asked for.</summary>
    Auto,

    /// <summary><see cref="ManagedBlas{T}"/>.</summary>
    Managed,

    /// <summary>Intel's Math Kernel Library, found as <see cref="Blas"/> describes.</summary>
    Mkl,

    /// <summary>OpenBLAS, found as <see cref="Blas"/> describes.</summary>
    OpenBlas,
}
