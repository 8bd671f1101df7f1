using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>What the schemes whose bundles are <see cref="CovarianceBundle{T}"/>s share.</summary>
/// <typeparam name="T">Precision.</typeparam>
internal abstract class BundleScheme<T> : LaneScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected BundleScheme(GramMatrix start, double kappa, TimeGrid grid, int normalsPerStep)
        : base(start, grid, CovarianceBundle<T>.Length(start.Size), normalsPerStep) => KappaStep = kappa * Step;

    public override WorkspaceRequirement Requirement =>
        AdvanceRequirement.And(DriftRequirement).Or(BundleObserver.Requirement<T>(Inputs));

    /// <summary>κh.</summary>
    protected double KappaStep { get; }

    /// <summary>What a step needs besides the drift.</summary>
    protected abstract WorkspaceRequirement AdvanceRequirement { get; }

    private WorkspaceRequirement DriftRequirement => WorkspaceRequirement.Of<T>((long)Inputs * Lanes<T>.Count).And(WorkspaceRequirement.Of<T>((long)Inputs * Lanes<T>.Count));

    protected override void StartBundle(Span<T> bundle) => new CovarianceBundle<T>(bundle, Inputs).Set(InitialCovariance);

    protected override void ObserveBundle(Span<T> bundle, Span<double> rows, Workspace workspace) =>
        BundleObserver.Observe(new CovarianceBundle<T>(bundle, Inputs), largestRank: Inputs, rows, workspace);

    /// <summary>
    /// The drift flow for all pairs of live inputs. Each 1 − ρ^{ab} falls by some Δ_ab; what K keeps of it is
    /// K_1a + Δ_1a and K_ab − (Δ_1a + Δ_1b − Δ_ab).
    /// </summary>
    protected static void Drift(CovarianceBundle<T> bundle, double kappaTime, Workspace workspace)
    {
        if (kappaTime == 0)
        {
            return;
        }

        int m = bundle.Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> toFirst = frame.Rent<T>(m * Lanes<T>.Count);
        Span<T> row = frame.Rent<T>(m * Lanes<T>.Count);
        for (int a = 1; a < m; a++)
        {
            Live(bundle, a, 0).Store(toFirst, a);
        }

        ArcCosineDrift.Decrease(toFirst[Lanes<T>.Count..], kappaTime);
        for (int a = m - 1; a > 0; a--)
        {
            // From the last row up, while the diagonals before it are still the old ones.
            DriftRow(bundle, a, kappaTime, toFirst, row[..(a * Lanes<T>.Count)]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void DriftRow(CovarianceBundle<T> bundle, int a, double kappaTime, ReadOnlySpan<T> toFirst, Span<T> row)
    {
        Span<T> k = bundle.DifferenceGram;
        for (int b = 1; b < a; b++)
        {
            Live(bundle, a, b).Store(row, b);
        }

        Lanes<T> own = Lanes<T>.Load(toFirst, a);
        if (a > 1)
        {
            ArcCosineDrift.Decrease(row[Lanes<T>.Count..], kappaTime);
            for (int b = 1; b < a; b++)
            {
                int entry = PackedLower.Index(a, b);
                Lanes<T> change = (own + Lanes<T>.Load(toFirst, b)) - Lanes<T>.Load(row, b);
                (Lanes<T>.Load(k, entry) - change).Store(k, entry);
            }
        }

        (Lanes<T>.Load(k, PackedLower.Index(a, 0)) + own).Store(k, PackedLower.Index(a, 0));
        (Lanes<T>.Load(k, PackedLower.Index(a, a)) - (own + own)).Store(k, PackedLower.Index(a, a));
    }

    // 1 − ρ^{ab}, and zero, which does not fall, where an input is dead.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Live(CovarianceBundle<T> bundle, int a, int b) =>
        Lanes.Select(bundle.IsDead(a) | bundle.IsDead(b), Lanes<T>.Zero, bundle.OneMinusCorrelation(a, b));
}
