using System.Numerics;

namespace HpCovSde.Activations;

/// <summary>
/// An activation φ: its values, its derivatives, its Gaussian moments, and its kernel for the engines. The built-in activations are members
/// of this class and of <see cref="ReluFamily"/>. Define your own by a formula (<see cref="Of{TFormula}"/>), or by a delegate if speed does
/// not matter.
/// </summary>
public abstract record Activation
{
    // Other assemblies cannot derive from this class, because the engines need a kernel for every activation.
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
    public static Activation Gelu { get; } = new GeluActivation();

    /// <summary>x/(1 + e^{−x}), also called swish.</summary>
    public static Activation Silu { get; } = new FormulaActivation<Formulas.Silu>("silu", default);

    /// <summary>x for x ≥ 0, eˣ − 1 below.</summary>
    public static Activation Elu { get; } = new FormulaActivation<Formulas.Elu>("elu", default);

    /// <summary>The built-in activations. The leaky ReLU is not among them, because it needs a slope.</summary>
    public static IReadOnlyList<Activation> BuiltIn { get; } =
        [ReluFamily.Relu, ReluFamily.Linear, ReluFamily.Abs, Tanh, Erf, Sin, Softplus, Sigmoid, Gelu, Silu, Elu, OrnsteinUhlenbeck()];

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Whether φ(σx) = σφ(x) for σ ≥ 0. If so, the correlations of a network do not depend on its variances.</summary>
    public virtual bool IsHomogeneous => false;

    /// <summary>
    /// Whether φ(−x) = −φ(x), for values and increments of the engines as well, where only the sign of a zero may differ.
    /// </summary>
    public virtual bool IsOdd => false;

    /// <summary>The points where φ or one of its first three derivatives jumps. Quadratures cut their panels there.</summary>
    public virtual IReadOnlyList<double> Kinks => [];

    /// <summary>c = 1/E φ(g)², g ~ N(0, 1). With weights of variance c/n a layer keeps E V^{aa} = 1.</summary>
    public virtual double Normalization => 1 / GaussianExpectation.Of(x => Square(Apply(x)), PanelEdges(1));

    /// <summary>κ₄ = E φ(g)⁴/(E φ(g)²)². After a layer V^{aa} = 1 has the relative variance (κ₄ − 1)/n.</summary>
    public virtual double FourthMomentRatio =>
        GaussianExpectation.Of(x => Square(Square(Apply(x))), PanelEdges(1)) * Square(Normalization);

    /// <summary>
    /// φ(y) = exp(z²) with erfi z = αy + β. In the residual network of width 1 and infinite depth z is an Ornstein–Uhlenbeck process. φ is
    /// at least 1, and about √π α |y| √log |y| for large |y|. Source: Hayou 2022 (arXiv 2210.00688).
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

    /// <summary>An activation given by a formula, which also says where it has kinks and whether it is odd.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="formula">The formula, with its parameters.</param>
    /// <exception cref="ArgumentException">φ is not a number anywhere.</exception>
    public static Activation Of<TFormula>(string name, TFormula formula)
        where TFormula : struct, IActivationFormula => CheckedToBeANumber(new FormulaActivation<TFormula>(name, formula), nameof(formula));

    /// <summary>
    /// An activation given by a delegate. It is called for every neuron, which is a hundred times slower than a formula. Increments
    /// smaller than 10⁻⁴ are computed from its derivatives, so 1 − ρ has a relative accuracy of only 10⁻¹².
    /// </summary>
    /// <remarks>
    /// φ should be finite for all numbers. Where it is not, as log x for x &lt; 0, or where it overflows, the replicas that get there are
    /// counted as events of the run.
    /// </remarks>
    /// <param name="name">Its name.</param>
    /// <param name="function">φ, written with the operations of <see cref="Jet"/>. Several threads call it at the same time.</param>
    /// <param name="kinks">Where φ or one of its first three derivatives jumps. A kink at 0 is found without being named.</param>
    /// <param name="isOdd">Whether φ(−x) = −φ(x).</param>
    /// <exception cref="ArgumentException">
    /// φ is not a number anywhere, a kink is not finite, or φ is not odd at one of the points where this is tried.
    /// </exception>
    public static Activation Of(string name, Func<Jet, Jet> function, IReadOnlyList<double>? kinks = null, bool isOdd = false) =>
        CheckedToBeANumber(new DelegateActivation(name, function, kinks ?? [], isOdd), nameof(function));

    /// <summary>φ and its derivatives at x.</summary>
    public abstract Jet At(double x);

    /// <summary>φ(x).</summary>
    public virtual double Apply(double x) => At(x).Value;

    /// <summary>(φ(x + x₀) − φ(x₀))/φ′(x₀), which has the value 0 and the slope 1 at x = 0.</summary>
    /// <param name="center">x₀.</param>
    /// <exception cref="ArgumentOutOfRangeException">x₀ is not finite, or φ′(x₀) is zero or not finite.</exception>
    public Activation CenteredAt(double center) => ReshapedActivation.Create(this, 1, center);

    /// <summary>The name.</summary>
    public sealed override string ToString() => Name;

    /// <summary>Passes the kernel to a visitor.</summary>
    internal abstract TResult Accept<T, TResult>(IKernelVisitor<T, TResult> visitor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The length over which φ varies near its kinks and its steepest points, to an order of magnitude.</summary>
    internal virtual double FeatureScale => 1;

    /// <summary>Where a quadrature of φ(σg) needs ends of panels: at the kinks, and in octaves from the scale of φ up to 1.</summary>
    internal IReadOnlyList<double> PanelEdges(double deviation)
    {
        List<double> edges = deviation > 0 ? [.. Kinks.Select(kink => kink / deviation)] : [];
        for (double edge = FeatureScale / deviation; edge < 1; edge *= 2)
        {
            edges.Add(edge);
        }

        return edges;
    }

    /// <summary>The declared kinks, and 0 if φ or a derivative jumps there.</summary>
    private protected IReadOnlyList<double> WithKinkAtZero(IReadOnlyList<double> declared)
    {
        const double Side = 1e-300;
        Jet right = At(Side);
        Jet left = At(-Side);
        bool smooth = Agree(right.Value, left.Value)
            && Agree(right.First, left.First)
            && Agree(right.Second, left.Second)
            && Agree(right.Third, left.Third);
        return smooth || declared.Contains(0) ? declared : [.. declared, 0];

        static bool Agree(double x, double y) => Math.Abs(x - y) <= 1e-9 * (1 + Math.Abs(x));
    }

    private static Activation CheckedToBeANumber(Activation activation, string parameter)
    {
        double[] points = [-3, -1, -0.1, 0, 0.1, 1, 3];
        return points.Any(x => !double.IsNaN(activation.Apply(x)))
            ? activation
            : throw new ArgumentException($"{activation.Name} is not a number at -3, -1, -0.1, 0, 0.1, 1 and 3.", parameter);
    }

    private static double Square(double x) => x * x;
}
