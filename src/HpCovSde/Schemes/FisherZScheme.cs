using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// The noise of the schemes in Fisher's z = artanh ρ, for two inputs. In z it is additive, dz = ½ tanh z dt + dB, and (z, log A, log B) has
/// the noise covariance [[1, ρ, ρ], [ρ, 2, 2ρ²], [ρ, 2ρ², 2]] per unit of time, log drifts −1. A step of z is Heun's (weak order 2 for
/// additive noise). ρ = ±1 is kept: the arithmetic carries z = ±∞ through.
/// Source of the SDE: Li, Nica, Roy 2022 (arXiv 2206.02768); that Heun's step has weak order 2 for additive noise: Kloeden, Platen 1992.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal abstract class FisherZScheme<T> : BundleScheme<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected FisherZScheme(GramMatrix start, DriftFlow<T>? drift, TimeGrid grid, bool isOdd = true)
        : base(start, drift, grid, normalsPerStep: 3, isOdd: isOdd)
    {
    }

    /// <summary>
    /// 1 − cρ after Heun's step in y = 2 artanh(cρ) = log((2 − δ)/δ), for which δ = 2/(1 + e^y) and dy = tanh(y/2) dt + 2c dB. The equation
    /// is the same for both signs c.
    /// </summary>
    /// <param name="bundle">The covariances, for the scale of the differences. Where it is not 0 the true δ is negligible beside 1.</param>
    /// <param name="delta">δ = 1 − cρ as it is kept.</param>
    /// <param name="normal">The normal of dB, times c.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    protected Lanes<T> MoveFisherZ(CovarianceBundle<T> bundle, Lanes<T> delta, Lanes<T> normal)
    {
        Lanes<T> one = OneUnlessScaled(bundle);
        Lanes<T> rho = Lanes<T>.One - Lanes.Min(delta, one + one);
        Lanes<T> y = VectorMath.Log((Lanes<T>.One + rho) / delta);
        Lanes<T> moved = Lanes.MultiplyAdd(Lanes<T>.Of(2 * Math.Sqrt(Step)), normal, y);
        Lanes<T> predicted = OneMinusTanh(Lanes.MultiplyAdd(Lanes<T>.Of(Step), rho, moved), one);
        Lanes<T> predictedRho = Lanes<T>.One - Lanes.Min(predicted, one + one);
        return OneMinusTanh(Lanes.MultiplyAdd(Lanes<T>.Of(Step / 2), rho + predictedRho, moved), one);
    }

    /// <summary>
    /// The noise of (log A, log B) given that of z, by the Cholesky factor of the covariance in the order (z, log A, log B):
    /// [1; ρ, √(2 − ρ²); ρ, ρ²/√(2 − ρ²), 2 √((1 − ρ²)/(2 − ρ²))].
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    protected void AddToLogVariances(CovarianceBundle<T> bundle, Lanes<T> reference, Lanes<T> delta, ReadOnlySpan<T> normals)
    {
        Lanes<T> rootStep = Lanes<T>.Of(Math.Sqrt(Step));
        Lanes<T> g0 = rootStep * Lanes<T>.Load(normals, 0);
        Lanes<T> g1 = rootStep * Lanes<T>.Load(normals, 1);
        Lanes<T> g2 = rootStep * Lanes<T>.Load(normals, 2);
        Lanes<T> one = OneUnlessScaled(bundle);
        Lanes<T> far = Lanes.Min(delta, one + one);
        Lanes<T> rho = reference * (Lanes<T>.One - far);
        Lanes<T> square = rho * rho;
        Lanes<T> rest = Lanes<T>.Of(2) - square;
        Lanes<T> root = Lanes.Sqrt(rest);
        Lanes<T> common = Lanes.MultiplyAdd(rho, g0, Lanes<T>.Of(-Step));
        Lanes<T> own = Lanes.Sqrt((far * (Lanes<T>.Of(2) - far)) / rest);
        bundle.AddToLogVariance(0, Lanes.MultiplyAdd(root, g1, common));
        bundle.AddToLogVariance(1, Lanes.MultiplyAdd(square / root, g1, common) + ((own + own) * g2));
    }

    // 1 − tanh(y/2), exact at y = ±∞.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Lanes<T> OneMinusTanh(Lanes<T> y, Lanes<T> one) => Lanes<T>.Of(2) / (one + VectorMath.Exp(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> OneUnlessScaled(CovarianceBundle<T> bundle) =>
        Lanes.Select(bundle.Scale < Lanes<T>.Zero, Lanes<T>.Zero, Lanes<T>.One);
}
