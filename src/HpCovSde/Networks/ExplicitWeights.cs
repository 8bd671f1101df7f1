using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Ensembles;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Networks;

/// <summary>
/// A layer of a feedforward network with its weights drawn, z_{l+1} = √(c/n) W_l φ(z_l), as the papers' authors do: n² normals per
/// layer, multiplied panel by panel so that W is never stored whole. The first layer is drawn from its exact law N(0, V_0). One
/// replica at a time; the state carries the features φ(z) as well as their covariance.
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Activation, positively homogeneous.</typeparam>
internal sealed class ExplicitWeights<T, TActivation> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    // Rows of W drawn at a time, a multiple of every block length of the generator.
    private const int PanelRows = 32;

    private readonly GramMatrix _start;
    private readonly int _width;
    private readonly TActivation _activation;
    private readonly IBlas<T> _blas;
    private readonly T _scale;

    internal ExplicitWeights(GramMatrix start, int width, TActivation activation, double normalization, IBlas<T> blas)
    {
        _start = start;
        _width = width;
        _activation = activation;
        _blas = blas;
        _scale = T.CreateTruncating(normalization / width);
    }

    public int Inputs => _start.Size;

    public int ReplicasPerState => 1;

    public int StateLength => CovarianceState<T>.Length(Inputs) + (_width * Inputs);

    public WorkspaceRequirement Requirement
    {
        get
        {
            int m = Inputs;
            var square = WorkspaceRequirement.Of<T>((long)m * m);
            var coefficients = WorkspaceRequirement.Of<T>(m);
            var weights = WorkspaceRequirement.Of<T>((long)PanelRows * _width).And(_blas.GemmRequirement(PanelRows, m, _width));
            WorkspaceRequirement products = SemidefiniteCholesky.Requirement(_blas, m)
                .Or(_blas.TrmmRequirement(_width, m))
                .Or(_blas.SyrkRequirement(m, _width))
                .Or(weights);
            return square.And(square).And(WorkspaceRequirement.Of<T>((long)_width * m)).And(coefficients).And(coefficients)
                .And(products).Or(CovarianceState<T>.ObserveRequirement(_blas, m));
        }
    }

    public void Start(Span<T> state) => Covariance(state).Set(_start);

    public void Observe(Span<T> state, Span<double> rows, Workspace workspace) => Covariance(state).Observe(_blas, _width, rows, workspace);

    public void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> gram = frame.Rent<T>(m * m);
        Span<T> panel = frame.Rent<T>(_width * m);
        Span<T> ofDifference = frame.Rent<T>(m);
        Span<T> ofFirst = frame.Rent<T>(m);
        CovarianceState<T> covariance = Covariance(state);
        Span<T> features = state[CovarianceState<T>.Length(m)..];
        if (stream.Step == 0)
        {
            DrawFirstLayer(covariance, stream, panel, workspace);
        }
        else
        {
            MultiplyByWeights(features, stream, panel, workspace);
        }

        FeaturePanel.Activate(panel, _width, m, _activation);
        _blas.Syrk(m, _width, T.One, panel, m, T.Zero, gram, m, workspace);
        covariance.TakeDifferenceGram(gram, _scale);
        CovarianceState<T>.Renormalization(gram, m, _scale, ofDifference, ofFirst);
        FeaturePanel.Renormalize(panel, _width, ofDifference, ofFirst);
        panel.CopyTo(features);
    }

    private CovarianceState<T> Covariance(Span<T> state) => new(state[..CovarianceState<T>.Length(Inputs)], Inputs);

    private void DrawFirstLayer(CovarianceState<T> covariance, RandomStream stream, Span<T> panel, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(m * m);
        covariance.CopyDifferenceGram(factor);
        _ = SemidefiniteCholesky.Factor(_blas, m, factor, m, workspace);
        StandardNormals.Fill(stream, 0, panel);
        _blas.Trmm(_width, m, factor, m, panel, m, workspace);
    }

    private void MultiplyByWeights(ReadOnlySpan<T> features, RandomStream stream, Span<T> panel, Workspace workspace)
    {
        int m = Inputs;
        T gain = T.Sqrt(_scale);
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> weights = frame.Rent<T>(PanelRows * _width);
        for (int row = 0; row < _width; row += PanelRows)
        {
            int rows = Math.Min(PanelRows, _width - row);
            Span<T> w = weights[..(rows * _width)];
            StandardNormals.Fill(stream, (uint)((long)row * _width / StandardNormals.PerBlock<T>()), w);
            _blas.Gemm(
                Transpose.No, Transpose.No, rows, m, _width,
                gain, w, _width, features, m, T.Zero, panel.Slice(row * m, rows * m), m, workspace);
        }
    }
}
