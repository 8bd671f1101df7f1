using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// One input of a shaped smooth network. u = 1/V solves the linear SDE du = ((β + 2)u − β) dt + √2 u dB. A step is half a step of du = −β
/// dt, an exact step of the geometric Brownian motion, and the other half:
/// <code>
/// u' = (u + w) e^y + w,   y = (β + 1)h + √(2h) g,   w = −β/(β + 2) tanh((β + 2)h/2),
/// </code>
/// w is −βh/2 up to O(h³) and is chosen so that E u' is exact at any step. V explodes where u reaches 0. The noise vanishes there, and the
/// time is found by linear interpolation. Weak order 2 (Strang's splitting into two exact flows).
/// Source of the linear SDE: that of V, Li, Nica, Roy 2022 (arXiv 2206.02768), by Itô's formula.
/// </summary>
/// <remarks>
/// Computed as log V' = log V − y − log(1 + wV(1 + e^{−y})), which for β = 0 is the lognormal law to the last bit and keeps any variance in
/// range.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class InverseVariance<T> : BundleScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _shift;
    private readonly double _drift;
    private readonly double _deviation;

    internal InverseVariance(GramMatrix start, SmoothDrift drift, TimeGrid grid)
        : base(start, null, grid, normalsPerStep: 1)
    {
        double half = (drift.Beta + 2) * Step / 2;
        _shift = -drift.Beta * Step / 2 * (half == 0 ? 1 : Math.Tanh(half) / half);
        _drift = (drift.Beta + 1) * Step;
        _deviation = Math.Sqrt(2 * Step);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        CovarianceBundle<T> covariance = Covariance(bundle);
        Lanes<T> log = covariance.LogVariance(0);
        Lanes<T> y = Lanes.MultiplyAdd(Lanes<T>.Of(_deviation), Lanes<T>.Load(normals, 0), Lanes<T>.Of(_drift));
        Lanes<T> pull = (Lanes<T>.Of(_shift) * VectorMath.Exp(log)) * (Lanes<T>.One + VectorMath.Exp(-y));
        LaneMask<T> reached = pull <= -Lanes<T>.One;
        covariance.AddToLogVariance(0, Lanes.Select(reached, Lanes<T>.Zero, -(y + VectorMath.Log1p(pull))));
        LaneMask<T> now = reached & (log < Lanes<T>.Of(double.PositiveInfinity));
        if (Lanes.Any(now))
        {
            // From u to u' = u e^y (1 + pull) ≤ 0 along a line.
            Lanes<T> ratio = VectorMath.Exp(y) * (Lanes<T>.One + pull);
            covariance.Explode(0, now, Lanes<T>.Of(stream.Step * Step) + (Lanes<T>.Of(Step) / (Lanes<T>.One - ratio)));
        }
    }
}
