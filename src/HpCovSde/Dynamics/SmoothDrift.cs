namespace HpCovSde.Dynamics;

/// <summary>
/// The drift of the limit of shaped smooth networks,
/// <code>
/// b^{ab} = c (V^{aa} V^{bb} + V^{ab} (2 V^{ab} − 3)) + d V^{ab} (V^{aa} + V^{bb} − 2),   c = φ″(0)²/(4a²),   d = φ‴(0)/(2a²),
/// b^{aa} = β V^{aa} (V^{aa} − 1),   β = 3c + 2d.
/// </code>
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
/// <param name="Quadratic">c ≥ 0.</param>
/// <param name="Cubic">d.</param>
public sealed record SmoothDrift(double Quadratic, double Cubic)
{
    /// <summary>
    /// β: variances reach infinity in finite time with positive probability if and only if β &gt; 0. It is 0 if its terms cancel to within
    /// <see cref="BetaError"/>, for then its sign is not known, and the critical case is as near as any.
    /// </summary>
    public double Beta => Terms.Value;

    /// <summary>A bound on the rounding error of β, from the size of its two terms.</summary>
    public double BetaError => Terms.Error;

    /// <summary>3c + 2|d|, the largest rate of the drift of V about 1, at least |β|.</summary>
    internal double Strength => Terms.Size;

    private CancellingSum Terms => new(3 * Quadratic, 2 * Cubic);

    /// <summary>The drift of the limit of a shape.</summary>
    public static SmoothDrift Of(Activations.SmoothShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        double square = shape.A * shape.A;
        return new(shape.SecondDerivative * shape.SecondDerivative / (4 * square), shape.ThirdDerivative / (2 * square));
    }

    internal static SmoothDrift Checked(SmoothDrift drift)
    {
        ArgumentNullException.ThrowIfNull(drift);
        return drift.Quadratic >= 0 && double.IsFinite(drift.Quadratic) && double.IsFinite(drift.Cubic)
            ? drift
            : throw new ArgumentOutOfRangeException(nameof(drift), drift, "The coefficients must be finite, and c at least 0.");
    }
}
