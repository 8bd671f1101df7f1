using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary><see cref="FeaturePanel"/> where lanes run over replicas: a neuron is m rows of lanes.</summary>
internal static class FeatureLanes
{
    /// <summary>
    /// In place, neuron by neuron: (u_1, w_2, …) becomes the features in difference coordinates, see <see cref="NearInput{T}"/>.
    /// </summary>
    /// <param name="inputs">m.</param>
    /// <param name="neurons">The neurons.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="references">c, m rows.</param>
    /// <param name="activation">φ.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Activate<T, TActivation>(
        int inputs, Span<T> neurons, int count, InputReferences<T> references, TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        for (int i = 0; i < count; i++)
        {
            Span<T> neuron = neurons.Slice(i * inputs * Lanes<T>.Count, inputs * Lanes<T>.Count);
            Lanes<T> first = Lanes<T>.Load(neuron, 0);
            Lanes<T> value = activation.Value(first);
            value.Store(neuron, 0);
            for (int a = 1; a < inputs; a++)
            {
                var input = new NearInput<T>(references.Row(a), references.AreIncrements);
                input.Feature(activation, first, value, Lanes<T>.Load(neuron, a)).Store(neuron, a);
            }
        }
    }
}
