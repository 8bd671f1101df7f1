using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Dynamics;

/// <summary>
/// The drift of correlations in the shaped ReLU limit, ν(ρ) = κ (√(1 − ρ²) − ρ arccos ρ), and a flow map for it that keeps matrices
/// positive semidefinite. Written in δ = 1 − ρ, so that both keep their accuracy relative to δ as ρ → 1.
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768), ν with κ = (c₊ − c₋)²/(2π).
/// </summary>
internal static class ArcCosineDrift
{
    /// <summary>
    /// The longest κh one application of the layer map ρ ↦ ρ + κh ν̂(ρ) may have: up to 2/π it is exactly the expected Gram matrix of a
    /// leaky ReLU layer (the modulus at 2/π), hence positive semidefinite.
    /// </summary>
    internal const double LongestStage = 2 / Math.PI;

    /// <summary>
    /// ν̂(ρ) = sin θ − θ cos θ with cos θ = ρ = 1 − δ, for 0 ≤ δ ≤ 2; relative accuracy to δ = 0, where ν̂ = (2δ)^{3/2}/3 + ….
    /// </summary>
    /// <remarks>
    /// ν̂ = δ √(2δ) P(δ) for δ ≤ 1 with P a polynomial (Chebyshev interpolation; relative error 2⁻⁵⁴ in double, 2⁻²⁵ in single), and the
    /// other half by ν̂(δ) = π (δ − 1) + ν̂(2 − δ). Rounding may have led δ out of [0, 2] by a few units: there ν̂ is taken as at the end of the interval.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes<T> Rate<T>(Lanes<T> delta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> beyond = delta - Lanes<T>.One;
        Lanes<T> d = Lanes.Max(Lanes<T>.Zero, Lanes.Min(delta, Lanes<T>.One - beyond));
        Lanes<T> near = (d * Lanes.Sqrt(d + d)) * Polynomial(d);
        return Lanes.MultiplyAdd(Lanes<T>.Of(Math.PI), Lanes.Max(Lanes<T>.Zero, beyond), near);
    }

    /// <summary>Replaces every δ, a row of lanes, by ν̂.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void Rate<T>(Span<T> deltas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < deltas.Length / Lanes<T>.Count; i++)
        {
            Rate(Lanes<T>.Load(deltas, i)).Store(deltas, i);
        }
    }

    /// <summary>
    /// By how much δ falls over a time with κh = <paramref name="kappaTime"/> of dρ/dt = ν(ρ), by the strong-stability-preserving Heun
    /// method ρ' = (ρ + G(G(ρ)))/2, where G(ρ) = ρ + ε ν̂(ρ) is the map of a leaky ReLU layer: second order, and positive semidefinite
    /// because sums and layers of such matrices are. Long times are cut into stages of ε ≤ 2/π.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes<T> Decrease<T>(Lanes<T> delta, double kappaTime)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int stages = (int)Math.Ceiling(kappaTime / LongestStage);
        Lanes<T> epsilon = Lanes<T>.Of(kappaTime / Math.Max(stages, 1));
        Lanes<T> decrease = Lanes<T>.Zero;
        for (int stage = 0; stage < stages; stage++)
        {
            Lanes<T> here = Lanes.Max(Lanes<T>.Zero, delta - decrease);
            Lanes<T> first = Rate(here);
            Lanes<T> second = Rate(Lanes.Max(Lanes<T>.Zero, Lanes.MultiplySubtractFrom(epsilon, first, here)));
            decrease = Lanes.Min(delta, Lanes.MultiplyAdd(Lanes<T>.Of(0.5) * epsilon, first + second, decrease));
        }

        return decrease;
    }

    /// <summary>Replaces every δ, a row of lanes, by how much it falls.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void Decrease<T>(Span<T> deltas, double kappaTime)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < deltas.Length / Lanes<T>.Count; i++)
        {
            Decrease(Lanes<T>.Load(deltas, i), kappaTime).Store(deltas, i);
        }
    }

    // P(δ) = ν̂/(δ √(2δ)) on [0, 1], interpolated at 19 (9) Chebyshev points in 50-digit arithmetic; in four interleaved Horner chains in
    // x⁴, a quarter of the latency of one, which is what a step of a scheme waits for.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Polynomial<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> square = x * x;
        Lanes<T> fourth = square * square;
        Lanes<T> p0;
        Lanes<T> p1;
        Lanes<T> p2;
        Lanes<T> p3;
        if (typeof(T) == typeof(double))
        {
            p0 = Horner(fourth, 3.292315524835681e-06, 9.163377609430705e-06, 4.985490838461272e-06, 0.0003452494121563137, 0.6666666666666666);
            p1 = Horner(fourth, -9.423924987958779e-07, -1.1249263398824157e-05, 9.265133669526417e-07, 0.00010755779825484322, 0.03333333333333303);
            p2 = Horner(fourth, 1.2933809121934056e-07, 1.0539500249821205e-05, 3.2447742038482658e-06, 3.6158202998243135e-05, 0.005357142857179702);
            p3 = Horner(fourth, -7.086261963685134e-06, -5.1988229491147325e-06, 1.2788983548915049e-05, 0.0012400793633356652);
        }
        else
        {
            p0 = Lanes.MultiplyAdd(Lanes<T>.Of(3.96995856e-05), fourth, Lanes<T>.Of(0.000371015602));
            p0 = Lanes.MultiplyAdd(p0, fourth, Lanes<T>.Of(0.666666687));
            p1 = Lanes.MultiplyAdd(Lanes<T>.Of(3.75178097e-05), fourth, Lanes<T>.Of(0.0333333127));
            p2 = Lanes.MultiplyAdd(Lanes<T>.Of(0.000144223392), fourth, Lanes<T>.Of(0.00535766315));
            p3 = Lanes.MultiplyAdd(Lanes<T>.Of(-7.8185687e-05), fourth, Lanes<T>.Of(0.00123486668));
        }

        return Lanes.MultiplyAdd(square, Lanes.MultiplyAdd(p3, x, p2), Lanes.MultiplyAdd(p1, x, p0));
    }

    // From the highest coefficient down.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Horner<T>(Lanes<T> x, double c4, double c3, double c2, double c1, double c0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes.MultiplyAdd(Horner(x, c4, c3, c2, c1), x, Lanes<T>.Of(c0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Horner<T>(Lanes<T> x, double c3, double c2, double c1, double c0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> p = Lanes.MultiplyAdd(Lanes<T>.Of(c3), x, Lanes<T>.Of(c2));
        return Lanes.MultiplyAdd(Lanes.MultiplyAdd(p, x, Lanes<T>.Of(c1)), x, Lanes<T>.Of(c0));
    }
}
