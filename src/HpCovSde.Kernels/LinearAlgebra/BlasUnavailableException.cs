namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>A native BLAS was requested but cannot be used; the message gives the reason in one line.</summary>
public sealed class BlasUnavailableException : Exception
{
    internal BlasUnavailableException(BlasProviderInfo info)
        : base($"The BLAS provider {info.Name} cannot be used: {info.Refusal}.") => Provider = info.Provider;

    /// <summary>The provider that was requested.</summary>
    public BlasProvider Provider { get; }
}
