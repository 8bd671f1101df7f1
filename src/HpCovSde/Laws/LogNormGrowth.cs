namespace HpCovSde.Laws;

/// <summary>
/// The growth of the log norm of the features of a residual ReLU network of width n and infinite depth, with X_0 iid N(0, q_0), conditional
/// on φ(X_0) ≠ 0 ("alive"). N_s is the number of positive X_s^i, and B is a Brownian motion:
/// <code>
/// log(|φ(X_t)|/|φ(X_0)|) = n^−1/2 B_t + n^−1 ∫₀ᵗ (N_s/2 − 1) ds,   E log(…) = n^−1 ∫₀ᵗ (½ E[N_s | alive] − 1) ds.
/// </code>
/// Nothing allocates. Source: Hayou 2022 (arXiv 2210.00688).
/// </summary>
/// <remarks>
/// The paper takes E[N_s | alive] as constant in s. Then <see cref="InitialRate"/> is the rate at all times: negative for n ≤ 3, positive
/// for n ≥ 4. It is the slope at t = 0, and it is right for all t if n = 1, where N = 1. For n ≥ 2 E[N_t | alive] decreases and tends to 1,
/// because X_t tends to the point where a Brownian motion first enters the negative orthant, with one neuron the last to die. On [0, 1] the
/// mean is within 0.005 of the formula (n = 2 to 32). At large t it is negative for n = 4 as well: −0.62 ± 0.02 at t = 20, where the
/// formula gives +0.333. For n = 2 see <see cref="TwoNeuronLaw"/>.
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

    /// <summary>The slope of E log(|φ(X_t)|/|φ(X_0)|) at t = 0, ¼ (1 − 2⁻ⁿ)⁻¹ − 1/n. For n = 1 it is the slope at all t.</summary>
    /// <param name="width">n ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive.</exception>
    public static double InitialRate(int width) => ((InitialActiveNeurons(width) / 2) - 1) / width;

    /// <summary>The slope as t → ∞, when a single neuron is alive: −1/(2n).</summary>
    /// <param name="width">n ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive.</exception>
    public static double FinalRate(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return -0.5 / width;
    }
}
