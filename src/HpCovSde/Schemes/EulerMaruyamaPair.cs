using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// Euler–Maruyama for two inputs, in registers. With sin θ = L_11/√V_11 the drift √(V_00 V_11) ν̂ is L_00 L_11 (1 − θ cot θ). So a step
/// takes three square roots and one division, whose latency dominates.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class EulerMaruyamaPair<T> : EulerMaruyamaScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Rows of a bundle: V and L packed, the count of losses, then 1/√(V_00 V_11), zero where an input is.
    private const int RowsOfV = 0;
    private const int RowsOfL = 3;
    private const int RowOfInverse = 7;

    internal EulerMaruyamaPair(GramMatrix start, double kappa, TimeGrid grid)
        : base(start, kappa, grid, ownRows: 1)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        Lanes<T> l00 = Lanes<T>.Load(bundle, RowsOfL);
        Lanes<T> l10 = Lanes<T>.Load(bundle, RowsOfL + 1);
        Lanes<T> l11 = Lanes<T>.Load(bundle, RowsOfL + 2);

        // The drift of V_10 for δ ≤ 1, from |ρ|. Where ρ < 0 it is larger by π √(V_00 V_11) |ρ|.
        Lanes<T> v10 = Lanes<T>.Load(bundle, RowsOfV + 1);
        Lanes<T> delta = Lanes.MultiplySubtractFrom(Lanes.Abs(v10), Lanes<T>.Load(bundle, RowOfInverse), Lanes<T>.One);
        Lanes<T> drift = (l00 * l11) * ArcCosineDrift.RateOverSine(delta);
        drift = Lanes.MultiplyAdd(Lanes<T>.Of(Math.PI), Lanes.Max(Lanes<T>.Zero, -v10), drift);
        v10 = Lanes.MultiplyAdd((Lanes<T>)DriftStep, drift, v10);

        // M Lᵀ + L Mᵀ with M = L W.
        Lanes<T> g00 = DiagonalScale * Lanes<T>.Load(normals, 0);
        Lanes<T> m00 = g00 * l00;
        Lanes<T> m10 = Lanes.MultiplyAdd(g00, l10, (Scale * Lanes<T>.Load(normals, 1)) * l11);
        Lanes<T> m11 = (DiagonalScale * Lanes<T>.Load(normals, 2)) * l11;
        Lanes<T> v00 = Lanes.MultiplyAdd(m00 + m00, l00, Lanes<T>.Load(bundle, RowsOfV));
        v10 = Lanes.MultiplyAdd(m10, l00, Lanes.MultiplyAdd(m00, l10, v10));
        Lanes<T> v11 = Lanes.MultiplyAdd(m10 + m10, l10, Lanes.MultiplyAdd(m11 + m11, l11, Lanes<T>.Load(bundle, RowsOfV + 2)));
        v00.Store(bundle, RowsOfV);
        v10.Store(bundle, RowsOfV + 1);
        v11.Store(bundle, RowsOfV + 2);

        LaneMask<T> lost = Factor(v00, v10, v11, out l00, out l10, out l11, out Lanes<T> inverse);
        l00.Store(bundle, RowsOfL);
        l10.Store(bundle, RowsOfL + 1);
        l11.Store(bundle, RowsOfL + 2);
        inverse.Store(bundle, RowOfInverse);
        if (Lanes.Any(lost))
        {
            Project(bundle, lost, workspace);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    protected override LaneMask<T> Prepare(ReadOnlySpan<T> v, Span<T> l, Span<T> own)
    {
        LaneMask<T> lost = Factor(
            Lanes<T>.Load(v, 0),
            Lanes<T>.Load(v, 1),
            Lanes<T>.Load(v, 2),
            out Lanes<T> l00,
            out Lanes<T> l10,
            out Lanes<T> l11,
            out Lanes<T> inverse);
        l00.Store(l, 0);
        l10.Store(l, 1);
        l11.Store(l, 2);
        inverse.Store(own, 0);
        return lost;
    }

    // The factor and the rule for zero pivots of LaneCholesky, from both square roots, so that one division serves for L and for δ.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LaneMask<T> Factor(
        Lanes<T> v00, Lanes<T> v10, Lanes<T> v11, out Lanes<T> l00, out Lanes<T> l10, out Lanes<T> l11, out Lanes<T> inverse)
    {
        // NaN stays NaN. A negative variance means that V is indefinite: the first makes its column zero, the second leaves 1/√V_00 as it
        // is.
        Lanes<T> root0 = Lanes.Sqrt(Lanes.Select(v00 < Lanes<T>.Zero, Lanes<T>.Zero, v00));
        Lanes<T> root1 = Lanes.Sqrt(Lanes.Select(v11 < Lanes<T>.Zero, Lanes<T>.One, v11));
        Lanes<T> scale = root0 * root1;
        inverse = Lanes.Select(scale <= Lanes<T>.Zero, Lanes<T>.Zero, Lanes<T>.One / scale);
        l00 = root0;
        l10 = v10 * (inverse * root1);
        Lanes<T> pivot = Lanes.MultiplySubtractFrom(l10, l10, v11);
        Lanes<T> tolerance = LaneCholesky.Tolerance<T>(2) * v11;
        l11 = Lanes.Select(pivot <= tolerance, Lanes<T>.Zero, Lanes.Sqrt(pivot));
        return (v00 < Lanes<T>.Zero) | (v11 < Lanes<T>.Zero) | (Lanes.MultiplyAdd(Lanes<T>.Of(8), tolerance, pivot) < Lanes<T>.Zero);
    }
}
