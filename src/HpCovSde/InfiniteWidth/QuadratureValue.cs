namespace HpCovSde.InfiniteWidth;

/// <summary>An integral with an error estimate.</summary>
/// <param name="Value">The integral.</param>
/// <param name="Error">The size of the last correction. It bounds the error once the refinement converges.</param>
public readonly record struct QuadratureValue(double Value, double Error);
