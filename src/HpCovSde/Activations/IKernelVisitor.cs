using System.Numerics;

namespace HpCovSde.Activations;

/// <summary>
/// Receives the kernel of an activation. Only the activation knows the type of its kernel, and the engines are generic over it.
/// </summary>
internal interface IKernelVisitor<T, out TResult>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    TResult Visit<TKernel>(TKernel kernel)
        where TKernel : struct, IActivation<T>;
}
