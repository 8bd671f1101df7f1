namespace HpCovSde.Schemes;

/// <summary>The times at which a scheme stands: 0, h, 2h, …, Steps·h.</summary>
/// <param name="Steps">How many steps lead to the end.</param>
/// <param name="Step">h.</param>
internal readonly record struct TimeGrid(int Steps, double Step);
