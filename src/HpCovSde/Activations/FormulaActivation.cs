using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>An activation given by a formula.</summary>
internal sealed record FormulaActivation<TFormula> : Activation
    where TFormula : struct, IActivationFormula
{
    private readonly TFormula _formula;

    internal FormulaActivation(string name, TFormula formula)
        : base(name) => _formula = formula;

    public override bool IsOdd => _formula.IsOdd;

    public override IReadOnlyList<double> Kinks => WithKinkAtZero(_formula.Kinks);

    public override Jet At(double x) => _formula.Apply(Jet.Variable(x));

    internal override TResult Accept<T, TResult>(IKernelVisitor<T, TResult> visitor) => visitor.Visit(new Kernel<T>(_formula));

    private readonly struct Kernel<T>(TFormula formula) : IActivation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Lanes<T> Value(Lanes<T> x) => TFormula.IsShort ? formula.Apply(new LaneNumber<T>(x)).Lanes : ValueOfLongFormula(x);

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public Lanes<T> Increment(Lanes<T> x, Lanes<T> value, Lanes<T> dx) => formula.Apply(new LaneIncrement<T>(x, dx)).Growth;

        // Not inlined: a long formula would exhaust the inlining budget of the loop around it.
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private Lanes<T> ValueOfLongFormula(Lanes<T> x) => formula.Apply(new LaneNumber<T>(x)).Lanes;
    }
}
