using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// Pre-activations and features of many neurons, one neuron per row, in difference coordinates:
/// (u_1, w_2, …, w_m). Lanes run over inputs.
/// </summary>
internal static class FeaturePanel
{
    /// <summary>
    /// In place, row by row: (u, w_2, …, w_m) becomes the features in difference coordinates, see <see cref="NearInput{T}"/>.
    /// </summary>
    /// <param name="panel">The neurons, a neuron a row of m.</param>
    /// <param name="neurons">How many there are.</param>
    /// <param name="references">c, m elements.</param>
    /// <param name="activation">φ.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Activate<T, TActivation>(Span<T> panel, int neurons, InputReferences<T> references, TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        int inputs = references.Values.Length;
        int whole = (inputs - 1) / Lanes<T>.Count * Lanes<T>.Count;
        Span<T> tail = stackalloc T[Lanes<T>.Count];
        Span<T> tailReferences = stackalloc T[Lanes<T>.Count];
        tail.Clear();
        tailReferences.Fill(references.Values[^1]);
        references.Values[(1 + whole)..].CopyTo(tailReferences);
        for (int i = 0; i < neurons; i++)
        {
            Span<T> differences = panel.Slice((i * inputs) + 1, inputs - 1);
            Lanes<T> u = panel[i * inputs];
            Lanes<T> value = activation.Value(u);
            panel[i * inputs] = value[0];
            for (int a = 0; a < whole; a += Lanes<T>.Count)
            {
                var near = new NearInput<T>(Lanes<T>.Load(references.Values[(1 + a)..], 0), references.AreIncrements);
                near.Feature(activation, u, value, Lanes<T>.Load(differences[a..], 0)).Store(differences[a..], 0);
            }

            Span<T> rest = differences[whole..];
            if (!rest.IsEmpty)
            {
                rest.CopyTo(tail);
                var last = new NearInput<T>(Lanes<T>.Load(tailReferences, 0), references.AreIncrements);
                last.Feature(activation, u, value, Lanes<T>.Load(tail, 0)).Store(tail, 0);
                tail[..rest.Length].CopyTo(rest);
            }
        }
    }

    /// <summary>In place, row by row: every input times a factor of its own.</summary>
    internal static void Multiply<T>(Span<T> panel, int neurons, ReadOnlySpan<T> factors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int inputs = factors.Length;
        for (int i = 0; i < neurons; i++)
        {
            Span<T> row = panel.Slice(i * inputs, inputs);
            for (int a = 0; a < inputs; a++)
            {
                row[a] *= factors[a];
            }
        }
    }

    /// <summary>In place: every row of a square matrix times a factor of its own.</summary>
    internal static void MultiplyRows<T>(Span<T> matrix, ReadOnlySpan<T> factors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < matrix.Length; i++)
        {
            matrix[i] *= factors[i / factors.Length];
        }
    }

    /// <summary>In place, row by row: h_1 ← p_1 h_1 and f_a ← p_a f_a + q_a h_1 (the old h_1).</summary>
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
