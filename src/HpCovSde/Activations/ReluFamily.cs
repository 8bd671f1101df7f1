namespace HpCovSde.Activations;

/// <summary>
/// The ReLU family φ(x) = s₊ max(x, 0) + s₋ min(x, 0). Positively homogeneous: φ(σx) = σφ(x) for σ ≥ 0.
/// </summary>
public sealed record ReluFamily : Activation
{
    /// <summary>A member of the family by its two slopes.</summary>
    /// <param name="positiveSlope">s₊, the slope for x &gt; 0.</param>
    /// <param name="negativeSlope">s₋, the slope for x &lt; 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A slope is not finite, or both are 0.</exception>
    public ReluFamily(double positiveSlope, double negativeSlope)
        : base(NameOf(positiveSlope, negativeSlope))
    {
        if (!double.IsFinite(positiveSlope))
        {
            throw new ArgumentOutOfRangeException(nameof(positiveSlope), positiveSlope, "The slope must be finite.");
        }

        if (!double.IsFinite(negativeSlope))
        {
            throw new ArgumentOutOfRangeException(nameof(negativeSlope), negativeSlope, "The slope must be finite.");
        }

        double meanSquare = ((positiveSlope * positiveSlope) + (negativeSlope * negativeSlope)) / 2;
        if (!double.IsNormal(meanSquare))
        {
            throw new ArgumentOutOfRangeException(
                nameof(positiveSlope),
                $"({positiveSlope}, {negativeSlope})",
                "E φ(g)² = (s₊² + s₋²)/2 must be positive and must not overflow or underflow.");
        }

        PositiveSlope = positiveSlope;
        NegativeSlope = negativeSlope;
    }

    /// <summary>s₊, the slope for x &gt; 0.</summary>
    public double PositiveSlope { get; }

    /// <summary>s₋, the slope for x &lt; 0.</summary>
    public double NegativeSlope { get; }

    /// <summary>The ReLU max(x, 0).</summary>
    public static ReluFamily Relu { get; } = new(1, 0);

    /// <summary>The identity: a linear network.</summary>
    public static ReluFamily Linear { get; } = new(1, 1);

    /// <summary>The modulus |x|.</summary>
    public static ReluFamily Abs { get; } = new(1, -1);

    /// <inheritdoc/>
    public override bool IsHomogeneous => true;

    /// <summary>Whether φ(x) = s₊ x.</summary>
    internal bool IsLinear => PositiveSlope == NegativeSlope;

    /// <summary>Whether |φ(x)| = |s₊| |x|.</summary>
    internal bool KeepsMagnitudes => Math.Abs(PositiveSlope) == Math.Abs(NegativeSlope);

    /// <inheritdoc/>
    public override bool IsOdd => PositiveSlope == NegativeSlope;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Kinks => PositiveSlope == NegativeSlope ? [] : [0];

    /// <summary>The normalisation c = 1 / E φ(g)² = 2 / (s₊² + s₋²), g ~ N(0, 1). It keeps E V^{aa} constant over depth.</summary>
    public override double Normalization => 2 / ((PositiveSlope * PositiveSlope) + (NegativeSlope * NegativeSlope));

    /// <summary>
    /// ε = (s₊ − s₋)² / (π (s₊² + s₋²)): the strength of the nonlinearity in the exact one-layer mean
    /// E[V'^{ab} | V] = √(V^{aa}V^{bb}) (ρ + ε (√(1 − ρ²) − ρ arccos ρ)). 0 for a linear network, 1/π for the ReLU, 2/π for the modulus.
    /// Source: Cho and Saul 2009 (arc-cosine kernel of order 1), extended to two slopes.
    /// </summary>
    public double ArcCosineStrength
    {
        get
        {
            double difference = PositiveSlope - NegativeSlope;
            return difference * difference * Normalization / (2 * Math.PI);
        }
    }

    /// <summary>
    /// κ₄ = E φ(g)⁴ / (E φ(g)²)² = 6 (s₊⁴ + s₋⁴) / (s₊² + s₋²)²: V^{aa} of one layer has relative variance (κ₄ − 1)/n.
    /// </summary>
    public override double FourthMomentRatio
    {
        get
        {
            double plus = PositiveSlope * PositiveSlope;
            double minus = NegativeSlope * NegativeSlope;
            return 6 * ((plus * plus) + (minus * minus)) / ((plus + minus) * (plus + minus));
        }
    }

    /// <summary>The leaky ReLU with slope <paramref name="negativeSlope"/> for x &lt; 0.</summary>
    public static ReluFamily LeakyRelu(double negativeSlope) => new(1, negativeSlope);

    /// <inheritdoc/>
    public override double Apply(double x) => x > 0 ? PositiveSlope * x : NegativeSlope * x;

    /// <inheritdoc/>
    /// <remarks>At 0 the derivative is the mean of the two slopes.</remarks>
    public override Jet At(double x) => new(
        Apply(x), x > 0 ? PositiveSlope : x < 0 ? NegativeSlope : (PositiveSlope + NegativeSlope) / 2, 0, 0);

    internal override TResult Accept<T, TResult>(IKernelVisitor<T, TResult> visitor) => visitor.Visit(new PiecewiseLinear<T>(this));

    private static string NameOf(double positiveSlope, double negativeSlope) => (positiveSlope, negativeSlope) switch
    {
        (1, 0) => "relu",
        (1, 1) => "linear",
        (1, -1) => "abs",
        (1, _) => FormattableString.Invariant($"leaky-relu ({negativeSlope:G6})"),
        _ => FormattableString.Invariant($"relu ({positiveSlope:G6}, {negativeSlope:G6})"),
    };
}
