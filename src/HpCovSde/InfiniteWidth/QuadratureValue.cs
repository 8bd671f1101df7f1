namespace HpCovSde.InfiniteWidth;

/// <summary>An integral and how far it is known.</summary>
/// <param name="Value">The integral.</param>
/// <param name="Error">The difference between the last two refinements: a bound of the error wherever refinement has begun to converge.</param>
public readonly record struct QuadratureValue(double Value, double Error);
