namespace HpCovSde.Activations;

/// <summary>The formulas of the built-in smooth activations.</summary>
internal static class Formulas
{
    internal readonly struct Tanh : IActivationFormula
    {
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => TNumber.Tanh(x);
    }

    internal readonly struct Erf : IActivationFormula
    {
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => TNumber.Erf(x);
    }

    internal readonly struct Sin : IActivationFormula
    {
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => TNumber.Sin(x);
    }

    internal readonly struct Softplus : IActivationFormula
    {
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => TNumber.Softplus(x);
    }

    /// <summary>1/(1 + e^{−x}) = (1 + tanh(x/2))/2.</summary>
    internal readonly struct Sigmoid : IActivationFormula
    {
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber>
        {
            var half = TNumber.Constant(0.5);
            return half + (half * TNumber.Tanh(half * x));
        }
    }

    /// <summary>x Φ(x) = x (1 + erf(x/√2))/2. Source: Hendrycks and Gimpel 2016 (arXiv 1606.08415).</summary>
    internal readonly struct Gelu : IActivationFormula
    {
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber>
        {
            var half = TNumber.Constant(0.5);
            return x * (half + (half * TNumber.Erf(TNumber.Constant(Math.Sqrt(0.5)) * x)));
        }
    }

    /// <summary>x/(1 + e^{−x}).</summary>
    internal readonly struct Silu : IActivationFormula
    {
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => x * default(Sigmoid).Apply(x);
    }

    /// <summary>x for x ≥ 0, eˣ − 1 for x &lt; 0. Source: Clevert, Unterthiner, Hochreiter 2015 (arXiv 1511.07289), with α = 1.</summary>
    internal readonly struct Elu : IActivationFormula
    {
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => TNumber.PositivePart(x) + TNumber.Expm1(-TNumber.PositivePart(-x));
    }
}
