using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Chains;
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
/// <typeparam name="T">Precision.</typeparam>
internal sealed class ExactLinear<T> : FactorTransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _width;

    internal ExactLinear(GramMatrix start, int width)
        : base(start, largestRank: width, ColumnScale(start.Size, width)) => _width = width;

    protected override WorkspaceRequirement FillRequirement => WorkspaceRequirement.Of<double>((long)Inputs * Lanes<T>.Count);

    protected override ReadOnlySpan<T> Fill(
        in RandomStream stream, ReadOnlySpan<T> normals, Span<T> columns, Span<T> diagonal, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<double> squares = frame.Rent<double>(Inputs * Lanes<T>.Count);
        NormalLanes<T>.OfReplicas(stream, StreamMap.Segments.ExactNormals).Next(columns);
        for (int group = 0; group < ExactDraws.Groups<T>(); group++)
        {
            FillDiagonal(new VariateLanes(ExactDraws.OfGroup(stream, group), StreamMap.Segments.ExactLayer), group, squares);
        }

        ExactDraws.Round(squares, diagonal);
        return columns;
    }

    private static T[] ColumnScale(int inputs, int width)
    {
        var scale = new T[inputs];
        scale.AsSpan(0, Math.Min(inputs, width)).Fill(T.CreateTruncating(1 / Math.Sqrt(width)));
        return scale;
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
}
