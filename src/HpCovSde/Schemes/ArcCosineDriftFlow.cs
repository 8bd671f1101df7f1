using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// The drift of the shaped ReLU limit: correlations by <see cref="ArcCosineDrift.Decrease{T}(Lanes{T}, double)"/>, variances do not move.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class ArcCosineDriftFlow<T>(int inputs, double kappaTime) : DriftFlow<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _kappaTime = kappaTime;

    internal override WorkspaceRequirement Requirement => Row.And(Row);

    private WorkspaceRequirement Row => WorkspaceRequirement.Of<T>((long)inputs * Lanes<T>.Count);

    /// <summary>
    /// The drift flow for all pairs of live inputs. Each 1 − ρ^{ab} falls by some Δ_ab. Hence K_1a becomes K_1a + Δ_1a, and K_ab becomes
    /// K_ab + Δ_ab − c_b Δ_1a − c_a Δ_1b.
    /// </summary>
    internal override void Apply(CovarianceBundle<T> bundle, double start, Workspace workspace)
    {
        int m = bundle.Inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> toFirst = frame.Rent<T>(m * Lanes<T>.Count);
        Span<T> row = frame.Rent<T>(m * Lanes<T>.Count);
        for (int a = 1; a < m; a++)
        {
            Live(bundle, a, 0).Store(toFirst, a);
        }

        ArcCosineDrift.Decrease(toFirst[Lanes<T>.Count..], _kappaTime);
        for (int a = m - 1; a > 0; a--)
        {
            // From the last row up, since a row needs the old diagonals of the rows before it.
            DriftRow(bundle, a, toFirst, row[..(a * Lanes<T>.Count)]);
        }

        bundle.ChooseReferences();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void DriftRow(CovarianceBundle<T> bundle, int a, ReadOnlySpan<T> toFirst, Span<T> row)
    {
        Span<T> k = bundle.DifferenceGram;
        for (int b = 1; b < a; b++)
        {
            Live(bundle, a, b).Store(row, b);
        }

        Lanes<T> own = Lanes<T>.Load(toFirst, a);
        Lanes<T> reference = bundle.Reference(a);
        if (a > 1)
        {
            ArcCosineDrift.Decrease(row[Lanes<T>.Count..], _kappaTime);
            for (int b = 1; b < a; b++)
            {
                int entry = PackedLower.Index(a, b);
                Lanes<T> ofFirst = (bundle.Reference(b) * own) + (reference * Lanes<T>.Load(toFirst, b));
                Lanes<T> change = ofFirst - Lanes<T>.Load(row, b);
                (Lanes<T>.Load(k, entry) - change).Store(k, entry);
            }
        }

        (Lanes<T>.Load(k, PackedLower.Index(a, 0)) + own).Store(k, PackedLower.Index(a, 0));
        (Lanes<T>.Load(k, PackedLower.Index(a, a)) - (reference * (own + own))).Store(k, PackedLower.Index(a, a));
    }

    // 1 − ρ^{ab}, and zero, which does not fall, where an input is dead.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Live(CovarianceBundle<T> bundle, int a, int b) =>
        Lanes.Select(bundle.IsDead(a) | bundle.IsDead(b), Lanes<T>.Zero, bundle.OneMinusCorrelation(a, b));
}
