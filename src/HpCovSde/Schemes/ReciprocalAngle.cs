using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// The first-order correction of unshaped networks, dx = (a + q x) dt + √q x dB, for one or two inputs. A step is half a step of dx = a dt,
/// an exact step of the geometric Brownian motion, and the other half:
/// <code>
/// x' = (x + w) e^{qh/2 + √(qh) g} + w,   w = (a/q) tanh(qh/2),   log V' = log V − (κ₄ − 1)h/2 + √(qh) g + √((κ₄ − 1 − q)h) g'.
/// </code>
/// w is ah/2 up to O(h³) and is chosen so that E x' is exact at any step. log V is exact in law; weak order 2 jointly (Strang's splitting
/// into two exact flows). x stays positive; x = ∞, that of equal inputs, stays.
/// </summary>
/// <remarks>
/// The state keeps x itself, behind the bundle, whose 1 − ρ = 1/(nx)² is written only for an observation. Where that exceeds 2, at angles
/// that are not small, ρ is reported as −1. A large x, beside which w is negligible, is kept as 2^s x with a whole number s &lt; 0.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class ReciprocalAngle<T> : BundleScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int UnitExponent = 10;
    private const double Unit = 1 << UnitExponent;

    private readonly double _width;
    private readonly double _shift;
    private readonly double _drift;
    private readonly double _deviation;
    private readonly double _logVarianceDrift;
    private readonly double _ownDeviation;

    // Far above, w is negligible beside x; and 1/(nx)² is still in range.
    private static double LargestX => typeof(T) == typeof(double) ? 1L << 60 : 1L << 28;

    internal ReciprocalAngle(GramMatrix start, FirstOrderCorrection correction, TimeGrid grid)
        : base(start, null, grid, normalsPerStep: start.Size, ownRows: 2)
    {
        double q = correction.Growth;
        double excess = correction.FourthMomentRatio - 1;
        _width = correction.Width;
        _shift = correction.Attraction / q * Math.Tanh(q * Step / 2);
        _drift = q * Step / 2;
        _deviation = Math.Sqrt(q * Step);
        _logVarianceDrift = -excess * Step / 2;
        _ownDeviation = Math.Sqrt((start.Size == 1 ? excess : excess - q) * Step);
    }

    protected override void StartBundle(Span<T> bundle, in RandomStream stream, Workspace workspace)
    {
        base.StartBundle(bundle, stream, workspace);
        double delta = Inputs == 1 ? 0 : InitialCovariance.OneMinusCorrelation(1, 0);
        Lanes<T>.Of(1 / (_width * Math.Sqrt(delta))).Store(Own(bundle), 0);
        Lanes<T>.Zero.Store(Own(bundle), 1);
    }

    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        CovarianceBundle<T> covariance = Covariance(bundle);
        Lanes<T> logVariance = Lanes.MultiplyAdd(
            Lanes<T>.Of(_ownDeviation), Lanes<T>.Load(normals, Inputs - 1), Lanes<T>.Of(_logVarianceDrift));
        if (Inputs == 2)
        {
            Lanes<T> noise = Lanes<T>.Of(_deviation) * Lanes<T>.Load(normals, 0);
            logVariance += noise;
            MoveReciprocal(Own(bundle), noise);
            covariance.AddToLogVariance(1, logVariance);
        }

        covariance.AddToLogVariance(0, logVariance);
    }

    protected override void ObserveBundle(Span<T> bundle, ObservationRows rows, Workspace workspace)
    {
        if (Inputs == 2)
        {
            Lanes<T> inverse = Lanes<T>.One / (Lanes<T>.Of(_width) * Lanes<T>.Load(Own(bundle), 0));
            CovarianceBundle<T> covariance = Covariance(bundle);
            covariance.Scale = Lanes<T>.Load(Own(bundle), 1);
            covariance.SetPair(Lanes<T>.One, Lanes.Min(Lanes<T>.Of(2), inverse * inverse));
        }

        base.ObserveBundle(bundle, rows, workspace);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void MoveReciprocal(Span<T> own, Lanes<T> noise)
    {
        Lanes<T> shift = Lanes<T>.Of(_shift);
        Lanes<T> factor = VectorMath.Exp(Lanes<T>.Of(_drift) + noise);
        Lanes<T> x = Lanes.MultiplyAdd(Lanes<T>.Load(own, 0) + shift, factor, shift);
        LaneMask<T> isLarge = (x > Lanes<T>.Of(LargestX)) & (x < Lanes<T>.Of(double.PositiveInfinity));
        LaneMask<T> isSmall = (x < Lanes<T>.Of(LargestX / (4 * Unit))) & (Lanes<T>.Load(own, 1) < Lanes<T>.Zero);
        if (Lanes.Any(isLarge | isSmall))
        {
            x *= Lanes.Select(isLarge, Lanes<T>.Of(1 / Unit), Lanes.Select(isSmall, Lanes<T>.Of(Unit), Lanes<T>.One));
            Lanes<T> exponent = Lanes<T>.Of(UnitExponent);
            Lanes<T> change = Lanes.Select(isLarge, -exponent, Lanes.Select(isSmall, exponent, Lanes<T>.Zero));
            (Lanes<T>.Load(own, 1) + change).Store(own, 1);
        }

        x.Store(own, 0);
    }
}
