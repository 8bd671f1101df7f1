using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// V' = V + √h L S Lᵀ + h b(V), V = LLᵀ: the textbook baseline. Its state is V itself with its Cholesky factor. V' may be indefinite; then
/// it is projected: the factorisation sets negative pivots (and their columns) to zero, V' is replaced by LLᵀ, and the
/// replica's count of lost definiteness goes up by one. Strong order 1/2, weak order 1.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class EulerMaruyama<T> : LaneScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _driftStep;
    private readonly T _diagonal;
    private readonly T[] _columnScale;

    internal EulerMaruyama(GramMatrix start, double kappa, double step)
        : base(start, step, Length(start.Size), PackedLower.Length(start.Size))
    {
        _driftStep = T.CreateTruncating(kappa * step);
        _diagonal = T.CreateTruncating(Math.Sqrt(step / 2));
        _columnScale = new T[Inputs];
        _columnScale.AsSpan().Fill(T.CreateTruncating(Math.Sqrt(step)));
    }

    public override WorkspaceRequirement Requirement =>
        WorkspaceRequirement.Of<T>(PackedElements).And(Row).And(Row);

    private WorkspaceRequirement Row => WorkspaceRequirement.Of<T>(Inputs * Lanes<T>.Count);

    // V and L, packed, and the count.
    private static int Length(int inputs) => ((2 * PackedLower.Length(inputs)) + 1) * Lanes<T>.Count;

    protected override void StartBundle(Span<T> bundle)
    {
        Span<T> v = bundle[..PackedElements];
        for (int a = 0; a < Inputs; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                Lanes<T>.Of(InitialCovariance[a, b]).Store(v, PackedLower.Index(a, b));
            }
        }

        Span<T> l = bundle.Slice(PackedElements, PackedElements);
        v.CopyTo(l);
        _ = LaneCholesky.Factor(Inputs, l);
        bundle[(2 * PackedElements)..].Clear();
    }

    protected override void AdvanceBundle(Span<T> bundle, ReadOnlySpan<T> normals, Workspace workspace)
    {
        Span<T> v = bundle[..PackedElements];
        Span<T> l = bundle.Slice(PackedElements, PackedElements);
        LaneMask<T> lost = Inputs == 2 ? MovePair(v, l, normals) : Move(v, l, normals, workspace);
        if (Lanes.Any(lost))
        {
            Project(v, l, lost, bundle[(2 * PackedElements)..], workspace);
        }
    }

    protected override void ObserveBundle(Span<T> bundle, Span<double> rows, Workspace workspace)
    {
        int m = Inputs;
        int length = CovarianceLayout.RowLength(m);
        for (int lane = 0; lane < Lanes<T>.Count; lane++)
        {
            Span<double> row = rows.Slice(lane * length, length);
            double logDeterminant = 0;
            for (int a = 0; a < m; a++)
            {
                row[CovarianceLayout.LogVariance(a)] = Math.Log(At(bundle, PackedLower.Index(a, a), lane));
                logDeterminant += 2 * Math.Log(At(bundle[PackedElements..], PackedLower.Index(a, a), lane));
                for (int b = 0; b < a; b++)
                {
                    double scale = Math.Sqrt(At(bundle, PackedLower.Index(a, a), lane) * At(bundle, PackedLower.Index(b, b), lane));
                    double delta = (scale - At(bundle, PackedLower.Index(a, b), lane)) / scale;
                    row[CovarianceLayout.OneMinusCorrelation(m, a, b)] = Math.Clamp(delta, 0, 2);
                }
            }

            row[CovarianceLayout.LogDeterminant(m)] = double.IsFinite(logDeterminant) ? logDeterminant : double.NaN;
            row[CovarianceLayout.DefinitenessLosses(m)] = At(bundle, 2 * PackedLower.Length(m), lane);
        }
    }

    private static double At(ReadOnlySpan<T> rows, int row, int lane) => double.CreateTruncating(rows[(row * Lanes<T>.Count) + lane]);

    private LaneMask<T> Move(Span<T> v, Span<T> l, ReadOnlySpan<T> normals, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> row = frame.Rent<T>(m * Lanes<T>.Count);
        Span<T> scratch = frame.Rent<T>(PackedElements);
        if (_driftStep > T.Zero)
        {
            AddDrift(m, v, row, scratch[..row.Length], frame.Rent<T>(row.Length));
        }

        AddNoise(m, v, l, normals, row, scratch);
        v.CopyTo(l);
        return LaneCholesky.Factor(m, l);
    }

    // The same for two inputs, in registers.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private LaneMask<T> MovePair(Span<T> v, Span<T> l, ReadOnlySpan<T> normals)
    {
        Lanes<T> l00 = Lanes<T>.Load(l, 0);
        Lanes<T> l10 = Lanes<T>.Load(l, 1);
        Lanes<T> l11 = Lanes<T>.Load(l, 2);
        Lanes<T> v11 = Lanes<T>.Load(v, 2);

        // The first root is there already, it is that of V_11.
        Lanes<T> scale = l00 * Lanes.Sqrt(v11);
        Lanes<T> v10 = Lanes<T>.Load(v, 1);
        Lanes<T> delta = Lanes.Select(scale > Lanes<T>.Zero, (scale - v10) / scale, Lanes<T>.Zero);
        v10 = Lanes.MultiplyAdd(_driftStep * scale, ArcCosineDrift.Rate(delta), v10);

        Lanes<T> g00 = _diagonal * Lanes<T>.Load(normals, 0);
        Lanes<T> m00 = g00 * l00;
        Lanes<T> m10 = Lanes.MultiplyAdd(g00, l10, (_columnScale[0] * Lanes<T>.Load(normals, 1)) * l11);
        Lanes<T> m11 = (_diagonal * Lanes<T>.Load(normals, 2)) * l11;
        Lanes<T> v00 = Lanes.MultiplyAdd(m00 + m00, l00, Lanes<T>.Load(v, 0));
        v10 = Lanes.MultiplyAdd(m10, l00, Lanes.MultiplyAdd(m00, l10, v10));
        v11 = Lanes.MultiplyAdd(m10 + m10, l10, Lanes.MultiplyAdd(m11 + m11, l11, v11));
        v00.Store(v, 0);
        v10.Store(v, 1);
        v11.Store(v, 2);

        LaneMask<T> lost = default;
        Lanes<T> tolerance = LaneCholesky.Tolerance<T>(2);
        LaneCholesky.Root(v00, v00, tolerance, out Lanes<T> inverse, ref lost).Store(l, 0);
        l10 = v10 * inverse;
        l10.Store(l, 1);
        LaneCholesky.Root(Lanes.MultiplySubtractFrom(l10, l10, v11), v11, tolerance, out _, ref lost).Store(l, 2);
        return lost;
    }

    // V^{ab} + h b(V)^{ab}, a row at a time. A zero input has root and inverse root 0, so that it is not moved.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddDrift(int m, Span<T> v, Span<T> roots, Span<T> inverses, Span<T> row)
    {
        FindRoots(m, v, roots, inverses);
        for (int a = 1; a < m; a++)
        {
            Span<T> entries = v.Slice(PackedLower.Index(a, 0) * Lanes<T>.Count, a * Lanes<T>.Count);
            Span<T> rates = row[..entries.Length];
            Lanes<T> inverse = Lanes<T>.Load(inverses, a);
            for (int b = 0; b < a; b++)
            {
                Lanes.MultiplySubtractFrom(inverse * Lanes<T>.Load(entries, b), Lanes<T>.Load(inverses, b), Lanes<T>.One).Store(rates, b);
            }

            ArcCosineDrift.Rate(rates);
            Lanes<T> step = _driftStep * Lanes<T>.Load(roots, a);
            for (int b = 0; b < a; b++)
            {
                Lanes.MultiplyAdd(step * Lanes<T>.Load(roots, b), Lanes<T>.Load(rates, b), Lanes<T>.Load(entries, b)).Store(entries, b);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FindRoots(int m, ReadOnlySpan<T> v, Span<T> roots, Span<T> inverses)
    {
        for (int a = 0; a < m; a++)
        {
            Lanes<T> root = Lanes.Sqrt(Lanes<T>.Load(v, PackedLower.Index(a, a)));
            root.Store(roots, a);
            Lanes.Select(root > Lanes<T>.Zero, Lanes<T>.One / root, Lanes<T>.Zero).Store(inverses, a);
        }
    }

    // √h S = W + Wᵀ with W lower triangular, so L S Lᵀ = M Lᵀ + L Mᵀ with M = L W.
    private void AddNoise(int m, Span<T> v, ReadOnlySpan<T> l, ReadOnlySpan<T> normals, Span<T> diagonal, Span<T> product)
    {
        for (int j = 0; j < m; j++)
        {
            (_diagonal * Lanes<T>.Load(normals, PackedLower.ColumnIndex(m, j, j))).Store(diagonal, j);
        }

        LaneTriangular.Multiply(m, l, normals, diagonal, _columnScale, product);
        LaneTriangular.AddSymmetricProduct(m, product, l, v);
    }

    // V becomes L Lᵀ in the lanes where a pivot was negative: often for many inputs, whose S has the norm 2√m.
    private void Project(Span<T> v, ReadOnlySpan<T> l, LaneMask<T> lost, Span<T> losses, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> gram = frame.Rent<T>(PackedElements);
        l.CopyTo(gram);
        LaneTriangular.Gram(Inputs, gram);
        Replace(v, gram, lost);
        (Lanes<T>.Load(losses, 0) + Lanes.Select(lost, Lanes<T>.One, Lanes<T>.Zero)).Store(losses, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Replace(Span<T> v, ReadOnlySpan<T> gram, LaneMask<T> lost)
    {
        for (int entry = 0; entry < v.Length / Lanes<T>.Count; entry++)
        {
            Lanes.Select(lost, Lanes<T>.Load(gram, entry), Lanes<T>.Load(v, entry)).Store(v, entry);
        }
    }
}
