using System.Numerics;

namespace HpCovSde.Activations;

/// <summary>Is told the type of an activation's kernel, which only the activation knows: the engines are generic over it.</summary>
internal interface IKernelVisitor<T, out TResult>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    TResult Visit<TKernel>(TKernel kernel)
        where TKernel : struct, IActivation<T>;
}
