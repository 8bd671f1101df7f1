using HpCovSde.Activations;

namespace HpCovSde.Dynamics;

/// <summary>
/// The first-order correction of unshaped networks of the ReLU family, for one or two inputs. The correlation of two inputs tends to 1. On
/// the clock t = l/n the reciprocal angle x = 1/(n √(1 − ρ)) and the log variances have a limit,
/// <code>
/// dx = (√2 ε/3 + q x) dt + √q x dB,   d log V^{aa} = −(κ₄ − 1)/2 dt + √(κ₄ − 1) dB',   d⟨log V^{aa}, log x⟩ = q dt,
/// ε = (s₊ − s₋)²/(π (s₊² + s₋²)),   κ₄ = 6 (s₊⁴ + s₋⁴)/(s₊² + s₋²)²,   q = κ₄/3,
/// </code>
/// and log V^{11} − log V^{22} does not move. For the ReLU (ε = 1/π, κ₄ = 6) these are dx = (√2/(3π) + 2x) dt + √2 x dB and N(−5t/2, 5t).
/// x is t/√(l²(1 − ρ_l)); in x the SDE of l²(1 − ρ_l) is linear and has no singular start.
/// Sources: Li and Nica 2023 (arXiv 2310.12079); Jakub and Nica 2023 (arXiv 2302.09712) have the constants of a layer.
/// </summary>
/// <remarks>
/// A layer at a small angle θ, x = √2/(nθ): with weights r_i = c s² of the active slopes, g and h the neurons of u_1 and of the direction
/// from u_1 to u_2, V' = V Σ r g²/n and θ'² = θ² (Σ r h² − (Σ r g h)²/Σ r g²)/Σ r g², and at infinite width 1/θ' = 1/θ + ε/3. With E r = 1
/// and E r² = q, Σ r g²/n and Σ r h²/n have the variance (3q − 1)/n and the covariance (q − 1)/n. So log θ² has the variance 4q/n, the mean
/// −q/n, and the covariance −2q/n with log V. V_0 enters by x_0 = 1/(n √(1 − ρ_0)), which tends to 0 with 1/n: the layers at large angles
/// make a difference of the order of log n/n.
/// </remarks>
public sealed class FirstOrderCorrection : LimitProcess
{
    private const int LargestInputs = 2;

    /// <summary>A correction by its coefficients.</summary>
    /// <param name="width">n ≥ 1, which x is in units of.</param>
    /// <param name="arcCosineStrength">ε &gt; 0.</param>
    /// <param name="fourthMomentRatio">κ₄ ≥ 3.</param>
    /// <param name="time">T &gt; 0, the time integrated to.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The width is below 1, ε is not positive, κ₄ is below 3, a number is not finite, or T is not positive and finite.
    /// </exception>
    public FirstOrderCorrection(int width, double arcCosineStrength, double fourthMomentRatio, double time)
        : base(time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (!(arcCosineStrength > 0 && double.IsFinite(arcCosineStrength)))
        {
            throw new ArgumentOutOfRangeException(nameof(arcCosineStrength), arcCosineStrength, "ε must be finite and greater than 0.");
        }

        if (!(fourthMomentRatio >= 3 && double.IsFinite(fourthMomentRatio)))
        {
            throw new ArgumentOutOfRangeException(nameof(fourthMomentRatio), fourthMomentRatio, "κ₄ must be finite and at least 3.");
        }

        Width = width;
        ArcCosineStrength = arcCosineStrength;
        FourthMomentRatio = fourthMomentRatio;
    }

    /// <summary>The correction for an activation.</summary>
    /// <param name="activation">Not linear.</param>
    /// <param name="width">n ≥ 1.</param>
    /// <param name="time">T &gt; 0, the time integrated to.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The activation is linear, the width is below 1, or T is not positive and finite.
    /// </exception>
    public FirstOrderCorrection(ReluFamily activation, int width, double time)
        : this(width, NotNull(activation).ArcCosineStrength, activation.FourthMomentRatio, time)
    {
    }

    /// <summary>n.</summary>
    public int Width { get; }

    /// <summary>ε.</summary>
    public double ArcCosineStrength { get; }

    /// <summary>κ₄.</summary>
    public double FourthMomentRatio { get; }

    /// <summary>√2 ε/3, by which x grows from 0.</summary>
    public double Attraction => Math.Sqrt(2) * ArcCosineStrength / 3;

    /// <summary>q = κ₄/3, the variance of log x per unit of time.</summary>
    public double Growth => FourthMomentRatio / 3;

    /// <inheritdoc/>
    public override string Kind => "first-order-correction";

    /// <inheritdoc/>
    public override string Description =>
        FormattableString.Invariant($"first-order correction, epsilon = {ArcCosineStrength:G6}, kappa4 = {FourthMomentRatio:G6}");

    /// <inheritdoc/>
    public override IReadOnlyList<Coefficient> Coefficients => [new("epsilon", ArcCosineStrength), new("kappa4", FourthMomentRatio)];

    /// <inheritdoc/>
    public override string? Refusal(int inputs) => inputs <= LargestInputs
        ? null
        : $"The first-order correction of an unshaped network is known for one or two inputs, not for {inputs}; " +
            "shape the activation (c+, c-).";

    private static ReluFamily NotNull(ReluFamily activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return activation;
    }
}
