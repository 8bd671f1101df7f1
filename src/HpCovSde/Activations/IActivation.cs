using System.Numerics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>
/// An activation φ as the engines apply it, lane by lane. Implement it as a struct: the engines are generic over it, so that calls are
/// inlined into their loops.
/// </summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
public interface IActivation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>φ(x).</summary>
    Lanes<T> Value(Lanes<T> x);

    /// <summary>
    /// φ(x + dx) − φ(x), with an error relative to |dx| even for tiny dx. This keeps 1 − ρ of nearly parallel inputs accurate at any depth.
    /// </summary>
    /// <param name="x">x.</param>
    /// <param name="value">φ(x), which the caller has already computed.</param>
    /// <param name="dx">dx.</param>
    Lanes<T> Increment(Lanes<T> x, Lanes<T> value, Lanes<T> dx);
}
