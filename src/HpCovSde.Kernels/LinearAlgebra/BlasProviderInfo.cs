namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>A provider on this machine: usable, or why not.</summary>
/// <param name="Provider">Which one; never <see cref="BlasProvider.Auto"/>.</param>
/// <param name="Name">"managed", "mkl", "openblas".</param>
/// <param name="Version">What the library says of its version and build; null if it is unusable.</param>
/// <param name="Path">Its file; null for managed code and for what is not found.</param>
/// <param name="Mode">Threads inside a product, and what its bits depend on besides the shapes; null if it is unusable.</param>
/// <param name="Refusal">Why it cannot be used, in one line; null if it can.</param>
public sealed record BlasProviderInfo(
    BlasProvider Provider, string Name, string? Version, string? Path, string? Mode, string? Refusal)
{
    /// <summary>Whether it can be used.</summary>
    public bool IsUsable => Refusal is null;
}
