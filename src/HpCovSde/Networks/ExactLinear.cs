using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// A layer of a linear network by its exact law, for any number of inputs: V' = L W Lᵀ, W ~ Wishart_m(n)/n, V = LLᵀ. By Bartlett's decomposition W = TTᵀ, T lower triangular with
/// T_ii² ~ χ²_{n−i+1}/n and T_ij ~ N(0, 1/n) below: L ← L T, m(m + 1)/2 numbers a layer, whatever n. Columns beyond the n-th are 0. Lanes = replicas.
/// Source: Bartlett 1933, "On the theory of statistical regression".
/// </summary>
/// <remarks>
/// What is kept is the factor itself, in difference coordinates, where <see cref="CovarianceBundle{T}"/> has K: its row a is that of u_a − u_1. It is never multiplied out, so
/// that log det V is as accurate after a million layers as after one, and 1 − ρ of any input and the first is what its entry in the first column says.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class ExactLinear<T> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _start;
    private readonly int _width;
    private readonly T[] _columnScale;

    internal ExactLinear(GramMatrix start, int width)
    {
        int m = start.Size;
        Inputs = m;
        _width = width;
        _columnScale = new T[m];
        _columnScale.AsSpan(0, Math.Min(m, width)).Fill(T.CreateTruncating(1 / Math.Sqrt(width)));
        _start = new T[StateLength];
        var bundle = new CovarianceBundle<T>(_start, m);
        bundle.Set(start);
        _ = LaneCholesky.Factor(m, bundle.DifferenceGram, bundle.DifferenceGram);
    }

    public int Inputs { get; }

    public int ReplicasPerState => Lanes<T>.Count;

    public int StateLength => CovarianceBundle<T>.Length(Inputs);

    public WorkspaceRequirement Requirement =>
        WorkspaceRequirement.Of<T>((long)StandardNormals.WholePairs(PackedLower.Length(Inputs)) * Lanes<T>.Count)
            .And(WorkspaceRequirement.Of<T>((long)Inputs * Lanes<T>.Count))
            .And(WorkspaceRequirement.Of<double>((long)Inputs * Lanes<T>.Count))
            .Or(WorkspaceRequirement.Of<T>(StateLength));

    public void Start(Span<T> state) => _start.CopyTo(state);

    public void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> normals = frame.Rent<T>(StandardNormals.WholePairs(PackedLower.Length(Inputs)) * Lanes<T>.Count);
        Span<T> diagonal = frame.Rent<T>(Inputs * Lanes<T>.Count);
        Span<double> squares = frame.Rent<double>(Inputs * Lanes<T>.Count);
        NormalLanes<T>.OfReplicas(stream, ExactDraws.NormalsSegment).Next(normals);
        for (int group = 0; group < ExactDraws.Groups<T>(); group++)
        {
            FillDiagonal(new VariateLanes(ExactDraws.OfGroup(stream, group), ExactDraws.LayerSegment), group, squares);
        }

        ExactDraws.Round(squares, diagonal);
        var bundle = new CovarianceBundle<T>(state, Inputs);
        Span<T> factor = bundle.DifferenceGram;
        LaneTriangular.Multiply(Inputs, factor, normals, diagonal, _columnScale, factor);
        Normalize(bundle);
    }

    public void Observe(Span<T> state, Span<double> rows, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> copy = frame.Rent<T>(StateLength);
        state.CopyTo(copy);
        var covariance = new CovarianceBundle<T>(copy, Inputs);
        LaneTriangular.Gram(Inputs, covariance.DifferenceGram);
        BundleObserver.Observe(covariance, new CovarianceBundle<T>(state, Inputs).DifferenceGram, _width, rows);
    }

    // T_ii.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillDiagonal(VariateLanes variates, int group, Span<double> diagonal)
    {
        for (int i = 0; i < Inputs; i++)
        {
            Lanes<double> square = variates.ChiSquare((double)Math.Max(0, _width - i));
            Lanes.Sqrt(square / (double)_width).Store(diagonal, (i * ExactDraws.Groups<T>()) + group);
        }
    }

    // Rows of h_a − h_1 become those of u_a − u_1, u = h/|h|, and log V^{aa} grows by log |h_a|².
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Normalize(CovarianceBundle<T> bundle)
    {
        Span<T> factor = bundle.DifferenceGram;
        Lanes<T> first = Lanes<T>.Load(factor, 0);
        bundle.MultiplyVariance(0, first * first);
        Lanes.Select(first > Lanes<T>.Zero, Lanes<T>.One, first).Store(factor, 0);
        for (int a = 1; a < bundle.Inputs; a++)
        {
            NormalizeRow(bundle, first, factor.Slice(PackedLower.Index(a, 0) * Lanes<T>.Count, (a + 1) * Lanes<T>.Count), a);
        }
    }

    // With h_a = (x, y) along u_1 and across: 1 − ρ = 1 − x/|h_a|, which is |y|²/(|h_a|(|h_a| + x)). Where u_1 is 0 the row is that of u_a itself.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void NormalizeRow(CovarianceBundle<T> bundle, Lanes<T> first, Span<T> row, int a)
    {
        Lanes<T> along = first + Lanes<T>.Load(row, 0);
        Lanes<T> across = Lanes<T>.Zero;
        for (int k = 1; k <= a; k++)
        {
            Lanes<T> entry = Lanes<T>.Load(row, k);
            across = Lanes.MultiplyAdd(entry, entry, across);
        }

        Lanes<T> square = Lanes.MultiplyAdd(along, along, across);
        bundle.MultiplyVariance(a, square);
        Lanes<T> norm = Lanes.Sqrt(square);
        Lanes<T> inverse = Lanes.Select(norm > Lanes<T>.Zero, Lanes<T>.One / norm, Lanes<T>.Zero);
        for (int k = 1; k <= a; k++)
        {
            (inverse * Lanes<T>.Load(row, k)).Store(row, k);
        }

        Lanes<T> cosine = along * inverse;
        Lanes<T> delta = Lanes.Select(cosine > Lanes<T>.Zero, ((across * inverse) * inverse) / (Lanes<T>.One + cosine), Lanes<T>.One - cosine);
        Lanes.Select(first > Lanes<T>.Zero, -delta, cosine).Store(row, 0);
    }
}
