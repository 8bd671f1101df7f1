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

    protected override WorkspaceRequirement AdvanceRequirement
    {
        get
        {
            int m = Inputs;
            var coefficients = WorkspaceRequirement.Of<T>(m);
            var panel = WorkspaceRequirement.Of<T>((long)m * Stride);
            WorkspaceRequirement start = WorkspaceRequirement.Of<T>((long)Width * m).And(DrawRequirement);
            return WorkspaceRequirement.Of<T>((long)m * m).And(panel).And(coefficients).And(coefficients)
                .And(WorkspaceRequirement.Of<T>(PackedLower.Length(m) * Lanes<T>.Count)).And(ProductsRequirement)
                .And(GaussianProduct.RowsRequirement<T>()).Or(start);
        }
    }

    private WorkspaceRequirement ProductsRequirement => WorkspaceRequirement.Of<T>(StandardNormals.WholePairs(Inputs) * Lanes<T>.Count);

    // Neurons rounded up to whole rows of lanes; those beyond the width have features 0.
    private int Stride => Rounded(Width);

    public override void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> gram = frame.Rent<T>(m * m);
        Span<T> panel = frame.Rent<T>(m * Stride);
        Span<T> ofDifference = frame.Rent<T>(m);
        Span<T> ofFirst = frame.Rent<T>(m);
        Span<T> gramInLanes = frame.Rent<T>(PackedLower.Length(m) * Lanes<T>.Count);
        Span<T> products = frame.Rent<T>(StandardNormals.WholePairs(m) * Lanes<T>.Count);
        CovarianceState<T> covariance = Covariance(state);
        Span<T> features = Neurons(state);
        if (!TakeFirstLayer(state, panel))
        {
            for (int neuron = 0; neuron < Width; neuron += Lanes<T>.Count)
            {
                GaussianProduct.MultiplyRows(stream, neuron, Width, features, Stride, m, products, workspace);
                Store(products, neuron, panel);
            }

            ZeroInputs.KeepInNeurons(panel, Stride, neuronStride: 1, inputStride: Stride);
        }

        for (int row = 0; row < Stride / Lanes<T>.Count; row++)
        {
            Activate(panel, row);
        }

        for (int a = 0; a < m; a++)
        {
            panel[((a * Stride) + Width)..((a + 1) * Stride)].Clear();
        }

        gramInLanes.Clear();
        for (int row = 0; row < Stride / Lanes<T>.Count; row++)
        {
            AddGram(panel, row, gramInLanes);
        }

        SumLanes(gramInLanes, gram);
        TakeGram(covariance, gram);
        if (IsHomogeneous)
        {
            CovarianceState<T>.Renormalization(gram, m, Scale, ofDifference, ofFirst);
            Renormalize(panel, ofDifference, ofFirst, features);
        }
        else
        {
            panel.CopyTo(features);
        }
    }

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

    private static int Rounded(int width) => (width + Lanes<T>.Count - 1) / Lanes<T>.Count * Lanes<T>.Count;

    private void Store(ReadOnlySpan<T> products, int neuron, Span<T> panel)
    {
        Lanes<T> gain = T.Sqrt(Scale);
        for (int a = 0; a < Inputs; a++)
        {
            (gain * Lanes<T>.Load(products, a)).Store(panel, ((a * Stride) + neuron) / Lanes<T>.Count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Activate(Span<T> panel, int row)
    {
        TActivation activation = Activation;
        int rows = Stride / Lanes<T>.Count;
        Lanes<T> first = Lanes<T>.Load(panel, row);
        Lanes<T> value = activation.Value(first);
        value.Store(panel, row);
        for (int a = 1; a < Inputs; a++)
        {
            activation.Increment(first, value, Lanes<T>.Load(panel, (a * rows) + row)).Store(panel, (a * rows) + row);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddGram(ReadOnlySpan<T> panel, int row, Span<T> gram)
    {
        int rows = Stride / Lanes<T>.Count;
        for (int a = 0; a < Inputs; a++)
        {
            Lanes<T> x = Lanes<T>.Load(panel, (a * rows) + row);
            for (int b = 0; b <= a; b++)
            {
                int entry = PackedLower.Index(a, b);
                Lanes.MultiplyAdd(x, Lanes<T>.Load(panel, (b * rows) + row), Lanes<T>.Load(gram, entry)).Store(gram, entry);
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

    // features_1 = r_1 h_1, features_a = r_a f_a + q_a h_1.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Renormalize(ReadOnlySpan<T> panel, ReadOnlySpan<T> ofDifference, ReadOnlySpan<T> ofFirst, Span<T> features)
    {
        int rows = Stride / Lanes<T>.Count;
        for (int row = 0; row < rows; row++)
        {
            Lanes<T> first = Lanes<T>.Load(panel, row);
            (ofDifference[0] * first).Store(features, row);
            for (int a = 1; a < Inputs; a++)
            {
                int at = (a * rows) + row;
                Lanes.MultiplyAdd(ofDifference[a], Lanes<T>.Load(panel, at), ofFirst[a] * first).Store(features, at);
            }
        }
    }
}
