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
/// A layer of a linear network by its exact law, for any number of inputs: V' = L W Lᵀ, W ~ Wishart_m(n)/n, V = LLᵀ. By Bartlett's
/// decomposition W = TTᵀ with T lower triangular, T_ii² ~ χ²_{n−i+1}/n and T_ij ~ N(0, 1/n) below the diagonal. Hence L ← L T, which takes
/// m(m + 1)/2 numbers for each layer, whatever n. Columns beyond the n-th are 0. Lanes = replicas.
/// Source: Bartlett 1933, "On the theory of statistical regression".
/// </summary>
/// <remarks>
/// A bundle keeps the factor itself, in difference coordinates, in the place where <see cref="CovarianceBundle{T}"/> has K: its row a is
/// that of u_a − u_1. It is never multiplied out. So log det V is as accurate after a million layers as after one, and 1 − ρ of an input
/// and the first is read from the first column.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class ExactLinear<T> : CovarianceTransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _width;
    private readonly T[] _columnScale;

    internal ExactLinear(GramMatrix start, int width)
        : base(start, largestRank: width)
    {
        _width = width;
        _columnScale = new T[Inputs];
        _columnScale.AsSpan(0, Math.Min(Inputs, width)).Fill(T.CreateTruncating(1 / Math.Sqrt(width)));
    }

    protected override WorkspaceRequirement AdvanceRequirement => WorkspaceRequirement.Of<T>(NormalsLength)
        .And(WorkspaceRequirement.Of<T>((long)Inputs * Lanes<T>.Count))
        .And(WorkspaceRequirement.Of<double>((long)Inputs * Lanes<T>.Count))
        .Or(WorkspaceRequirement.Of<T>(BundleLength));

    private int NormalsLength => StandardNormals.WholePairs(PackedLower.Length(Inputs)) * Lanes<T>.Count;

    protected override void StartBundle(Span<T> bundle, in RandomStream stream, Workspace workspace)
    {
        base.StartBundle(bundle, stream, workspace);
        Span<T> gram = Covariance(bundle).DifferenceGram;
        _ = LaneCholesky.Factor(Inputs, gram, gram);
    }

    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> below = frame.Rent<T>(NormalsLength);
        Span<T> diagonal = frame.Rent<T>(Inputs * Lanes<T>.Count);
        Span<double> squares = frame.Rent<double>(Inputs * Lanes<T>.Count);
        NormalLanes<T>.OfReplicas(stream, StreamMap.Segments.ExactNormals).Next(below);
        for (int group = 0; group < ExactDraws.Groups<T>(); group++)
        {
            FillDiagonal(new VariateLanes(ExactDraws.OfGroup(stream, group), StreamMap.Segments.ExactLayer), group, squares);
        }

        ExactDraws.Round(squares, diagonal);
        CovarianceBundle<T> covariance = Covariance(bundle);
        Span<T> factor = covariance.DifferenceGram;
        LaneTriangular.Multiply(Inputs, factor, below, diagonal, _columnScale, factor);
        Normalize(covariance);
    }

    protected override void ObserveBundle(Span<T> bundle, ObservationRows rows, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> copy = frame.Rent<T>(BundleLength);
        bundle.CopyTo(copy);
        CovarianceBundle<T> covariance = Covariance(copy);
        LaneTriangular.Gram(Inputs, covariance.DifferenceGram);
        CovarianceObserver.Observe(covariance, Covariance(bundle).DifferenceGram, LargestRank, rows);
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

    // With h_a = (x, y) along u_1 and across: 1 − ρ = 1 − x/|h_a|, which is |y|²/(|h_a|(|h_a| + x)). Where u_1 is 0 the row is that of u_a
    // itself.
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
        Lanes<T> small = ((across * inverse) * inverse) / (Lanes<T>.One + cosine);
        Lanes<T> delta = Lanes.Select(cosine > Lanes<T>.Zero, small, Lanes<T>.One - cosine);
        Lanes.Select(first > Lanes<T>.Zero, -delta, cosine).Store(row, 0);
    }
}
