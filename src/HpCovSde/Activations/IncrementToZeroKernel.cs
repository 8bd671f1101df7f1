using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>
/// A kernel whose increments are exactly φ(0) − φ(x) if x + dx = 0. In difference coordinates a zero input is e = −u. If its feature had a
/// rounding error, the network could amplify the error from layer to layer.
/// </summary>
/// <remarks>
/// Not nested in the visitor, whose result type is a class: generic code over classes is shared, and shared code is not inlined.
/// </remarks>
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
