namespace HpCovSde.InfiniteWidth;

/// <summary>A layer at infinite width, V' = skip V + branch E φ(U)φ(V): feedforward with skip 0, residual with skip 1 and branch α².</summary>
internal readonly record struct KernelStep(double Skip, double Branch)
{
    /// <summary>Of a flow, whose rates are wanted relative to V itself.</summary>
    internal static KernelStep Rate { get; } = new(double.NaN, 1);

    /// <summary>The variance after the step, of one V before it with E φ² = <paramref name="meanSquare"/>.</summary>
    internal double VarianceAfter(double variance, double meanSquare) =>
        double.IsNaN(Skip) ? variance : (Skip * variance) + (Branch * meanSquare);
}
