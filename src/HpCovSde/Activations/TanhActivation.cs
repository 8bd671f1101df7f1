using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>
/// tanh. Its increment uses the value that the caller has already computed, which saves one tanh compared with the formula.
/// </summary>
internal sealed record TanhActivation() : Activation("tanh")
{
    public override bool IsOdd => true;

    public override Jet At(double x) => Jet.Tanh(Jet.Variable(x));

    internal override TResult Accept<T, TResult>(IKernelVisitor<T, TResult> visitor) => visitor.Visit(default(Kernel<T>));

    private readonly struct Kernel<T> : IActivation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Lanes<T> Value(Lanes<T> x) => VectorMath.Tanh(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Lanes<T> Increment(Lanes<T> x, Lanes<T> value, Lanes<T> dx) => VectorMath.TanhIncrement(x, value, dx);
    }
}
