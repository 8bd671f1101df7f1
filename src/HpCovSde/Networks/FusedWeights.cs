using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// The layer of <see cref="ExplicitWeights{T, TActivation}"/> for few inputs, where nearly all time goes into drawing n² normals: lanes =
/// neurons, from the generator to the Gram matrix. Same law, same weights. The features of an input are contiguous.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal sealed class FusedWeights<T, TActivation> : WeightLayer<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    internal FusedWeights(GramMatrix start, LayerShape shape, TActivation activation, IBlas<T> blas)
        : base(start, shape, activation, blas, start.Size * Rounded(shape.Width))
    {
    }

    protected override WorkspaceRequirement LayerRequirement => WorkspaceRequirement.Of<T>(PackedLower.Length(Inputs) * Lanes<T>.Count)
        .Or(WorkspaceRequirement.Of<T>(ProductsLength).And(GaussianProduct.RowsRequirement<T>()));

    protected override WorkspaceRequirement StartRequirement => WorkspaceRequirement.Of<T>((long)Width * Inputs).And(DrawRequirement);

    private int ProductsLength => StandardNormals.WholePairs(Inputs) * Lanes<T>.Count;

    // Neurons rounded up to whole rows of lanes; those beyond the width have features 0.
    private int Stride => Rounded(Width);

    private int Rows => Stride / Lanes<T>.Count;

    // From a neuron a row to an input a row.
    protected override void DrawFirstLayer(CovarianceState<T> covariance, RandomStream stream, Span<T> neurons, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> rows = frame.Rent<T>(Width * m);
        DrawNeurons(covariance, stream, rows, workspace);
        neurons.Clear();
        for (int i = 0; i < rows.Length; i++)
        {
            neurons[((i % m) * Stride) + (i / m)] = rows[i];
        }
    }

    protected override void Multiply(RandomStream stream, ReadOnlySpan<T> features, Span<T> preactivations, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> products = frame.Rent<T>(ProductsLength);
        Lanes<T> gain = T.Sqrt(Scale);
        for (int neuron = 0; neuron < Width; neuron += Lanes<T>.Count)
        {
            GaussianProduct.MultiplyRows(stream, neuron, Width, features, Stride, Inputs, products, workspace);
            for (int a = 0; a < Inputs; a++)
            {
                (gain * Lanes<T>.Load(products, a)).Store(preactivations, ((a * Stride) + neuron) / Lanes<T>.Count);
            }
        }
    }

    protected override void MultiplyInputs(Span<T> neurons, ReadOnlySpan<T> factors)
    {
        for (int i = 0; i < neurons.Length; i++)
        {
            neurons[i] *= factors[i / Stride];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Activate(Span<T> neurons, InputReferences<T> references)
    {
        for (int row = 0; row < Rows; row++)
        {
            ActivateRow(neurons, row, references);
        }

        for (int a = 0; a < Inputs; a++)
        {
            neurons[((a * Stride) + Width)..((a + 1) * Stride)].Clear();
        }
    }

    protected override void SumGram(ReadOnlySpan<T> features, Span<T> gram, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> inLanes = frame.Rent<T>(PackedLower.Length(Inputs) * Lanes<T>.Count);
        inLanes.Clear();
        for (int row = 0; row < Rows; row++)
        {
            AddGram(features, row, inLanes);
        }

        SumLanes(inLanes, gram);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    protected override void Combine(Span<T> neurons, ReadOnlySpan<T> ofDifference, ReadOnlySpan<T> ofFirst)
    {
        for (int row = 0; row < Rows; row++)
        {
            Lanes<T> first = Lanes<T>.Load(neurons, row);
            (ofDifference[0] * first).Store(neurons, row);
            for (int a = 1; a < Inputs; a++)
            {
                int at = (a * Rows) + row;
                Lanes.MultiplyAdd(ofDifference[a], Lanes<T>.Load(neurons, at), ofFirst[a] * first).Store(neurons, at);
            }
        }
    }

    private static int Rounded(int width) => (width + Lanes<T>.Count - 1) / Lanes<T>.Count * Lanes<T>.Count;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ActivateRow(Span<T> neurons, int row, InputReferences<T> references)
    {
        TActivation activation = Activation;
        Lanes<T> first = Lanes<T>.Load(neurons, row);
        Lanes<T> value = activation.Value(first);
        value.Store(neurons, row);
        for (int a = 1; a < Inputs; a++)
        {
            int at = (a * Rows) + row;
            var input = new NearInput<T>(references.Values[a], references.AreIncrements);
            input.Feature(activation, first, value, Lanes<T>.Load(neurons, at)).Store(neurons, at);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddGram(ReadOnlySpan<T> panel, int row, Span<T> gram)
    {
        for (int a = 0; a < Inputs; a++)
        {
            Lanes<T> x = Lanes<T>.Load(panel, (a * Rows) + row);
            for (int b = 0; b <= a; b++)
            {
                int entry = PackedLower.Index(a, b);
                Lanes.MultiplyAdd(x, Lanes<T>.Load(panel, (b * Rows) + row), Lanes<T>.Load(gram, entry)).Store(gram, entry);
            }
        }
    }

    private void SumLanes(ReadOnlySpan<T> inLanes, Span<T> gram)
    {
        for (int a = 0; a < Inputs; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                Lanes<T> lanes = Lanes<T>.Load(inLanes, PackedLower.Index(a, b));
                T sum = lanes[0];
                for (int lane = 1; lane < Lanes<T>.Count; lane++)
                {
                    sum += lanes[lane];
                }

                gram[(a * Inputs) + b] = sum;
            }
        }
    }
}
