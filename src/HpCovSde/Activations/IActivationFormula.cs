namespace HpCovSde.Activations;

/// <summary>
/// The formula of a smooth activation, written once for all kinds of numbers. Implement it as a struct and pass it to
/// <see cref="Activation.Of{TFormula}"/>. The engines evaluate it on lanes, so it is as fast as the built-in activations.
/// </summary>
/// <example>
/// <code>
/// struct Swish(double beta) : IActivationFormula
/// {
///     public TNumber Apply&lt;TNumber&gt;(TNumber x)
///         where TNumber : struct, IActivationNumber&lt;TNumber&gt; =>
///         x * (TNumber.Constant(0.5) + TNumber.Constant(0.5) * TNumber.Tanh(TNumber.Constant(beta / 2) * x));
/// }
/// </code>
/// </example>
public interface IActivationFormula
{
    /// <summary>Whether the formula is one function or a product with it, which engines can inline into their loops.</summary>
    internal static virtual bool IsShort => false;

    /// <summary>φ(x).</summary>
    TNumber Apply<TNumber>(TNumber x)
        where TNumber : struct, IActivationNumber<TNumber>;
}
