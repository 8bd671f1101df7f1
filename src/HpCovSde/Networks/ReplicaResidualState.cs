using System.Numerics;
using HpCovSde.Covariances;

namespace HpCovSde.Networks;

/// <summary><see cref="WideResidualState{T}"/> of a single replica.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal readonly ref struct ReplicaResidualState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ReplicaResidualState(Span<T> state, int inputs, int width, DifferenceUnits convention)
    {
        int units = CovarianceState<T>.Length(inputs);
        int square = inputs * inputs;
        Units = new(state[..units], inputs, convention);
        UnitsMemory = state[..units];
        Gram = state.Slice(units, square);
        FeatureGram = state.Slice(units + square, square);
        StartSquares = state.Slice(units + (2 * square), inputs);
        Neurons = state.Slice(units + (2 * square) + inputs, width * inputs);
    }

    /// <summary>The log squares of the units, where log V^{aa} will be, and K of the inputs.</summary>
    internal CovarianceState<T> Units { get; }

    /// <summary>The memory of <see cref="Units"/>.</summary>
    internal Span<T> UnitsMemory { get; }

    /// <summary>The Gram matrix of the neurons over n, m×m, the lower triangle.</summary>
    internal Span<T> Gram { get; }

    /// <summary>R, the Gram matrix of the features over n, m×m, the lower triangle.</summary>
    internal Span<T> FeatureGram { get; }

    /// <summary>|φ(Y_0^a)|²/n in the units Y_0 is drawn in.</summary>
    internal Span<T> StartSquares { get; }

    /// <summary>Pre-activations, a neuron a row.</summary>
    internal Span<T> Neurons { get; }

    /// <summary>Elements of a state.</summary>
    internal static long Length(int inputs, int width) =>
        CovarianceState<T>.Length(inputs) + (2L * inputs * inputs) + inputs + ((long)width * inputs);
}
