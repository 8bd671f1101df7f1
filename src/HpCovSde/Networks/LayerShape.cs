using HpCovSde.Activations;
using HpCovSde.Covariances;

namespace HpCovSde.Networks;

/// <summary>What the engines need to know of a layer besides the kernel of its activation.</summary>
/// <param name="Width">n.</param>
/// <param name="Normalization">c.</param>
/// <param name="Units">How the differences of inputs are kept.</param>
internal readonly record struct LayerShape(int Width, double Normalization, DifferenceUnits Units)
{
    /// <summary>The layer of a width and an activation.</summary>
    internal static LayerShape Of(int width, Activation activation) => new(width, activation.Normalization, UnitsOf(activation));

    /// <summary>Inputs are in units of their own where the activation is homogeneous, and may be opposite where it is odd.</summary>
    internal static DifferenceUnits UnitsOf(Activation activation) =>
        new(activation.IsHomogeneous, activation.IsOdd);
}
