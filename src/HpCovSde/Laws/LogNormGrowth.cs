namespace HpCovSde.Laws;

/// <summary>
/// The growth of the log norm of the features of the residual ReLU network of width n and infinite depth, X_0 iid N(0, q_0), on the event that
/// φ(X_0) ≠ 0: with N_s the number of positive X_s^i and B a Brownian motion,
/// <code>
/// log(|φ(X_t)|/|φ(X_0)|) = n^−1/2 B_t + n^−1 ∫₀ᵗ (N_s/2 − 1) ds,   E log(…) = n^−1 ∫₀ᵗ (½ E[N_s | alive] − 1) ds.
/// </code>
/// Nothing allocates. Source: Hayou 2022 (arXiv 2210.00688).
/// </summary>
/// <remarks>
/// The paper takes E[N_s | alive] for constant, which makes <see cref="InitialRate"/> the rate for good, negative for n ≤ 3 and positive from 4 on. It
/// is the slope at t = 0; for n = 1, where N = 1, it holds for all t. For n ≥ 2 E[N_t | alive] falls, and tends to 1: X_t tends to the point where a
/// Brownian motion first meets the negative orthant, and one neuron is the last to die. On [0, 1] the mean is within 0.005 of the formula (n = 2 to 32); in the long run
/// its sign is negative for n = 4 too (−0.62 ± 0.02 at t = 20, where the formula gives +0.333). For n = 2 see <see cref="TwoNeuronLaw"/>.
/// </remarks>
public static class LogNormGrowth
{
    /// <summary>E[N_0 | alive] = (n/2)/(1 − 2⁻ⁿ).</summary>
    /// <param name="width">n ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive.</exception>
    public static double InitialActiveNeurons(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return width / 2.0 / (1 - Math.ScaleB(1, -width));
    }

    /// <summary>The slope of E log(|φ(X_t)|/|φ(X_0)|) at t = 0, ¼ (1 − 2⁻ⁿ)⁻¹ − 1/n: for all t where n = 1, and for small t only otherwise.</summary>
    /// <param name="width">n ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive.</exception>
    public static double InitialRate(int width) => ((InitialActiveNeurons(width) / 2) - 1) / width;

    /// <summary>The rate to which it tends, that of a single living neuron: −1/(2n).</summary>
    /// <param name="width">n ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive.</exception>
    public static double FinalRate(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return -0.5 / width;
    }
}
