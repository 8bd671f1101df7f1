namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>A native BLAS was asked for and cannot be used; the message says why in one line.</summary>
public sealed class BlasUnavailableException : Exception
{
    internal BlasUnavailableException(BlasProviderInfo info)
        : base($"The BLAS provider {info.Name} cannot be used: {info.Refusal}.") => Provider = info.Provider;

    /// <summary>What was asked for.</summary>
    public BlasProvider Provider { get; }
}
