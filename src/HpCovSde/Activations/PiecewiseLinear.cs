using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>φ(x) = s₊ max(x, 0) + s₋ min(x, 0): the ReLU family as a kernel.</summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
public readonly struct PiecewiseLinear<T> : IActivation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Lanes<T> _positiveSlope;
    private readonly Lanes<T> _negativeSlope;

    /// <summary>The kernel of an activation of the family.</summary>
    public PiecewiseLinear(ReluFamily activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        _positiveSlope = Lanes<T>.Of(activation.PositiveSlope);
        _negativeSlope = Lanes<T>.Of(activation.NegativeSlope);
    }

    /// <inheritdoc/>
    /// <remarks>Rounded once; exactly 0 where the slope is, so that a dead neuron is seen to be dead.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes<T> Value(Lanes<T> x) => Slope(x) * x;

    /// <inheritdoc/>
    /// <remarks>
    /// The slope times dx while the sign stays; only where it changes is it a difference, and there |x| &lt; |dx|. The difference is
    /// of the values themselves: it is exactly −φ(x) where φ(x + dx) = 0, so that an input all of whose neurons died has variance 0.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes<T> Increment(Lanes<T> x, Lanes<T> value, Lanes<T> dx)
    {
        Lanes<T> y = x + dx;
        Lanes<T> slope = Slope(y);
        return Lanes.Select(x * y > Lanes<T>.Zero, slope * dx, Lanes.MultiplySubtract(slope, y, value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes<T> Slope(Lanes<T> x) => Lanes.Select(x > Lanes<T>.Zero, _positiveSlope, _negativeSlope);
}
