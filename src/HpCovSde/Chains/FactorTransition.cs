using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Chains;

/// <summary>
/// A chain V' = L W Lᵀ, V = LLᵀ, with W = TTᵀ independent of V: a layer of a linear network, or a step of an SDE without drift. Hence L ← L
/// T. Lanes = replicas.
/// </summary>
/// <remarks>
/// A bundle keeps the factor itself, in difference coordinates, in the place where <see cref="CovarianceBundle{T}"/> has K: its row a is
/// that of w_a. It is never multiplied out. With time every vector turns into the direction of the first, all differences into that of the
/// second, and so on, so the columns of the factor shrink at different rates. Each column has a binary exponent of its own, in rows behind
/// the bundle. So log det V is as accurate after a million layers as after one, and 1 − |ρ| of an input and the first is read from the
/// columns after the first.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal abstract class FactorTransition<T> : CovarianceTransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The bounds leave room for this many steps, unless they are very long.
    private const int StepsPerRescaling = 8;

    private readonly T[] _columnScale;
    private readonly uint _stepsPerRescaling;

    /// <param name="start">V_0.</param>
    /// <param name="largestRank">A bound on the rank of V.</param>
    /// <param name="columnScale">What the entries of a column of T below its diagonal are multiplied with.</param>
    /// <param name="normals">The normals of several steps, or null if the transition draws its own.</param>
    /// <param name="shrinkage">
    /// Minus the mean logarithm of the factor by which the last column shrinks in a step, if it may be large.
    /// </param>
    protected FactorTransition(
        GramMatrix start, int largestRank, T[] columnScale, StepNormals<T>? normals = null, double shrinkage = 0)
        : base(start, largestRank, new(Own: true, MayOppose: true), ownRows: start.Size, normals)
    {
        // Half of the logarithm of what is between the lower bound and the least number.
        double room = typeof(T) == typeof(double) ? 250 : 30;
        _columnScale = columnScale;
        _stepsPerRescaling = shrinkage * StepsPerRescaling < room ? StepsPerRescaling : 1u;
    }

    /// <summary>The scale of columns whose entries are given as they are.</summary>
    internal static T[] Ones(int inputs)
    {
        var ones = new T[inputs];
        ones.AsSpan().Fill(T.One);
        return ones;
    }

    protected sealed override WorkspaceRequirement AdvanceRequirement => WorkspaceRequirement.Of<T>(ColumnsLength)
        .And(WorkspaceRequirement.Of<T>((long)Inputs * Lanes<T>.Count))
        .And(FillRequirement)
        .Or(WorkspaceRequirement.Of<T>(BundleLength).And(WorkspaceRequirement.Of<T>(PackedElements)));

    /// <summary>Elements of the entries of T below the diagonal, as they are filled.</summary>
    protected int ColumnsLength => StandardNormals.WholePairs(PackedLower.Length(Inputs)) * Lanes<T>.Count;

    /// <summary>Scratch of <see cref="Fill"/>.</summary>
    protected abstract WorkspaceRequirement FillRequirement { get; }

    protected override void StartBundle(Span<T> bundle, in RandomStream stream, Workspace workspace)
    {
        base.StartBundle(bundle, stream, workspace);
        CovarianceBundle<T> covariance = Covariance(bundle);
        Span<T> gram = covariance.DifferenceGram;
        _ = LaneCholesky.Factor(Inputs, gram, gram);
        Own(bundle).Clear();
        for (int column = 1; column < Inputs; column++)
        {
            covariance.Scale.Store(Own(bundle), column);
        }
    }

    /// <summary>Draws T.</summary>
    /// <param name="stream">The stream of the replica of the first lane.</param>
    /// <param name="normals">The normals of the step, if they are drawn for several steps at once.</param>
    /// <param name="columns">Memory for the entries below the diagonal.</param>
    /// <param name="diagonal">The diagonal.</param>
    /// <param name="workspace">At least <see cref="FillRequirement"/>.</param>
    /// <returns>The entries below the diagonal over the scale of their columns, stored by columns.</returns>
    protected abstract ReadOnlySpan<T> Fill(
        in RandomStream stream, ReadOnlySpan<T> normals, Span<T> columns, Span<T> diagonal, Workspace workspace);

    protected sealed override void AdvanceBundle(
        Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> columns = frame.Rent<T>(ColumnsLength);
        Span<T> diagonal = frame.Rent<T>(Inputs * Lanes<T>.Count);
        ReadOnlySpan<T> below = Fill(stream, normals, columns, diagonal, workspace);
        CovarianceBundle<T> covariance = Covariance(bundle);
        Span<T> factor = covariance.DifferenceGram;
        Span<T> exponents = Own(bundle);
        bool isScaled = IsScaled(exponents);
        if (isScaled)
        {
            ScaleColumns(exponents, below, columns);
            below = columns;
        }

        LaneTriangular.Multiply(Inputs, factor, below, diagonal, _columnScale, factor);
        Normalize(covariance, isScaled ? exponents : default);
        if (stream.Step % _stepsPerRescaling == 0)
        {
            RescaleColumns(factor, exponents);
        }
    }

    protected sealed override void ObserveBundle(Span<T> bundle, ObservationRows rows, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> copy = frame.Rent<T>(BundleLength);
        Span<T> factor = frame.Rent<T>(PackedElements);
        bundle.CopyTo(copy);
        CovarianceBundle<T> covariance = Covariance(copy);
        covariance.DifferenceGram.CopyTo(factor);
        Lanes<T> scale = LargestExponent(Own(bundle));
        if (IsScaled(Own(bundle)))
        {
            EqualizeColumns(Own(bundle), scale, covariance.DifferenceGram);
        }

        LaneTriangular.Gram(Inputs, covariance.DifferenceGram);
        covariance.Scale = scale;
        CovarianceObserver.Observe(covariance, factor, Own(bundle), LargestRank, rows);
    }

    private bool IsScaled(ReadOnlySpan<T> exponents)
    {
        for (int column = 1; column < Inputs; column++)
        {
            if (Lanes.Any(Lanes<T>.Load(exponents, column) < Lanes<T>.Zero))
            {
                return true;
            }
        }

        return false;
    }

    // The largest exponent of the columns after the first: that of the differences.
    private Lanes<T> LargestExponent(ReadOnlySpan<T> exponents)
    {
        Lanes<T> largest = Inputs == 1 ? Lanes<T>.Zero : Lanes<T>.Load(exponents, 1);
        for (int column = 2; column < Inputs; column++)
        {
            largest = Lanes.Max(Lanes<T>.Load(exponents, column), largest);
        }

        return largest;
    }

    // Entry (i, j) of T takes column i of the factor to column j, and carries the ratio of their scales.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ScaleColumns(ReadOnlySpan<T> exponents, ReadOnlySpan<T> below, Span<T> columns)
    {
        for (int j = 0; j < Inputs; j++)
        {
            for (int i = j + 1; i < Inputs; i++)
            {
                int entry = PackedLower.ColumnIndex(Inputs, i, j);
                Lanes<T> ratio = PowerOfTwo(Lanes<T>.Load(exponents, i) - Lanes<T>.Load(exponents, j));
                (ratio * Lanes<T>.Load(below, entry)).Store(columns, entry);
            }
        }
    }

    // All columns after the first in the scale of the differences. In this scale the first column is negligible.
    private void EqualizeColumns(ReadOnlySpan<T> exponents, Lanes<T> scale, Span<T> factor)
    {
        LaneMask<T> isSmall = scale < Lanes<T>.Zero;
        for (int column = 0; column < Inputs; column++)
        {
            Lanes<T> ratio = column == 0
                ? Lanes.Select(isSmall, Lanes<T>.Zero, Lanes<T>.One)
                : PowerOfTwo(Lanes<T>.Load(exponents, column) - scale);
            for (int a = Math.Max(1, column); a < Inputs; a++)
            {
                int entry = PackedLower.Index(a, column);
                (ratio * Lanes<T>.Load(factor, entry)).Store(factor, entry);
            }
        }
    }

    private void RescaleColumns(Span<T> factor, Span<T> exponents)
    {
        for (int column = 1; column < Inputs; column++)
        {
            Lanes<T> largest = Lanes<T>.Zero;
            for (int a = column; a < Inputs; a++)
            {
                largest = Lanes.Max(Lanes.Abs(Lanes<T>.Load(factor, PackedLower.Index(a, column))), largest);
            }

            while (Leaves(largest, Lanes<T>.Load(exponents, column), out LaneMask<T> grows, out LaneMask<T> shrinks))
            {
                largest *= RescaleColumn(column, grows, shrinks, factor, exponents);
            }
        }
    }

    // Of a length, whose square may be below the range of numbers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Leaves(Lanes<T> length, Lanes<T> exponent, out LaneMask<T> grows, out LaneMask<T> shrinks)
    {
        Lanes<T> square = length * length;
        grows = (square < DifferenceScale.Least<T>()) & (length > Lanes<T>.Zero);
        shrinks = (square > DifferenceScale.Largest<T>()) & (exponent < Lanes<T>.Zero);
        return Lanes.Any(grows | shrinks);
    }

    // The factor by which the lengths in the column change.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private Lanes<T> RescaleColumn(int column, LaneMask<T> grows, LaneMask<T> shrinks, Span<T> factor, Span<T> exponents)
    {
        Lanes<T> exponent = Lanes<T>.Load(exponents, column);
        Lanes<T> lengths = DifferenceScale.Lengths(grows, shrinks, ref exponent);
        exponent.Store(exponents, column);
        for (int a = column; a < Inputs; a++)
        {
            int entry = PackedLower.Index(a, column);
            (lengths * Lanes<T>.Load(factor, entry)).Store(factor, entry);
        }

        return lengths;
    }

    // Rows of h_a − c_a h_1 become those of u_a − c_a u_1, u = h/|h|, and log V^{aa} grows by log |h_a|².
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Normalize(CovarianceBundle<T> bundle, ReadOnlySpan<T> exponents)
    {
        Span<T> factor = bundle.DifferenceGram;
        Lanes<T> first = Lanes<T>.Load(factor, 0);
        bundle.MultiplyVariance(0, first * first);
        Lanes.Select(first > Lanes<T>.Zero, Lanes<T>.One, first).Store(factor, 0);
        for (int a = 1; a < Inputs; a++)
        {
            Span<T> row = factor.Slice(PackedLower.Index(a, 0) * Lanes<T>.Count, (a + 1) * Lanes<T>.Count);
            NormalizeRow(bundle, first, row, a, exponents);
        }
    }

    // With h_a = (x, y) along u_1 and across: 1 − |ρ| = 1 − |x|/|h_a|, which is |y|²/(|h_a|(|h_a| + |x|)).
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void NormalizeRow(CovarianceBundle<T> bundle, Lanes<T> first, Span<T> row, int a, ReadOnlySpan<T> exponents)
    {
        Lanes<T> along = Lanes.MultiplyAdd(bundle.Reference(a), first, Lanes<T>.Load(row, 0));
        Lanes<T> across = Lanes<T>.Zero;
        for (int k = 1; k <= a; k++)
        {
            Lanes<T> entry = Lanes<T>.Load(row, k);
            if (!exponents.IsEmpty)
            {
                entry *= PowerOfTwo(Lanes<T>.Load(exponents, k));
            }

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
        Lanes<T> delta = ((across * inverse) * inverse) / (Lanes<T>.One + Lanes.Abs(cosine));
        LaneMask<T> isNear = (Lanes.Abs(cosine) > Lanes<T>.Of(1 - DifferenceUnits.MostOfReference)) & (first > Lanes<T>.Zero);
        Lanes<T> reference = Lanes.Select(isNear, Lanes.CopySign(Lanes<T>.One, cosine), Lanes<T>.Zero);
        bundle.SetReference(a, reference);
        Lanes.Select(isNear, -(reference * delta), cosine).Store(row, 0);
    }

    // 2^k, exact to rounding; 0 far below the range of numbers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes<T> PowerOfTwo(Lanes<T> k) => VectorMath.Exp(Lanes<T>.Of(Math.Log(2)) * k);
}
