using System.Runtime.CompilerServices;

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
        public bool IsOdd => true;

        static bool IActivationFormula.IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => TNumber.Erf(x);
    }

    internal readonly struct Sin : IActivationFormula
    {
        public bool IsOdd => true;

        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => TNumber.Sin(x);
    }

    internal readonly struct Softplus : IActivationFormula
    {
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => TNumber.Softplus(x);
    }

    /// <summary>1/(1 + e^{−x}).</summary>
    internal readonly struct Sigmoid : IActivationFormula
    {
        static bool IActivationFormula.IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => TNumber.Sigmoid(x);
    }

    /// <summary>x/(1 + e^{−x}).</summary>
    internal readonly struct Silu : IActivationFormula
    {
        static bool IActivationFormula.IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => x * TNumber.Sigmoid(x);
    }

    /// <summary>x for x ≥ 0, eˣ − 1 for x &lt; 0. Source: Clevert, Unterthiner, Hochreiter 2015 (arXiv 1511.07289), with α = 1.</summary>
    internal readonly struct Elu : IActivationFormula
    {
        public TNumber Apply<TNumber>(TNumber x)
            where TNumber : struct, IActivationNumber<TNumber> => TNumber.PositivePart(x) + TNumber.Expm1(-TNumber.PositivePart(-x));
    }
}
