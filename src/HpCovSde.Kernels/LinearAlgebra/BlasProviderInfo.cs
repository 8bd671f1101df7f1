namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>A provider on this machine: usable, or the reason why not.</summary>
/// <param name="Provider">The provider; never <see cref="BlasProvider.Auto"/>.</param>
/// <param name="Name">"managed", "mkl", "openblas".</param>
/// <param name="Version">The library's own description of its version and build; null if it is unusable.</param>
/// <param name="Path">Its file; null for managed code and for a library that was not found.</param>
/// <param name="Mode">The threads inside a product, and what its bits depend on besides the shapes; null if it is unusable.</param>
/// <param name="Refusal">Why it cannot be used, in one line; null if it can be used.</param>
public sealed record BlasProviderInfo(
    BlasProvider Provider, string Name, string? Version, string? Path, string? Mode, string? Refusal)
{
    /// <summary>Whether it can be used.</summary>
    public bool IsUsable => Refusal is null;
}
