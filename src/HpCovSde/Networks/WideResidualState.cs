using System.Numerics;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>The state of a residual network, a replica a lane, in memory of the caller. Everything is in difference coordinates.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal readonly ref struct WideResidualState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The rows of a state of one input, for a loop where looking them up would take too long.
    internal const int GramOfOne = 3;
    internal const int FeatureGramOfOne = 5;
    internal const int FirstNeuronOfOne = 7;

    internal WideResidualState(Span<T> state, int inputs, int width, DifferenceUnits units)
    {
        int packed = PackedLower.Length(inputs) * Lanes<T>.Count;
        int norms = inputs * Lanes<T>.Count;
        Units = new(state, inputs, units);
        Span<T> rest = state[CovarianceBundle<T>.Length(inputs)..];
        FeatureGram = rest[..packed];
        StartSquares = rest.Slice(packed, norms);
        Neurons = rest.Slice(packed + norms, width * inputs * Lanes<T>.Count);
    }

    /// <summary>
    /// The log squares of the units, where log V^{aa} will be, and the Gram matrix of the neurons over n in these units, where K will be.
    /// Before the first step that is its mean, K of the inputs.
    /// </summary>
    internal CovarianceBundle<T> Units { get; }

    /// <summary>R, the Gram matrix of the features over n, packed.</summary>
    internal Span<T> FeatureGram { get; }

    /// <summary>|φ(Y_0^a)|²/n in the units Y_0 is drawn in, a row an input.</summary>
    internal Span<T> StartSquares { get; }

    /// <summary>Pre-activations: neuron i of input a is row i·m + a.</summary>
    internal Span<T> Neurons { get; }

    /// <summary>Elements of a state, or more than fit into one span.</summary>
    internal static long Length(int inputs, int width) =>
        CovarianceBundle<T>.Length(inputs) + ((PackedLower.Length(inputs) + inputs + ((long)width * inputs)) * Lanes<T>.Count);

    /// <summary>|φ(y_1)|²/n, in units.</summary>
    internal Lanes<T> FirstFeatureSquare => Lanes<T>.Load(FeatureGram, 0);
}
