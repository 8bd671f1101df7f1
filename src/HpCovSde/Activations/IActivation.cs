using System.Numerics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>
/// An activation φ as the engines apply it, lane by lane. Implement it as a struct: the engines are generic over it, so a call
/// costs nothing and vanishes into the loop.
/// </summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
public interface IActivation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>φ(x).</summary>
    Lanes<T> Value(Lanes<T> x);

    /// <summary>
    /// φ(x + dx) − φ(x), with an error relative to |dx| however small dx is: this is what keeps 1 − ρ of nearly
    /// parallel inputs accurate over any depth.
    /// </summary>
    /// <param name="x">x.</param>
    /// <param name="value">φ(x), which the caller has at hand.</param>
    /// <param name="dx">dx.</param>
    Lanes<T> Increment(Lanes<T> x, Lanes<T> value, Lanes<T> dx);
}
