using System.Numerics;
using HpCovSde.Covariances;

namespace HpCovSde.Networks;

/// <summary><see cref="WideResidualState{T}"/> of a single replica.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal readonly ref struct ReplicaResidualState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal ReplicaResidualState(Span<T> state, int inputs, int width)
    {
        int units = CovarianceState<T>.Length(inputs);
        int square = inputs * inputs;
        Units = state[..units];
        Gram = state.Slice(units, square);
        FeatureGram = state.Slice(units + square, square);
        StartSquares = state.Slice(units + (2 * square), inputs);
        Neurons = state.Slice(units + (2 * square) + inputs, width * inputs);
    }

    /// <summary>A <see cref="CovarianceState{T}"/>: the log squares of the units, where log V^{aa} will be, and K of the inputs.</summary>
    internal Span<T> Units { get; }

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

    /// <summary>|φ(y_a)|²/n, in units.</summary>
    internal T FeatureSquare(int inputs, int a) => a == 0
        ? FeatureGram[0]
        : ResidualUnits.Square<T>(FeatureGram[0], FeatureGram[a * inputs], FeatureGram[(a * inputs) + a])[0];
}
