using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Chains;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// V' = V + √h L S Lᵀ + h b(V), V = LLᵀ: the textbook scheme, as a baseline. Its state is V with its Cholesky factor. If V' is indefinite
/// it is projected: the factorisation sets negative pivots and their columns to zero, V' is replaced by LLᵀ, and the replica's count of
/// lost definiteness goes up by one. Strong order 1/2, weak order 1.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal abstract class EulerMaruyamaScheme<T> : BundledTransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GramMatrix _start;

    /// <param name="start">V_0.</param>
    /// <param name="kappa">κ.</param>
    /// <param name="grid">h, and how many steps.</param>
    /// <param name="ownRows">Rows of lanes that a bundle holds after V, L and the count.</param>
    protected EulerMaruyamaScheme(GramMatrix start, double kappa, TimeGrid grid, int ownRows)
        : base(
            start.Size,
            ((2 * PackedLower.Length(start.Size)) + 1 + ownRows) * Lanes<T>.Count,
            SchemeNormals.Of<T>(start.Size, PackedLower.Length(start.Size), grid))
    {
        _start = start;
        Step = grid.Step;
        DriftStep = T.CreateTruncating(kappa * Step);
        DiagonalScale = T.CreateTruncating(Math.Sqrt(Step / 2));
        Scale = T.CreateTruncating(Math.Sqrt(Step));
    }

    /// <summary>For a projection, or to observe.</summary>
    public override WorkspaceRequirement Requirement =>
        WorkspaceRequirement.Of<T>(PackedElements).Or(WorkspaceRequirement.Of<double>(LogsLength));

    /// <summary>h.</summary>
    protected double Step { get; }

    /// <summary>κh.</summary>
    protected T DriftStep { get; }

    /// <summary>√(h/2), of the diagonal of W, where √h S = W + Wᵀ with W lower triangular.</summary>
    protected T DiagonalScale { get; }

    /// <summary>√h, of the rest of W.</summary>
    protected T Scale { get; }

    private int LogsLength => 2 * Inputs * Lanes<T>.Count;

    protected sealed override void StartBundle(Span<T> bundle, in RandomStream stream, Workspace workspace)
    {
        Span<T> v = Covariance(bundle);
        for (int a = 0; a < Inputs; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                Lanes<T>.Of(_start[a, b]).Store(v, PackedLower.Index(a, b));
            }
        }

        Losses(bundle).Clear();
        _ = Prepare(v, Factor(bundle), Own(bundle));
    }

    /// <summary>V, packed.</summary>
    protected Span<T> Covariance(Span<T> bundle) => bundle[..PackedElements];

    /// <summary>L, packed.</summary>
    protected Span<T> Factor(Span<T> bundle) => bundle.Slice(PackedElements, PackedElements);

    /// <summary>What else of a bundle is a function of V.</summary>
    protected Span<T> Own(Span<T> bundle) => bundle[((2 * PackedElements) + Lanes<T>.Count)..];

    /// <summary>What the next step needs of V.</summary>
    /// <param name="v">V.</param>
    /// <param name="l">Becomes the factor.</param>
    /// <param name="own">Becomes whatever else there is.</param>
    /// <returns>The lanes where V is indefinite.</returns>
    protected abstract LaneMask<T> Prepare(ReadOnlySpan<T> v, Span<T> l, Span<T> own);

    /// <summary>
    /// V becomes LLᵀ in the lanes where it was indefinite. This happens often with many inputs, whose S has the norm 2√m.
    /// </summary>
    protected void Project(Span<T> bundle, LaneMask<T> lost, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> scratch = frame.Rent<T>(PackedElements);
        Factor(bundle).CopyTo(scratch);
        LaneTriangular.Gram(Inputs, scratch);
        Replace(Covariance(bundle), scratch, lost);

        // L does not change, and neither do the other lanes.
        _ = Prepare(Covariance(bundle), scratch, Own(bundle));
        Span<T> losses = Losses(bundle);
        (Lanes<T>.Load(losses, 0) + Lanes.Select(lost, Lanes<T>.One, Lanes<T>.Zero)).Store(losses, 0);
    }

    private Span<T> Losses(Span<T> bundle) => bundle.Slice(2 * PackedElements, Lanes<T>.Count);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Replace(Span<T> v, ReadOnlySpan<T> gram, LaneMask<T> lost)
    {
        for (int entry = 0; entry < v.Length / Lanes<T>.Count; entry++)
        {
            Lanes.Select(lost, Lanes<T>.Load(gram, entry), Lanes<T>.Load(v, entry)).Store(v, entry);
        }
    }

    protected sealed override void ObserveBundle(Span<T> bundle, ObservationRows rows, Workspace workspace)
    {
        int m = Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<double> logs = frame.Rent<double>(LogsLength);
        FillLogs(bundle, logs);
        for (int lane = 0; lane < Lanes<T>.Count; lane++)
        {
            double logDeterminant = 0;
            for (int a = 0; a < m; a++)
            {
                rows.SetLogVariance(lane, a, logs[(a * Lanes<T>.Count) + lane]);
                logDeterminant += 2 * logs[((m + a) * Lanes<T>.Count) + lane];
                for (int b = 0; b < a; b++)
                {
                    double scale = Math.Sqrt(At(bundle, PackedLower.Index(a, a), lane) * At(bundle, PackedLower.Index(b, b), lane));
                    double delta = (scale - At(bundle, PackedLower.Index(a, b), lane)) / scale;
                    rows.SetOneMinusCorrelation(lane, a, b, Math.Clamp(delta, 0, 2));
                }
            }

            rows.SetLogDeterminant(lane, double.IsFinite(logDeterminant) ? logDeterminant : double.NaN);
            rows.SetDefinitenessLosses(lane, At(bundle, 2 * PackedLower.Length(m), lane));
        }
    }

    // log V_aa of every lane, then log L_aa.
    private void FillLogs(ReadOnlySpan<T> bundle, Span<double> logs)
    {
        for (int a = 0; a < Inputs; a++)
        {
            for (int lane = 0; lane < Lanes<T>.Count; lane++)
            {
                logs[(a * Lanes<T>.Count) + lane] = At(bundle, PackedLower.Index(a, a), lane);
                logs[((Inputs + a) * Lanes<T>.Count) + lane] = At(bundle[PackedElements..], PackedLower.Index(a, a), lane);
            }
        }

        VectorMath.Log(logs, logs);
    }

    private static double At(ReadOnlySpan<T> rows, int row, int lane) => double.CreateTruncating(rows[(row * Lanes<T>.Count) + lane]);
}
