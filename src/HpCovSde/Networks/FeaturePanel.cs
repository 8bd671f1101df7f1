using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// Pre-activations and features of many neurons, one neuron per row, in difference coordinates:
/// (u_1, u_2 − u_1, …, u_m − u_1). Lanes run over inputs.
/// </summary>
internal static class FeaturePanel
{
    /// <summary>In place, row by row: (u, e_2, …, e_m) becomes (φ(u), φ(u + e_2) − φ(u), …).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Activate<T, TActivation>(Span<T> panel, int neurons, int inputs, TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        Span<T> tail = stackalloc T[Lanes<T>.Count];
        tail.Clear();
        for (int i = 0; i < neurons; i++)
        {
            Span<T> differences = panel.Slice((i * inputs) + 1, inputs - 1);
            Lanes<T> u = panel[i * inputs];
            Lanes<T> value = activation.Value(u);
            panel[i * inputs] = value[0];
            for (; differences.Length >= Lanes<T>.Count; differences = differences[Lanes<T>.Count..])
            {
                activation.Increment(u, value, Lanes<T>.Load(differences, 0)).Store(differences, 0);
            }

            if (!differences.IsEmpty)
            {
                differences.CopyTo(tail);
                activation.Increment(u, value, Lanes<T>.Load(tail, 0)).Store(tail, 0);
                tail[..differences.Length].CopyTo(differences);
            }
        }
    }

    /// <summary>In place, row by row: h_1 ← r_1 h_1 and f_a ← r_a f_a + q_a h_1 (the old h_1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Renormalize<T>(Span<T> panel, int neurons, ReadOnlySpan<T> ofDifference, ReadOnlySpan<T> ofFirst)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int inputs = ofDifference.Length;
        for (int i = 0; i < neurons; i++)
        {
            Span<T> row = panel.Slice(i * inputs, inputs);
            T first = row[0];
            row[0] = ofDifference[0] * first;
            for (int a = 1; a < inputs; a++)
            {
                row[a] = T.FusedMultiplyAdd(ofDifference[a], row[a], ofFirst[a] * first);
            }
        }
    }
}
