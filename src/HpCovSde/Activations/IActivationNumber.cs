namespace HpCovSde.Activations;

/// <summary>
/// A number in the formula of an activation. The same formula is evaluated on the lanes of an engine, on increments φ(x + dx) − φ(x) that
/// are accurate even for tiny dx, and on <see cref="Jet"/>s, which give the derivatives.
/// </summary>
/// <remarks>
/// Functions take their argument by reference, because some kinds of numbers fill two vector registers. A formula writes
/// <c>TNumber.Exp(x)</c>.
/// </remarks>
/// <typeparam name="TSelf">The kind of number.</typeparam>
public interface IActivationNumber<TSelf>
    where TSelf : struct, IActivationNumber<TSelf>
{
    /// <summary>x + y.</summary>
    static abstract TSelf operator +(TSelf x, TSelf y);

    /// <summary>x − y.</summary>
    static abstract TSelf operator -(TSelf x, TSelf y);

    /// <summary>−x.</summary>
    static abstract TSelf operator -(TSelf x);

    /// <summary>x·y.</summary>
    static abstract TSelf operator *(TSelf x, TSelf y);

    /// <summary>x/y.</summary>
    static abstract TSelf operator /(TSelf x, TSelf y);

    /// <summary>A constant.</summary>
    static abstract TSelf Constant(double value);

    /// <summary>eˣ.</summary>
    static abstract TSelf Exp(in TSelf x);

    /// <summary>eˣ − 1.</summary>
    static abstract TSelf Expm1(in TSelf x);

    /// <summary>log x.</summary>
    static abstract TSelf Log(in TSelf x);

    /// <summary>√x.</summary>
    static abstract TSelf Sqrt(in TSelf x);

    /// <summary>tanh x.</summary>
    static abstract TSelf Tanh(in TSelf x);

    /// <summary>erf x.</summary>
    static abstract TSelf Erf(in TSelf x);

    /// <summary>Φ(x) = (1 + erf(x/√2))/2, with relative accuracy also for x ≪ 0, where this formula would cancel.</summary>
    static abstract TSelf NormalCdf(in TSelf x);

    /// <summary>1/(1 + e^{−x}), with relative accuracy also for x ≪ 0.</summary>
    static abstract TSelf Sigmoid(in TSelf x);

    /// <summary>sin x.</summary>
    static abstract TSelf Sin(in TSelf x);

    /// <summary>cos x.</summary>
    static abstract TSelf Cos(in TSelf x);

    /// <summary>log(1 + eˣ).</summary>
    static abstract TSelf Softplus(in TSelf x);

    /// <summary>max(x, 0).</summary>
    static abstract TSelf PositivePart(in TSelf x);
}
