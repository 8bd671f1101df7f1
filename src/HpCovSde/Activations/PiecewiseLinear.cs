using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>φ(x) = s₊ max(x, 0) + s₋ min(x, 0): the kernel of the ReLU family.</summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
internal readonly struct PiecewiseLinear<T> : IActivation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Lanes<T> _positiveSlope;
    private readonly Lanes<T> _negativeSlope;

    /// <summary>The kernel of a member of the family.</summary>
    public PiecewiseLinear(ReluFamily activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        _positiveSlope = Lanes<T>.Of(activation.PositiveSlope);
        _negativeSlope = Lanes<T>.Of(activation.NegativeSlope);
    }

    /// <inheritdoc/>
    /// <remarks>Rounded once. It is exactly 0 where the slope is 0, so that dead neurons can be recognised.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes<T> Value(Lanes<T> x) => Slope(x) * x;

    /// <inheritdoc/>
    /// <remarks>
    /// The slope times dx if the sign does not change. Otherwise a difference of values, where |x| &lt; |dx|. It is exactly −φ(x) if
    /// φ(x + dx) = 0, so that an input has variance 0 if all of its neurons are dead.
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
