using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.InfiniteWidth;

/// <summary>
/// The mean correlation after a layer of the ReLU family, ρ' = ρ + ε (sin θ − θ cos θ) with ρ = cos θ, computed in δ = 1 − ρ.
/// Source: Cho and Saul 2009 (arc-cosine kernel of order 1), extended to two slopes.
/// </summary>
internal static class ArcCosineMap
{
    // For δ ≤ 1 the remainder is below 2^−56.
    private const int Terms = 52;

    // Two rows of lanes go through all layers together, so that their latencies overlap.
    private const int Rows = 2;

    private static readonly double[] Series = RateSeries();

    /// <summary>sin θ − θ cos θ with cos θ = 1 − δ, δ in [0, 2], to full relative accuracy.</summary>
    /// <remarks>
    /// The derivative in δ is θ = 2 arcsin √(δ/2). The function is therefore δ^{3/2} times a power series in δ/2 with positive terms. For
    /// θ &gt; π/2 it is the value at π − θ minus π cos θ.
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

    /// <summary>Applies δ ← δ − ε (sin θ − θ cos θ) for each strength 0 ≤ ε ≤ 2/π in turn. Does not allocate.</summary>
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

    /// <summary>(s₊ − s₋)²/(2π): the time of the correlation flow per unit of time of a residual network.</summary>
    internal static double FlowSpeed(ReluFamily activation) => activation.ArcCosineStrength / activation.Normalization;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<double> Layer(Lanes<double> delta, double strength) =>
        Lanes.Max(Lanes<double>.Zero, Lanes.MultiplySubtractFrom(strength, Rate(delta), delta));

    // The integral of the series arcsin y = Σ C(2j, j) y^{2j+1}/(4^j (2j + 1)).
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
