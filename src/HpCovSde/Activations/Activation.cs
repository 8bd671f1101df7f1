using System.Numerics;

namespace HpCovSde.Activations;

/// <summary>
/// An activation φ: its values and derivatives, what its Gaussian moments are, and its kernel for the engines. The built-in ones stand here and in
/// <see cref="ReluFamily"/>; your own is a formula (<see cref="Of{TFormula}"/>), or a delegate where speed does not matter.
/// </summary>
public abstract record Activation
{
    // Not to be derived from outside: the engines need a kernel of every activation.
    private protected Activation(string name) => Name = name;

    /// <summary>tanh.</summary>
    public static Activation Tanh { get; } = new TanhActivation();

    /// <summary>erf.</summary>
    public static Activation Erf { get; } = new FormulaActivation<Formulas.Erf>("erf", default);

    /// <summary>sin.</summary>
    public static Activation Sin { get; } = new FormulaActivation<Formulas.Sin>("sin", default);

    /// <summary>log(1 + eˣ).</summary>
    public static Activation Softplus { get; } = new FormulaActivation<Formulas.Softplus>("softplus", default);

    /// <summary>1/(1 + e^{−x}).</summary>
    public static Activation Sigmoid { get; } = new FormulaActivation<Formulas.Sigmoid>("sigmoid", default);

    /// <summary>x Φ(x).</summary>
    public static Activation Gelu { get; } = new FormulaActivation<Formulas.Gelu>("gelu", default);

    /// <summary>x/(1 + e^{−x}), also called swish.</summary>
    public static Activation Silu { get; } = new FormulaActivation<Formulas.Silu>("silu", default);

    /// <summary>x for x ≥ 0, eˣ − 1 below.</summary>
    public static Activation Elu { get; } = new FormulaActivation<Formulas.Elu>("elu", default);

    /// <summary>The built-in activations, by name, without the leaky ReLU, which needs a slope.</summary>
    public static IReadOnlyList<Activation> BuiltIn { get; } =
        [ReluFamily.Relu, ReluFamily.Linear, ReluFamily.Abs, Tanh, Erf, Sin, Softplus, Sigmoid, Gelu, Silu, Elu, OrnsteinUhlenbeck()];

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>True if φ(σx) = σφ(x) for σ ≥ 0: then the correlations of a network do not depend on its norms.</summary>
    public virtual bool IsHomogeneous => false;

    /// <summary>c = 1/E φ(g)², g ~ N(0, 1): with it E V^{aa} = 1 is kept by a layer.</summary>
    public virtual double Normalization => 1 / GaussianExpectation.Of(x => Square(Apply(x)));

    /// <summary>E φ(g)⁴/(E φ(g)²)²: V^{aa} = 1 has the relative variance (κ₄ − 1)/n after a layer.</summary>
    public virtual double FourthMomentRatio => GaussianExpectation.Of(x => Square(Square(Apply(x)))) * Square(Normalization);

    /// <summary>
    /// φ(y) = exp(z²) with erfi z = αy + β, for which z of the infinitely deep residual network of width 1 is an Ornstein–Uhlenbeck process: at least 1, and about
    /// √π α |y| √log |y| for large |y|. Source: Hayou 2022 (arXiv 2210.00688).
    /// </summary>
    /// <param name="alpha">α ≠ 0.</param>
    /// <param name="beta">β.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is 0, or a parameter is not finite.</exception>
    public static Activation OrnsteinUhlenbeck(double alpha = 1, double beta = 0)
    {
        if (alpha == 0 || !double.IsFinite(alpha))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, $"alpha = {alpha}, but it must be finite and not 0.");
        }

        return double.IsFinite(beta)
            ? new OrnsteinUhlenbeckActivation(alpha, beta)
            : throw new ArgumentOutOfRangeException(nameof(beta), beta, $"beta = {beta}, but it must be finite.");
    }

    /// <summary>An activation by its formula.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="formula">The formula, with its parameters.</param>
    public static Activation Of<TFormula>(string name, TFormula formula)
        where TFormula : struct, IActivationFormula => new FormulaActivation<TFormula>(name, formula);

    /// <summary>
    /// An activation by a delegate. It is called for every neuron, which is a hundred times as slow as a formula, and increments smaller than 10⁻⁴ are
    /// taken from its derivatives: 1 − ρ has a relative accuracy of 10⁻¹² only.
    /// </summary>
    /// <param name="name">What to call it.</param>
    /// <param name="function">φ, written with the operations of <see cref="Jet"/>; called by several threads at once.</param>
    public static Activation Of(string name, Func<Jet, Jet> function) => new DelegateActivation(name, function);

    /// <summary>φ and its derivatives at x.</summary>
    public abstract Jet At(double x);

    /// <summary>φ(x).</summary>
    public virtual double Apply(double x) => At(x).Value;

    /// <summary>φ(x + x₀) less its value at x = 0, divided by its slope there, so that φ(0) = 0 and φ′(0) = 1.</summary>
    /// <param name="center">x₀.</param>
    /// <exception cref="ArgumentOutOfRangeException">x₀ is not finite, or φ′(x₀) is zero or not finite.</exception>
    public Activation CenteredAt(double center) => ReshapedActivation.Create(this, 1, center);

    /// <summary>The name.</summary>
    public sealed override string ToString() => Name;

    /// <summary>Hands out the kernel. Its increments that end in 0 are exactly φ(0) − φ(x): a zero input stays one if φ(0) = 0.</summary>
    internal TResult Accept<T, TResult>(IKernelVisitor<T, TResult> visitor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        IsHomogeneous ? AcceptKernel(visitor) : AcceptKernel(new IncrementToZero<T, TResult>(visitor));

    /// <summary>Hands out the kernel, whose increments are accurate and may be no more than that.</summary>
    internal abstract TResult AcceptKernel<T, TResult>(IKernelVisitor<T, TResult> visitor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private static double Square(double x) => x * x;
}
