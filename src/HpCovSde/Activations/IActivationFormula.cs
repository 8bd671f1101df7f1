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

    /// <summary>The points where φ or one of its first three derivatives jumps. A kink at 0 is found without being named.</summary>
    IReadOnlyList<double> Kinks => [];

    /// <summary>Whether φ(−x) = −φ(x). The functions of <see cref="IActivationNumber{TSelf}"/> that are odd are odd to the bit.</summary>
    bool IsOdd => false;

    /// <summary>φ(x).</summary>
    TNumber Apply<TNumber>(TNumber x)
        where TNumber : struct, IActivationNumber<TNumber>;
}
