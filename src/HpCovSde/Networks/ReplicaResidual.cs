using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Networks;

/// <summary>
/// The common part of the residual layers that work on one replica at a time, through BLAS. They differ in how they draw W φ(Y). Same law
/// and same Y_0 as <see cref="WideResidual{T, TActivation}"/>.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal abstract class ReplicaResidual<T, TActivation> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    // As in the feedforward layer, a panel of 200 inputs stays in the L2 cache and begins with a segment of the stream.
    private const int PanelNeurons = StandardNormals.SegmentLength;

    protected ReplicaResidual(ResidualLayers layers, TActivation activation, IBlas<T> blas)
    {
        Layers = layers;
        Units = HomogeneousRange.WithFeatures<T, TActivation>(layers.Units, activation);
        Activation = activation;
        Blas = blas;
    }

    public int Inputs => Layers.Start.Size;

    public int ReplicasPerState => 1;

    public int StateLength => (int)ReplicaResidualState<T>.Length(Inputs, Width);

    public WorkspaceRequirement Requirement
    {
        get
        {
            var coefficients = WorkspaceRequirement.Of<T>(Inputs);
            WorkspaceRequirement begin = WorkspaceRequirement.Of<T>((long)Inputs * Inputs).And(coefficients)
                .And(GaussianRequirement.Or(GramsRequirement));
            WorkspaceRequirement units = coefficients.And(coefficients).And(GramsRequirement);
            WorkspaceRequirement observe = WorkspaceRequirement.Of<T>(CovarianceState<T>.Length(Inputs))
                .And(coefficients.Or(CovarianceObserver.Requirement(Blas, Inputs)));
            return begin.Or(BranchRequirement).Or(units).Or(observe);
        }
    }

    protected ResidualLayers Layers { get; }

    /// <summary>How the differences of inputs are kept.</summary>
    protected DifferenceUnits Units { get; }

    protected int Width => Layers.Width;

    protected TActivation Activation { get; }

    protected IBlas<T> Blas { get; }

    /// <summary>Scratch of <see cref="AddBranch"/>.</summary>
    protected abstract WorkspaceRequirement BranchRequirement { get; }

    /// <summary>Scratch of <see cref="AddGaussian"/>.</summary>
    protected WorkspaceRequirement GaussianRequirement =>
        SemidefiniteCholesky.Requirement(Blas, Inputs).Or(PanelRequirement.And(TrmmRequirement));

    // The last panel may be smaller, and the scratch of a product depends on its shape.
    private int LastPanel => Width % PanelNeurons;

    private WorkspaceRequirement GramsRequirement =>
        PanelRequirement.And(Blas.SyrkRequirement(Inputs, PanelNeurons).Or(Blas.SyrkRequirement(Inputs, LastPanel)));

    private WorkspaceRequirement TrmmRequirement => Blas.TrmmRequirement(PanelNeurons, Inputs).Or(Blas.TrmmRequirement(LastPanel, Inputs));

    private WorkspaceRequirement PanelRequirement => WorkspaceRequirement.Of<T>((long)PanelNeurons * Inputs);

    public void Start(Span<T> state, RandomStream stream, Workspace workspace)
    {
        ReplicaResidualState<T> view = View(state);
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(m * m);
        Span<T> deviations = frame.Rent<T>(m);
        view.Units.Set(Layers.Start);
        view.Units.CopyDifferenceGram(factor);
        _ = SemidefiniteCholesky.Factor(Blas, m, factor, m, workspace);
        if (!Units.Own)
        {
            view.Units.FillDeviations(deviations);
            FeaturePanel.MultiplyRows(factor, deviations);
            view.Units.RemoveDeviations();
        }

        view.Neurons.Clear();
        AddGaussian(view.Neurons, factor, stream, StreamMap.Segments.Start, workspace);
        TakeGrams(view, workspace);
        FillFeatureSquares(view, view.StartSquares);
    }

    public void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        ReplicaResidualState<T> view = View(state);
        AddBranch(view, T.CreateTruncating(Layers.Branches.Values[(int)stream.Step]), stream, workspace);
        TakeGrams(view, workspace);
        ChangeUnits(view, workspace);
    }

    public void Observe(Span<T> state, ObservationRows rows, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        ReplicaResidualState<T> view = View(state);
        Span<T> copy = frame.Rent<T>(CovarianceState<T>.Length(m));
        view.UnitsMemory.CopyTo(copy);
        var covariance = new CovarianceState<T>(copy, m, Units with { Own = true });
        covariance.TakeDifferenceGram(view.Gram, T.One);
        CovarianceObserver.Observe(covariance, Blas, Width, rows, workspace);
        Span<T> squares = frame.Rent<T>(m);
        FillFeatureSquares(view, squares);
        for (int a = 0; a < m; a++)
        {
            double ratio = double.CreateTruncating(squares[a]) / double.CreateTruncating(view.StartSquares[a]);
            rows.SetLogFeatureNorm(0, a, 0.5 * (Math.Log(ratio) + (view.Units.LogVariance(a) - Layers.LogStartUnit(a))));
        }
    }

    /// <summary>Y ← Y + α W φ(Y), W ~ N(0, 1/n).</summary>
    protected abstract void AddBranch(ReplicaResidualState<T> view, T alpha, RandomStream stream, Workspace workspace);

    /// <summary>y ← y + L g for every neuron.</summary>
    protected void AddGaussian(Span<T> neurons, ReadOnlySpan<T> factor, RandomStream stream, uint firstSegment, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> panel = frame.Rent<T>(PanelNeurons * m);
        for (int neuron = 0; neuron < Width; neuron += PanelNeurons)
        {
            int count = Math.Min(PanelNeurons, Width - neuron);
            Span<T> rows = panel[..(count * m)];
            StandardNormals.Fill(stream, firstSegment + (uint)StandardNormals.Segments((long)neuron * m), rows);
            Blas.Trmm(count, m, factor, m, rows, m, workspace);
            Add(rows, neurons.Slice(neuron * m, rows.Length));
        }
    }

    /// <summary>y ← y + x.</summary>
    protected static void Add(ReadOnlySpan<T> x, Span<T> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] += x[i];
        }
    }

    private ReplicaResidualState<T> View(Span<T> state) => new(state, Inputs, Width, Units);

    private void TakeGrams(ReplicaResidualState<T> view, Workspace workspace)
    {
        int m = Inputs;
        T scale = T.CreateTruncating(1.0 / Width);
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> panel = frame.Rent<T>(PanelNeurons * m);
        for (int neuron = 0; neuron < Width; neuron += PanelNeurons)
        {
            int count = Math.Min(PanelNeurons, Width - neuron);
            T kept = neuron == 0 ? T.Zero : T.One;
            Span<T> features = panel[..(count * m)];
            ReadOnlySpan<T> rows = view.Neurons.Slice(neuron * m, features.Length);
            rows.CopyTo(features);
            FeaturePanel.Activate(features, count, view.Units.References, Activation);
            Blas.Syrk(m, count, scale, rows, m, kept, view.Gram, m, workspace);
            Blas.Syrk(m, count, scale, features, m, kept, view.FeatureGram, m, workspace);
        }
    }

    private void ChangeUnits(ReplicaResidualState<T> view, Workspace workspace)
    {
        if (ResidualUnits.MarkOverflow(view.Units, view.Gram))
        {
            view.Neurons.Clear();
            view.Gram.Clear();
            view.FeatureGram.Clear();
        }

        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> ofDifference = frame.Rent<T>(m);
        Span<T> ofFirst = frame.Rent<T>(m);
        if (!ResidualUnits.Change(view.Units, Units, view.Gram, ofDifference, ofFirst))
        {
            return;
        }

        FeaturePanel.Renormalize(view.Neurons, Width, ofDifference, ofFirst);
        TakeGrams(view, workspace);
    }

    // |φ(y_a)|²/n of every input in its unit, from the neurons themselves.
    private void FillFeatureSquares(ReplicaResidualState<T> view, Span<T> squares)
    {
        int m = Inputs;
        ReadOnlySpan<T> references = view.Units.References.Values;
        bool isScaled = view.Units.Scale < T.Zero;
        squares.Clear();
        for (int i = 0; i < Width; i++)
        {
            ReadOnlySpan<T> y = view.Neurons.Slice(i * m, m);
            for (int a = 0; a < m; a++)
            {
                // A difference that is kept larger than it is does not change the norm.
                T reference = a == 0 ? T.Zero : references[a];
                T own = isScaled && reference != T.Zero ? T.Zero : y[a];
                T feature = Activation.Value(T.FusedMultiplyAdd(reference, y[0], own))[0];
                squares[a] += feature * feature / T.CreateTruncating(Width);
            }
        }
    }
}
