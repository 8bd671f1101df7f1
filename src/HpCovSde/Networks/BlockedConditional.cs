using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Networks;

/// <summary>
/// The layer of <see cref="WideConditional{T, TActivation}"/> for large m: one replica at a time, through BLAS. Per panel of
/// neurons Z = G Lᵀ (trmm), activation, Gram matrix (syrk). Same law and same random numbers as the wide engine.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal sealed class BlockedConditional<T, TActivation> : ReplicaLayer<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    // A panel of 128 neurons times 200 inputs in double is 200 KB: it stays in the L2 cache between the three passes over it. And it begins
    // with a segment of the stream.
    private const int PanelNeurons = StandardNormals.SegmentLength;

    internal BlockedConditional(GramMatrix start, LayerShape shape, TActivation activation, IBlas<T> blas)
        : base(start, shape, activation, blas)
    {
    }

    public override int StateLength => CovarianceState<T>.Length(Inputs);

    protected override WorkspaceRequirement AdvanceRequirement
    {
        get
        {
            int m = Inputs;
            var square = WorkspaceRequirement.Of<T>((long)m * m);
            WorkspaceRequirement products = SemidefiniteCholesky.Requirement(Blas, m)
                .Or(Blas.TrmmRequirement(PanelNeurons, m))
                .Or(Blas.SyrkRequirement(m, PanelNeurons));
            var panel = WorkspaceRequirement.Of<T>((long)PanelNeurons * m);
            return square.And(square).And(WorkspaceRequirement.Of<T>(m)).And(panel).And(products);
        }
    }

    public override void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(m * m);
        Span<T> gram = frame.Rent<T>(m * m);
        Span<T> panel = frame.Rent<T>(PanelNeurons * m);
        Span<T> deviations = frame.Rent<T>(m);
        CovarianceState<T> covariance = Covariance(state);
        do
        {
            Factor(covariance, factor, workspace);
            if (!Units.Own)
            {
                covariance.FillDeviations(deviations);
                FeaturePanel.MultiplyRows(factor, deviations);
            }

            SumFeatures(stream, factor, covariance.References, panel, gram, workspace);
        }
        while (covariance.ReleaseCancelling(gram));

        TakeGram(covariance, gram);
    }

    // The Gram matrix of the features of all neurons.
    private void SumFeatures(
        RandomStream stream, ReadOnlySpan<T> factor, InputReferences<T> references, Span<T> panel, Span<T> gram, Workspace workspace)
    {
        int m = Inputs;
        for (int neuron = 0, neurons; neuron < Width; neuron += neurons)
        {
            neurons = Math.Min(PanelNeurons, Width - neuron);
            Span<T> rows = panel[..(neurons * m)];
            StandardNormals.Fill(stream, (uint)StandardNormals.Segments((long)neuron * m), rows);
            Blas.Trmm(neurons, m, factor, m, rows, m, workspace);
            FeaturePanel.Activate(rows, neurons, references, Activation);
            Blas.Syrk(m, neurons, T.One, rows, m, neuron == 0 ? T.Zero : T.One, gram, m, workspace);
        }
    }
}
