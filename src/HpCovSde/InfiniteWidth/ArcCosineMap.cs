using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.InfiniteWidth;

/// <summary>
/// What a layer of the ReLU family does to correlations in the mean, ρ' = ρ + ε (sin θ − θ cos θ) with ρ = cos θ, in δ = 1 − ρ.
/// Source: Cho and Saul 2009 (arc-cosine kernel of order 1), extended to two slopes.
/// </summary>
internal static class ArcCosineMap
{
    // δ ≤ 1: what is left out is below 2^−56.
    private const int Terms = 52;

    // Two rows at a time through all layers: their latencies overlap.
    private const int Rows = 2;

    private static readonly double[] Series = RateSeries();

    /// <summary>sin θ − θ cos θ with cos θ = 1 − δ, δ in [0, 2], to full relative accuracy.</summary>
    /// <remarks>
    /// Its derivative in δ is θ = 2 arcsin √(δ/2), so that it is δ^{3/2} times a series of positive terms of ratio δ/2; for θ &gt; π/2 it is the value at π − θ
    /// less π cos θ.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes<double> Rate(Lanes<double> delta)
    {
        Lanes<double> near = Lanes.Min(delta, 2.0 - delta);
        Lanes<double> sum = Series[Terms - 1];
        for (int j = Terms - 2; j >= 0; j--)
        {
            sum = Lanes.MultiplyAdd(sum, near, Series[j]);
        }

        sum *= near * Lanes.Sqrt(near);
        return Lanes.Select(delta > 1.0, Lanes.MultiplyAdd(Math.PI, delta - 1.0, sum), sum);
    }

    /// <inheritdoc cref="Rate(Lanes{double})"/>
    internal static double Rate(double delta) => Rate((Lanes<double>)delta)[0];

    /// <summary>δ ← δ − ε (sin θ − θ cos θ) for each strength 0 ≤ ε ≤ 2/π in turn. Does not allocate.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void Apply(Span<double> deltas, ReadOnlySpan<double> strengths)
    {
        const int Together = Rows * 8;
        Span<double> padded = stackalloc double[Together];
        for (int start = 0; start < deltas.Length; start += Together)
        {
            Span<double> part = deltas[start..Math.Min(start + Together, deltas.Length)];
            padded.Clear();
            part.CopyTo(padded);
            var first = Lanes<double>.Load(padded, 0);
            var second = Lanes<double>.Load(padded, 1);
            foreach (double strength in strengths)
            {
                first = Layer(first, strength);
                second = Layer(second, strength);
            }

            first.Store(padded, 0);
            second.Store(padded, 1);
            padded[..part.Length].CopyTo(part);
        }
    }

    /// <summary>(s₊ − s₋)²/(2π): how fast the correlation flow runs beside the time of a residual network.</summary>
    internal static double FlowSpeed(ReluFamily activation) => activation.ArcCosineStrength / activation.Normalization;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<double> Layer(Lanes<double> delta, double strength) =>
        Lanes.Max(Lanes<double>.Zero, Lanes.MultiplySubtractFrom(strength, Rate(delta), delta));

    // Of arcsin y = Σ C(2j, j) y^{2j+1}/(4^j (2j + 1)), integrated.
    private static double[] RateSeries()
    {
        double[] series = new double[Terms];
        double binomial = Math.Sqrt(2);
        for (int j = 0; j < Terms; j++)
        {
            series[j] = binomial / (((2 * j) + 1) * (j + 1.5));
            binomial *= ((2 * j) + 1) / (4.0 * (j + 1));
        }

        return series;
    }
}
