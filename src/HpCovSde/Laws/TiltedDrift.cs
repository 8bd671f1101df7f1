namespace HpCovSde.Laws;

/// <summary>
/// The equation of z = artanh ρ under the measure of weight A^p B^q, A = V^{aa}, B = V^{bb}: drift (ν − c(1 − ρ)) cosh² z + (1/2 + p + q)
/// tanh z, noise 1, and growth p² + q² − p − q + 2pq tanh² z of the weight. With a width p = q = 0.
/// </summary>
/// <remarks>
/// By Girsanov's theorem from d(log A, log B, z), which has the drift (−1, −1, ·) and the covariance
/// ((2, 2ρ², ρ), (2ρ², 2, ρ), (ρ, ρ, 1)) dt.
/// </remarks>
internal readonly record struct TiltedDrift(PairDrift Drift, double P, double Q)
{
    /// <summary>The largest size of the part of the drift that is bounded.</summary>
    internal double LargestBounded => (Math.Abs(0.5 + P + Q) * Drift.LargestNoise) + (Drift.Centering / 2);

    /// <summary>The largest square of the noise.</summary>
    internal double LargestNoise => Drift.LargestNoise;

    /// <summary>The largest growth.</summary>
    internal double LargestGrowth => Constant + Math.Max(0, 2 * P * Q);

    /// <summary>Whether the growth is the same everywhere, so that the mass is known.</summary>
    internal bool HasConstantGrowth => P * Q == 0;

    private double Constant => (P * P) + (Q * Q) - P - Q;

    /// <summary>The coefficients b, a and v of f_t = (a f)_zz/2 − (b f)_z + v f, and the slope of a.</summary>
    internal (double Drift, double Noise, double NoiseSlope, double Growth) At(double z)
    {
        double rho = Math.Tanh(z);
        (double noise, double slope) = Drift.Noise(new(z));
        return (Drift.OfFisherZ(new(z)) + ((0.5 + P + Q) * noise * rho), noise, slope, Constant + (2 * P * Q * rho * rho));
    }

    /// <summary>A bound of where the drift takes a path in a time, without noise.</summary>
    /// <remarks>ν cosh² z is at most κ e^{−z} for z ≥ 0, and at most κ (π + 1) e^{−2z} for z ≤ 0.</remarks>
    internal double Farthest(double start, double time)
    {
        double square = Math.Exp(2 * start) + (2 * (Math.PI + 1) * Drift.LargestKappa * time);
        double unbounded = square < 1
            ? Math.Log(square) / 2
            : Math.Max(start, 0) + ElementaryFunctions.Log1p(Drift.LargestKappa * time * Math.Exp(-Math.Max(start, 0)));
        return Math.Max(start, unbounded) + (LargestBounded * time);
    }
}
