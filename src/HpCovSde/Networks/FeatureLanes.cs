using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary><see cref="FeaturePanel"/> where lanes run over replicas: a neuron is m rows of lanes.</summary>
internal static class FeatureLanes
{
    /// <summary>In place, neuron by neuron: (u_1, e_2, …) ← (φ(u_1), φ(u_1 + e_2) − φ(u_1), …).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Activate<T, TActivation>(int inputs, Span<T> neurons, int count, TActivation activation)
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
                activation.Increment(first, value, Lanes<T>.Load(neuron, a)).Store(neuron, a);
            }
        }
    }
}
