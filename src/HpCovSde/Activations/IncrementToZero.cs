using System.Numerics;

namespace HpCovSde.Activations;

/// <summary>Passes a kernel on, wrapped as <see cref="IncrementToZeroKernel{T, TKernel}"/>.</summary>
internal sealed class IncrementToZero<T, TResult>(IKernelVisitor<T, TResult> visitor) : IKernelVisitor<T, TResult>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public TResult Visit<TKernel>(TKernel kernel)
        where TKernel : struct, IActivation<T> => visitor.Visit(new IncrementToZeroKernel<T, TKernel>(kernel));
}
