using HpCovSde.Activations;

namespace HpCovSde.Limits;

/// <summary>
/// The covariance of a residual network Y_l = Y_{l−1} + α_l W_l φ(Y_{l−1}), W_l ~ N(0, 1/n), of the ReLU family at infinite width:
/// q_l = q_{l−1} + α_l² E φ(U)φ(V), (U, V) ~ N(0, q_{l−1}); for the ReLU q_l = q_{l−1} + ½ α_l² √(q_aa q_bb) f(c_{l−1}).
/// Source: Hayou 2023 (arXiv 2310.01683).
/// </summary>
/// <remarks>
/// With E φ(g)² = 1/c a layer multiplies variances by 1 + α²/c and moves correlations as a feedforward layer does, with ε α²/(c + α²) for ε.
/// In 1 − ρ, which keeps its relative accuracy.
/// </remarks>
public static class ResidualKernel
{
    /// <summary>q_{l,∞} after a number of layers. Allocates the result.</summary>
    /// <param name="inputs">q_0.</param>
    /// <param name="activation">φ; not normalised, as the weights have variance 1/n.</param>
    /// <param name="scaling">α_1, …, α_L.</param>
    /// <param name="layers">l in [0, L]; null for L.</param>
    /// <exception cref="ArgumentOutOfRangeException">l is not in [0, L], or a variance overflows.</exception>
    public static GramMatrix After(GramMatrix inputs, ReluFamily activation, BranchScaling scaling, int? layers = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(activation);
        ArgumentNullException.ThrowIfNull(scaling);
        int count = layers ?? scaling.Depth;
        ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(layers));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, scaling.Depth, nameof(layers));
        var strengths = new double[count];
        double growth = 1;
        for (int l = 0; l < count; l++)
        {
            double square = scaling.Values[l] * scaling.Values[l];
            growth *= 1 + (square / activation.Normalization);
            strengths[l] = activation.ArcCosineStrength * square / (activation.Normalization + square);
        }

        CheckGrowth(inputs, growth, nameof(scaling));
        return ArcCosineMap.Apply(inputs, strengths, growth);
    }

    /// <summary>
    /// q_t of the flow dq/dt = E φ(U)φ(V), the limit as the largest α² tends to 0, on the clock t = Σ α²: variances grow like e^{t/c}, and
    /// correlations follow the <see cref="CorrelationFlow"/>. Allocates the result.
    /// </summary>
    /// <param name="inputs">q_0.</param>
    /// <param name="activation">φ.</param>
    /// <param name="time">t ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">t is negative or not finite, or a variance overflows.</exception>
    public static GramMatrix Flow(GramMatrix inputs, ReluFamily activation, double time)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(activation);
        if (!(time >= 0 && double.IsFinite(time)))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"time = {time}, but it must be finite and at least 0.");
        }

        double growth = Math.Exp(time / activation.Normalization);
        CheckGrowth(inputs, growth, nameof(time));
        return ArcCosineMap.Flow(inputs, ArcCosineMap.FlowSpeed(activation) * time, growth);
    }

    private static void CheckGrowth(GramMatrix inputs, double growth, string name)
    {
        for (int a = 0; a < inputs.Size; a++)
        {
            if (!double.IsFinite(inputs.Variance(a) * growth))
            {
                throw new ArgumentOutOfRangeException(name, growth, $"The variance {inputs.Variance(a)} of input {a + 1} times {growth} overflows.");
            }
        }
    }
}
