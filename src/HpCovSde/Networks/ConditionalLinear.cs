using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Chains;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// A layer of a linear network, sampled conditionally: V' = L W Lᵀ with W = GᵀG/n, where the rows of G are the normals of the n neurons. T
/// is the Cholesky factor of W. Same law and same random numbers as <see cref="WideConditional{T, TActivation}"/>.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class ConditionalLinear<T> : FactorTransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _width;

    internal ConditionalLinear(GramMatrix start, int width)
        : base(start, largestRank: width, Ones(start.Size)) => _width = width;

    protected override WorkspaceRequirement FillRequirement => WorkspaceRequirement.Of<T>(PackedElements).And(NeuronTile.Requirement<T>());

    protected override ReadOnlySpan<T> Fill(
        in RandomStream stream, ReadOnlySpan<T> normals, Span<T> columns, Span<T> diagonal, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> gram = frame.Rent<T>(PackedElements);
        Span<T> tile = frame.Rent<T>(NeuronTile.Length<T>());
        NormalLanes<T> source = NormalLanes<T>.OfReplicas(stream);
        gram.Clear();
        for (int neuron = 0, neurons; neuron < _width; neuron += neurons)
        {
            neurons = NeuronTile.Neurons(Inputs, neuron, _width);
            NeuronTile.Draw(ref source, Inputs, neurons, tile);
            LaneVectors.AddGram(Inputs, tile, neurons, gram);
        }

        LaneCholesky.Factor(Inputs, gram, gram);
        Arrange(gram, columns, diagonal);
        return columns;
    }

    // T by columns.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Arrange(ReadOnlySpan<T> factor, Span<T> columns, Span<T> diagonal)
    {
        Lanes<T> scale = Lanes<T>.Of(1 / Math.Sqrt(_width));
        for (int i = 0; i < Inputs; i++)
        {
            for (int j = 0; j < i; j++)
            {
                (scale * Lanes<T>.Load(factor, PackedLower.Index(i, j))).Store(columns, PackedLower.ColumnIndex(Inputs, i, j));
            }

            (scale * Lanes<T>.Load(factor, PackedLower.Index(i, i))).Store(diagonal, i);
        }
    }
}
