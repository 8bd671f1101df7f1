using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>
/// The value and the first three derivatives of a function of one variable at a point, by forward automatic differentiation; exact up to
/// rounding.
/// </summary>
/// <param name="Value">f.</param>
/// <param name="First">f′.</param>
/// <param name="Second">f″.</param>
/// <param name="Third">f‴.</param>
public readonly record struct Jet(double Value, double First, double Second, double Third) : IActivationNumber<Jet>
{
    /// <summary>The variable itself at x.</summary>
    public static Jet Variable(double x) => new(x, 1, 0, 0);

    /// <inheritdoc/>
    public static Jet Constant(double value) => new(value, 0, 0, 0);

    /// <inheritdoc/>
    public static Jet operator +(Jet x, Jet y) => new(x.Value + y.Value, x.First + y.First, x.Second + y.Second, x.Third + y.Third);

    /// <inheritdoc/>
    public static Jet operator -(Jet x, Jet y) => new(x.Value - y.Value, x.First - y.First, x.Second - y.Second, x.Third - y.Third);

    /// <inheritdoc/>
    public static Jet operator -(Jet x) => new(-x.Value, -x.First, -x.Second, -x.Third);

    /// <inheritdoc/>
    public static Jet operator *(Jet x, Jet y) => new(
        x.Value * y.Value,
        (x.First * y.Value) + (x.Value * y.First),
        (x.Second * y.Value) + (2 * x.First * y.First) + (x.Value * y.Second),
        (x.Third * y.Value) + (3 * x.Second * y.First) + (3 * x.First * y.Second) + (x.Value * y.Third));

    /// <inheritdoc/>
    public static Jet operator /(Jet x, Jet y)
    {
        double r = 1 / y.Value;
        return x * y.Then(r, -r * r, 2 * r * r * r, -6 * r * r * r * r);
    }

    /// <inheritdoc/>
    public static Jet Exp(in Jet x)
    {
        double e = Math.Exp(x.Value);
        return x.Then(e, e, e, e);
    }

    /// <inheritdoc/>
    public static Jet Expm1(in Jet x)
    {
        double e = Math.Exp(x.Value);
        return x.Then(ElementaryFunctions.Expm1(x.Value), e, e, e);
    }

    /// <inheritdoc/>
    public static Jet Log(in Jet x)
    {
        double r = 1 / x.Value;
        return x.Then(Math.Log(x.Value), r, -r * r, 2 * r * r * r);
    }

    /// <inheritdoc/>
    public static Jet Sqrt(in Jet x)
    {
        double root = Math.Sqrt(x.Value);
        double first = 0.5 / root;
        double second = -0.5 * first / x.Value;
        return x.Then(root, first, second, -1.5 * second / x.Value);
    }

    /// <inheritdoc/>
    public static Jet Tanh(in Jet x)
    {
        double t = Math.Tanh(x.Value);
        double first = 1 - (t * t);
        return x.Then(t, first, -2 * t * first, ((6 * t * t) - 2) * first);
    }

    /// <inheritdoc/>
    public static Jet Erf(in Jet x)
    {
        double first = 2 / Math.Sqrt(Math.PI) * Math.Exp(-x.Value * x.Value);
        return x.Then(VectorMath.Erf((Lanes<double>)x.Value)[0], first, -2 * x.Value * first, ((4 * x.Value * x.Value) - 2) * first);
    }

    /// <inheritdoc/>
    public static Jet NormalCdf(in Jet x)
    {
        double density = Math.Exp(-x.Value * x.Value / 2) / Math.Sqrt(2 * Math.PI);
        double third = ((x.Value * x.Value) - 1) * density;
        return x.Then(VectorMath.NormalCdf((Lanes<double>)x.Value)[0], density, -x.Value * density, third);
    }

    /// <inheritdoc/>
    public static Jet Sigmoid(in Jet x)
    {
        double value = SigmoidOf(x.Value);
        double first = value * SigmoidOf(-x.Value);
        return x.Then(value, first, first * (1 - (2 * value)), first * (1 - (6 * first)));
    }

    /// <inheritdoc/>
    public static Jet Sin(in Jet x)
    {
        (double sin, double cos) = Math.SinCos(x.Value);
        return x.Then(sin, cos, -sin, -cos);
    }

    /// <inheritdoc/>
    public static Jet Cos(in Jet x)
    {
        (double sin, double cos) = Math.SinCos(x.Value);
        return x.Then(cos, -sin, -cos, sin);
    }

    /// <inheritdoc/>
    public static Jet Softplus(in Jet x)
    {
        double sigmoid = SigmoidOf(x.Value);
        double second = sigmoid * SigmoidOf(-x.Value);
        double value = Math.Max(x.Value, 0) + ElementaryFunctions.Log1p(Math.Exp(-Math.Abs(x.Value)));
        return x.Then(value, sigmoid, second, second * (1 - (2 * sigmoid)));
    }

    /// <inheritdoc/>
    /// <remarks>At 0, where it is not differentiable, the derivative is the mean of the one-sided derivatives.</remarks>
    public static Jet PositivePart(in Jet x) => x.Value == 0 ? x.Then(0, 0.5, 0, 0) : x.Value > 0 ? x : Constant(0);

    private static double SigmoidOf(double x) => 1 / (1 + Math.Exp(-x));

    // The composition f(x), by the chain rule (Faà di Bruno).
    private Jet Then(double value, double first, double second, double third) => new(
        value,
        first * First,
        (second * First * First) + (first * Second),
        (third * First * First * First) + (3 * second * First * Second) + (first * Third));
}
