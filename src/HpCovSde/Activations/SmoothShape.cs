namespace HpCovSde.Activations;

/// <summary>
/// How a smooth activation is stretched with the width n: φ_s(x) = s φ(x/s), s = a n^p, where φ is first centred at x₀ so that φ(0) = 0 and
/// φ′(0) = 1.
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768), with p = 1/2 there.
/// </summary>
public sealed record SmoothShape
{
    // Derivatives are exact, so a difference between two points this close is a jump.
    private const double Aside = 1e-12;
    private const double SmallestJump = 1e-6;

    private readonly Jet _derivatives;

    /// <summary>A shape.</summary>
    /// <param name="activation">The activation, four times differentiable.</param>
    /// <param name="a">a &gt; 0.</param>
    /// <param name="exponent">p ≥ 0.</param>
    /// <param name="center">x₀.</param>
    /// <exception cref="ArgumentOutOfRangeException">a is not positive, p negative, a number not finite, or φ′(x₀) = 0.</exception>
    /// <exception cref="ArgumentException">The activation is homogeneous, so that stretching has no effect.</exception>
    public SmoothShape(Activation activation, double a, double exponent = 0.5, double center = 0)
    {
        ArgumentNullException.ThrowIfNull(activation);
        if (activation.IsHomogeneous)
        {
            throw new ArgumentException(
                $"{activation.Name} is homogeneous, so that s φ(x/s) = φ(x); shape it by its slopes (c+, c-).", nameof(activation));
        }

        if (!(a > 0 && double.IsFinite(a)))
        {
            throw new ArgumentOutOfRangeException(nameof(a), a, $"a = {a}, but it must be finite and greater than 0.");
        }

        if (!(exponent >= 0 && double.IsFinite(exponent)))
        {
            throw new ArgumentOutOfRangeException(nameof(exponent), exponent, $"p = {exponent}, but it must be finite and at least 0.");
        }

        Activation centered = ReshapedActivation.Create(activation, 1, center);
        _derivatives = centered.At(0);
        double jump = centered.At(Aside).Second - centered.At(-Aside).Second;
        IsTwiceDifferentiable = Math.Abs(jump) <= SmallestJump * (1 + Math.Abs(_derivatives.Second));
        Activation = activation;
        A = a;
        Exponent = exponent;
        Center = center;
    }

    /// <summary>The activation before centring and stretching.</summary>
    public Activation Activation { get; }

    /// <summary>a.</summary>
    public double A { get; }

    /// <summary>p.</summary>
    public double Exponent { get; }

    /// <summary>x₀.</summary>
    public double Center { get; }

    /// <summary>
    /// False if φ″ of the centred activation jumps at 0, as for ELU. Then there is no limit for p ≤ 1/2, and the derivatives and β below
    /// are meaningless.
    /// </summary>
    public bool IsTwiceDifferentiable { get; }

    /// <summary>φ″(0) of the centred activation.</summary>
    public double SecondDerivative => _derivatives.Second;

    /// <summary>φ‴(0) of the centred activation.</summary>
    public double ThirdDerivative => _derivatives.Third;

    /// <summary>
    /// β = (¾ φ″(0)² + φ‴(0))/a². In the limit the drift of a variance is β V (V − 1). It is 0 if the terms cancel to within their rounding
    /// errors.
    /// </summary>
    public double Beta => new CancellingSum(0.75 * SecondDerivative * SecondDerivative, ThirdDerivative).Value / (A * A);

    /// <summary>The activation at width n.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive, or s out of range.</exception>
    public Activation At(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return ReshapedActivation.Create(Activation, A * Math.Pow(width, Exponent), Center);
    }
}
