using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Ensembles;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Networks;

/// <summary>
/// The layer of <see cref="WideConditional{T, TActivation}"/> for large m: one replica at a time, through BLAS. Per panel of
/// neurons Z = G Lᵀ (trmm), activation, Gram matrix (syrk). Same law and same random numbers as the wide engine.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Activation, positively homogeneous.</typeparam>
internal sealed class BlockedConditional<T, TActivation> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    // A panel of 128 neurons times 200 inputs in double is 200 KB: it stays in the L2 cache between the three passes over it.
    private const int PanelNeurons = 128;

    private readonly GramMatrix _start;
    private readonly int _width;
    private readonly TActivation _activation;
    private readonly IBlas<T> _blas;
    private readonly T _scale;

    internal BlockedConditional(GramMatrix start, int width, TActivation activation, double normalization, IBlas<T> blas)
    {
        _start = start;
        _width = width;
        _activation = activation;
        _blas = blas;
        _scale = T.CreateTruncating(normalization / width);
    }

    public int Inputs => _start.Size;

    public int ReplicasPerState => 1;

    public int StateLength => CovarianceState<T>.Length(Inputs);

    public WorkspaceRequirement Requirement
    {
        get
        {
            int m = Inputs;
            var square = WorkspaceRequirement.Of<T>((long)m * m);
            WorkspaceRequirement products = SemidefiniteCholesky.Requirement(_blas, m)
                .Or(_blas.TrmmRequirement(PanelNeurons, m))
                .Or(_blas.SyrkRequirement(m, PanelNeurons));
            return square.And(square).And(WorkspaceRequirement.Of<T>((long)PanelNeurons * m)).And(products)
                .Or(CovarianceState<T>.ObserveRequirement(_blas, m));
        }
    }

    public void Start(Span<T> state) => new CovarianceState<T>(state, Inputs).Set(_start);

    public void Observe(Span<T> state, Span<double> rows, Workspace workspace) =>
        new CovarianceState<T>(state, Inputs).Observe(_blas, _width, rows, workspace);

    public void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(m * m);
        Span<T> gram = frame.Rent<T>(m * m);
        Span<T> panel = frame.Rent<T>(PanelNeurons * m);
        var covariance = new CovarianceState<T>(state, m);
        covariance.CopyDifferenceGram(factor);
        _ = SemidefiniteCholesky.Factor(_blas, m, factor, m, workspace);
        for (int neuron = 0, neurons; neuron < _width; neuron += neurons)
        {
            neurons = Math.Min(PanelNeurons, _width - neuron);
            Span<T> rows = panel[..(neurons * m)];
            StandardNormals.Fill(stream, (uint)((long)neuron * m / StandardNormals.PerBlock<T>()), rows);
            _blas.Trmm(neurons, m, factor, m, rows, m, workspace);
            FeaturePanel.Activate(rows, neurons, m, _activation);
            _blas.Syrk(m, neurons, T.One, rows, m, neuron == 0 ? T.Zero : T.One, gram, m, workspace);
        }

        covariance.TakeDifferenceGram(gram, _scale);
    }
}
