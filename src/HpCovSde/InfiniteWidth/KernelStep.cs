namespace HpCovSde.InfiniteWidth;

/// <summary>
/// A layer at infinite width, V' = skip V + branch E φ(U)φ(V). Feedforward layers have skip 0; residual layers have skip 1 and branch α².
/// </summary>
internal readonly record struct KernelStep(double Skip, double Branch)
{
    /// <summary>The step of a flow, whose rates are taken relative to V.</summary>
    internal static KernelStep Rate { get; } = new(double.NaN, 1);

    /// <summary>The variance after the step, given the variance before it and E φ² = <paramref name="meanSquare"/>.</summary>
    internal double VarianceAfter(double variance, double meanSquare) =>
        double.IsNaN(Skip) ? variance : (Skip * variance) + (Branch * meanSquare);
}
