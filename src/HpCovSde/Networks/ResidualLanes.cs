using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// The common part of all transitions that move the pre-activations of a residual network or of its diffusion, lanes = replicas: the state,
/// the random Y_0, the observation, and y ← y + L g for all neurons. One pass over the neurons adds to them and sums the Gram matrices of
/// the neurons and of their features. The next step needs nothing else of them.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal abstract class ResidualLanes<T, TActivation> : BundledTransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    protected ResidualLanes(ResidualLayers layers, TActivation activation, StepNormals<T>? normals = null)
        : base(layers.Start.Size, (int)WideResidualState<T>.Length(layers.Start.Size, layers.Width), normals)
    {
        Layers = layers;
        Units = HomogeneousRange.WithFeatures<T, TActivation>(layers.Units, activation);
        Width = layers.Width;
        Activation = activation;
    }

    public override WorkspaceRequirement Requirement
    {
        get
        {
            var packed = WorkspaceRequirement.Of<T>(PackedElements);
            var coefficients = WorkspaceRequirement.Of<T>(Inputs * Lanes<T>.Count);
            WorkspaceRequirement sums = packed.And(packed).And(NeuronTile.Requirement<T>());
            WorkspaceRequirement observe =
                WorkspaceRequirement.Of<T>(CovarianceBundle<T>.Length(Inputs)).And(CovarianceObserver.Requirement<T>(Inputs));
            return packed.And(coefficients).And(coefficients).And(sums).Or(observe.And(coefficients));
        }
    }

    protected ResidualLayers Layers { get; }

    /// <summary>How the differences of inputs are kept.</summary>
    protected DifferenceUnits Units { get; }

    /// <summary>n.</summary>
    protected int Width { get; }

    protected TActivation Activation { get; }

    // Y_0, its rows iid N(0, V_0).
    protected override void StartBundle(Span<T> bundle, in RandomStream stream, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(PackedElements);
        WideResidualState<T> view = View(bundle);
        view.Units.Set(Layers.Start);
        view.Neurons.Clear();
        LaneCholesky.Factor(Inputs, view.Units.DifferenceGram, factor);
        if (!Units.Own)
        {
            view.Units.MultiplyByDeviations(factor);
            view.Units.RemoveDeviations();
        }

        AddGaussian(view, factor, NormalLanes<T>.OfReplicas(stream, StreamMap.Segments.Start), workspace);
        FillFeatureSquares(view, view.StartSquares);
    }

    protected override void ObserveBundle(Span<T> bundle, ObservationRows rows, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        WideResidualState<T> view = View(bundle);
        Span<T> copy = frame.Rent<T>(CovarianceBundle<T>.Length(Inputs));
        bundle[..copy.Length].CopyTo(copy);
        var covariance = new CovarianceBundle<T>(copy, Inputs, Units with { Own = true });
        covariance.TakeDifferenceGram(view.Units.DifferenceGram, Lanes<T>.One);
        CovarianceObserver.Observe(covariance, Width, rows, workspace);
        Span<T> squares = frame.Rent<T>(Inputs * Lanes<T>.Count);
        FillFeatureSquares(view, squares);
        for (int a = 0; a < Inputs; a++)
        {
            Lanes<T> now = Lanes<T>.Load(squares, a);
            Lanes<T> start = Lanes<T>.Load(view.StartSquares, a);
            double startUnit = Layers.LogStartUnit(a);
            for (int lane = 0; lane < Lanes<T>.Count; lane++)
            {
                double ratio = double.CreateTruncating(now[lane]) / double.CreateTruncating(start[lane]);
                rows.SetLogFeatureNorm(lane, a, 0.5 * (Math.Log(ratio) + (view.Units.LogVariance(a, lane) - startUnit)));
            }
        }
    }

    protected WideResidualState<T> View(Span<T> bundle) => new(bundle, Inputs, Width, Units);

    /// <summary>α C with R = CCᵀ.</summary>
    protected void FactorBranch(WideResidualState<T> view, Lanes<T> alpha, Span<T> factor)
    {
        LaneCholesky.Factor(Inputs, view.FeatureGram, factor);
        for (int row = 0; row < PackedLower.Length(Inputs); row++)
        {
            (alpha * Lanes<T>.Load(factor, row)).Store(factor, row);
        }
    }

    /// <summary>y ← y + L g for every neuron, and the new Gram matrices.</summary>
    protected void AddGaussian(WideResidualState<T> view, ReadOnlySpan<T> factor, NormalLanes<T> source, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> gram = frame.Rent<T>(PackedElements);
        Span<T> featureGram = frame.Rent<T>(PackedElements);
        Span<T> tile = frame.Rent<T>(NeuronTile.Length<T>());
        gram.Clear();
        featureGram.Clear();
        for (int neuron = 0, neurons; neuron < Width; neuron += neurons)
        {
            neurons = NeuronTile.Neurons(m, neuron, Width);
            Span<T> y = Tile(view.Neurons, neuron, neurons);
            NeuronTile.Draw(ref source, m, neurons, tile);
            ResidualTile.Add(m, y, tile, factor, view.Units.References, Activation, gram, featureGram);
        }

        TakeGrams(view, gram, featureGram, !default(LaneMask<T>));
    }

    /// <summary>Changes the units, the references and the scale of the differences where <see cref="ResidualUnits"/> says so.</summary>
    protected void ChangeUnits(WideResidualState<T> view, Workspace workspace)
    {
        int m = Inputs;
        LaneMask<T> lost = ResidualUnits.MarkOverflow(view.Units);
        if (Lanes.Any(lost))
        {
            Clear(view.Neurons, lost);
            Clear(view.Units.DifferenceGram, lost);
            Clear(view.FeatureGram, lost);
        }

        using WorkspaceFrame frame = workspace.Enter();
        Span<T> ofDifference = frame.Rent<T>(m * Lanes<T>.Count);
        Span<T> ofFirst = frame.Rent<T>(m * Lanes<T>.Count);
        LaneMask<T> changes = ResidualUnits.Change(view.Units, Units, ofDifference, ofFirst);
        if (!Lanes.Any(changes))
        {
            return;
        }

        Span<T> gram = frame.Rent<T>(PackedElements);
        Span<T> featureGram = frame.Rent<T>(PackedElements);
        Span<T> tile = frame.Rent<T>(NeuronTile.Length<T>());
        gram.Clear();
        featureGram.Clear();
        for (int neuron = 0, neurons; neuron < Width; neuron += neurons)
        {
            neurons = NeuronTile.Neurons(m, neuron, Width);
            Span<T> y = Tile(view.Neurons, neuron, neurons);
            ResidualTile.Rescale(m, y, ofDifference, ofFirst);
            ResidualTile.AddGrams(m, y, tile, view.Units.References, Activation, gram, featureGram);
        }

        TakeGrams(view, gram, featureGram, changes);
    }

    /// <summary>Replaces the Gram matrices by those of this layer, in the lanes of a mask.</summary>
    protected void TakeGrams(WideResidualState<T> view, ReadOnlySpan<T> gram, ReadOnlySpan<T> featureGram, LaneMask<T> where)
    {
        Lanes<T> scale = Lanes<T>.Of(1.0 / Width);
        Span<T> k = view.Units.DifferenceGram;
        Span<T> r = view.FeatureGram;
        for (int row = 0; row < PackedLower.Length(Inputs); row++)
        {
            Lanes.Select(where, scale * Lanes<T>.Load(gram, row), Lanes<T>.Load(k, row)).Store(k, row);
            Lanes.Select(where, scale * Lanes<T>.Load(featureGram, row), Lanes<T>.Load(r, row)).Store(r, row);
        }
    }

    private static void Clear(Span<T> rows, LaneMask<T> mask)
    {
        foreach (ref Lanes<T> row in Lanes<T>.Rows(rows))
        {
            row = Lanes.Select(mask, Lanes<T>.Zero, row);
        }
    }

    // |φ(y_a)|²/n of every input in its unit, from the neurons themselves.
    private void FillFeatureSquares(WideResidualState<T> view, Span<T> squares)
    {
        Lanes<T> scale = Lanes<T>.Of(1.0 / Width);
        for (int a = 0; a < Inputs; a++)
        {
            (scale * SumSquares(view, a)).Store(squares, a);
        }
    }

    // A difference that is kept larger than it is does not change the norm.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private Lanes<T> SumSquares(WideResidualState<T> view, int a)
    {
        TActivation activation = Activation;
        Lanes<T> reference = a == 0 ? Lanes<T>.Zero : view.Units.Reference(a);
        LaneMask<T> isFirst = (view.Units.Scale < Lanes<T>.Zero) & (Lanes.Abs(reference) > Lanes<T>.Zero);
        Lanes<T> sum = Lanes<T>.Zero;
        for (int i = 0; i < Width; i++)
        {
            Lanes<T> own = Lanes.Select(isFirst, Lanes<T>.Zero, Lanes<T>.Load(view.Neurons, (i * Inputs) + a));
            Lanes<T> feature = activation.Value(Lanes.MultiplyAdd(reference, Lanes<T>.Load(view.Neurons, i * Inputs), own));
            sum = Lanes.MultiplyAdd(feature, feature, sum);
        }

        return sum;
    }

    private Span<T> Tile(Span<T> neurons, int first, int count) =>
        neurons.Slice(first * Inputs * Lanes<T>.Count, count * Inputs * Lanes<T>.Count);
}
