using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>
/// A kernel whose increments are exactly φ(0) − φ(x) where x + dx = 0. A zero input is e = −u in difference coordinates. Were its feature
/// not exactly that of 0, the rounding error would be a start like any other, which a network may amplify from layer to layer.
/// </summary>
/// <remarks>Not nested in the visitor: code that is generic over its result, a class, is shared between classes, and shared code is not inlined.</remarks>
internal readonly struct IncrementToZeroKernel<T, TKernel>(TKernel kernel) : IActivation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TKernel : struct, IActivation<T>
{
    private readonly TKernel _kernel = kernel;
    private readonly Lanes<T> _atZero = kernel.Value(Lanes<T>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes<T> Value(Lanes<T> x) => _kernel.Value(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes<T> Increment(Lanes<T> x, Lanes<T> value, Lanes<T> dx) =>
        Lanes.Select(Lanes.Abs(x + dx) <= Lanes<T>.Zero, _atZero - value, _kernel.Increment(x, value, dx));
}
