namespace HpCovSde.Networks;

/// <summary>What the engines need to know of a layer besides the kernel of its activation.</summary>
/// <param name="Width">n.</param>
/// <param name="Normalization">c.</param>
/// <param name="IsHomogeneous">True if φ(σx) = σφ(x) for σ ≥ 0.</param>
internal readonly record struct LayerShape(int Width, double Normalization, bool IsHomogeneous);
