using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// The features of an input after the first, in difference coordinates. With a reference c ≠ 0 the pre-activation is c u + w, and its
/// feature is kept as φ(cu + w) − φ(cu), where φ(cu) = cφ(u): c is 1, or the activation is odd. Without one it is w, with the feature φ(w).
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal readonly ref struct NearInput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Lanes<T> _reference;
    private readonly LaneMask<T> _isNear;
    private readonly bool _anyNear;
    private readonly bool _anyFar;

    /// <param name="reference">c of every lane.</param>
    /// <param name="areIncrements">Whether φ(w) is the increment of φ from 0 to w.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal NearInput(Lanes<T> reference, bool areIncrements)
    {
        _reference = reference;
        _isNear = Lanes.Abs(reference) > Lanes<T>.Zero;
        _anyNear = areIncrements || Lanes.Any(_isNear);
        _anyFar = !areIncrements && Lanes.Any(!_isNear);
    }

    /// <summary>The feature of one neuron.</summary>
    /// <param name="activation">φ.</param>
    /// <param name="u">The pre-activation of the first input.</param>
    /// <param name="value">φ(u).</param>
    /// <param name="w">The pre-activation of this input, in difference coordinates.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Lanes<T> Feature<TActivation>(TActivation activation, Lanes<T> u, Lanes<T> value, Lanes<T> w)
        where TActivation : struct, IActivation<T>
    {
        Lanes<T> feature = _anyNear ? activation.Increment(_reference * u, _reference * value, w) : w;
        return _anyFar ? Lanes.Select(_isNear, feature, activation.Value(w)) : feature;
    }
}
