using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// The inputs after the first that are zero and must stay zero. In difference coordinates such an input is minus the first, which factors
/// and products keep only up to rounding; here it is made so to the bit.
/// </summary>
/// <param name="start">V_0.</param>
/// <param name="stayZero">True if a zero input stays zero, as it does where φ(0) = 0. If false there is nothing to keep.</param>
internal readonly struct ZeroInputs(GramMatrix start, bool stayZero)
{
    private readonly int[] _inputs = stayZero ? [.. Enumerable.Range(1, start.Size - 1).Where(a => start.Variance(a) == 0)] : [];

    /// <summary>In a lower triangular factor, packed, in lanes.</summary>
    internal void KeepInLanes<T>(Span<T> factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int a in _inputs)
        {
            factor.Slice(PackedLower.Index(a, 0) * Lanes<T>.Count, (a + 1) * Lanes<T>.Count).Clear();
            (-Lanes<T>.Load(factor, 0)).Store(factor, PackedLower.Index(a, 0));
        }
    }

    /// <summary>In a lower triangular factor, dense m×m.</summary>
    internal void KeepInFactor<T>(Span<T> factor, int inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int a in _inputs)
        {
            factor.Slice(a * inputs, inputs).Clear();
            factor[a * inputs] = -factor[0];
        }
    }

    /// <summary>In neurons: input a of neuron i is element i·<paramref name="neuronStride"/> + a·<paramref name="inputStride"/>.</summary>
    internal void KeepInNeurons<T>(Span<T> neurons, int count, int neuronStride, int inputStride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int a in _inputs)
        {
            for (int i = 0; i < count; i++)
            {
                neurons[(i * neuronStride) + (a * inputStride)] = -neurons[i * neuronStride];
            }
        }
    }
}
