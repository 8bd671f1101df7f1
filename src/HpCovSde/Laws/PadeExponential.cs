using System.Numerics;

namespace HpCovSde.Laws;

/// <summary>
/// The Padé approximation R of eˣ with numerator of degree 5 and denominator of degree 6, as e^{tG} ≈ (2 Re Σ_k r_k (z_k − tG/M)⁻¹)^M. It
/// is the stability function of the Radau IIA method of order 11: |R| ≤ 1 in the left half plane, and R(∞) = 0, so that a point mass, noise
/// and strong drifts are all safe. Source: Hairer and Wanner, "Solving Ordinary Differential Equations II", section IV.3.
/// </summary>
internal static class PadeExponential
{
    private const int FewestSteps = 4;
    private const double ErrorConstant = 4.5164e-12;
    private const int Order = 12;

    // The zeros of the denominator in the upper half plane, and minus the residues there, by Newton's method with 60 digits.
    private static readonly (Complex Pole, Complex Residue)[] Fractions =
    [
        (new(7.4906375288096303, 1.6215023887783939), new(-185.54487885755512, 917.79236486380887)),
        (new(6.4705149367015702, 4.9001211474213866), new(226.06041189362895, -305.10335904505314)),
        (new(4.0388475344888004, 8.3456004148722158), new(-43.515533036073826, 14.015306215640607)),
    ];

    /// <summary>The z_k and r_k. R(0) = 1 to rounding, so that mass is preserved.</summary>
    internal static ReadOnlySpan<(Complex Pole, Complex Residue)> Nodes => Fractions;

    /// <summary>
    /// M such that the error is below a tolerance for a time T of noise 1 with drift b. On the wave of number k it is
    /// M |R(x) − eˣ| |e^{(M−1)x}| with x = (−k²/2 + ikb) T/M and R(x) − eˣ = 5! 6!/(11! 12!) x¹² + ….
    /// </summary>
    internal static int Steps(double time, double drift, double tolerance)
    {
        const int Waves = 64;
        const double LargestWave = 9;
        double speed = drift * Math.Sqrt(time);
        for (double steps = FewestSteps; steps < int.MaxValue; steps = Math.Ceiling(1.2 * steps))
        {
            double worst = 0;
            for (int i = 1; i <= Waves; i++)
            {
                double k = i * LargestWave / Waves;
                double size = double.Hypot(k * k / 2, k * speed) / steps;
                double error = Math.Min(2, ErrorConstant * Math.Pow(size, Order));
                worst = Math.Max(worst, steps * error * Math.Exp(-(steps - 1) / steps * k * k / 2));
            }

            if (worst <= tolerance)
            {
                return (int)steps;
            }
        }

        return int.MaxValue;
    }
}
