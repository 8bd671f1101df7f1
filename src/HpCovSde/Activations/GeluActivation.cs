using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>
/// x Φ(x). Its increment uses the value that the caller has already computed, which saves one Φ compared with the formula.
/// Source: Hendrycks and Gimpel 2016 (arXiv 1606.08415).
/// </summary>
internal sealed record GeluActivation() : Activation("gelu")
{
    public override Jet At(double x)
    {
        var variable = Jet.Variable(x);
        return variable * Jet.NormalCdf(variable);
    }

    internal override TResult Accept<T, TResult>(IKernelVisitor<T, TResult> visitor) => visitor.Visit(default(Kernel<T>));

    private readonly struct Kernel<T> : IActivation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Lanes<T> Value(Lanes<T> x) => x * VectorMath.NormalCdf(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Lanes<T> Increment(Lanes<T> x, Lanes<T> value, Lanes<T> dx) => LaneIncrement<T>.GrowthOfGelu(new(x, dx), in value);
    }
}
