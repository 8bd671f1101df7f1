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
    /// The longest κh one application of the layer map ρ ↦ ρ + κh ν̂(ρ) may have. Up to 2/π it is exactly the expected Gram matrix of a
    /// leaky ReLU layer (the modulus at 2/π), hence positive semidefinite. Longer times are cut, so that the
    /// error of the flow stays below that of a splitting: measured for c = (0, −3), T = 1, h = 1/4, the error of E ρ is 0.0014 with stages
    /// of 0.18, and 0.0060 with one of 0.36.
    /// </summary>
    internal const double LongestStage = 0.125;

    /// <summary>
    /// ν̂(ρ) = sin θ − θ cos θ with cos θ = ρ = 1 − δ, for 0 ≤ δ ≤ 2; relative accuracy to δ = 0, where ν̂ = (2δ)^{3/2}/3 + ….
    /// </summary>
    /// <remarks>
    /// sin θ (1 − θ cot θ) with sin θ = √(δ(2 − δ)) for δ ≤ 1, and the other half by ν̂(δ) = π (δ − 1) + ν̂(2 − δ). Rounding may move δ
    /// out of [0, 2] by a few units; ν̂ is then that of the end of the interval.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes<T> Rate<T>(Lanes<T> delta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> beyond = delta - Lanes<T>.One;
        Lanes<T> near = Lanes.Min(delta, Lanes<T>.One - beyond);
        Lanes<T> sine = Lanes.Sqrt(Lanes.Max(Lanes<T>.Zero, (near + near) - (near * near)));
        return Lanes.MultiplyAdd(Lanes<T>.Of(Math.PI), Lanes.Max(Lanes<T>.Zero, beyond), sine * RateOverSine(near));
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
    /// because sums and layers of such matrices are. Long times are cut into stages of ε ≤ <see cref="LongestStage"/>.
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

    /// <summary>ν̂/sin θ = 1 − θ cot θ with cos θ = 1 − δ, for 0 ≤ δ ≤ 1: it needs no root where sin θ is known already.</summary>
    /// <remarks>
    /// δ Q(δ), Q interpolated at 20 (9) Chebyshev points in 60-digit arithmetic with a relative error of 2⁻⁵² in double, 2⁻²⁴ in single. In
    /// four interleaved Horner chains in δ⁴, a quarter of the latency of one, which is what a step of a scheme waits for.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes<T> RateOverSine<T>(Lanes<T> delta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> square = delta * delta;
        Lanes<T> fourth = square * square;
        Lanes<T> q0;
        Lanes<T> q1;
        Lanes<T> q2;
        Lanes<T> q3;
        if (typeof(T) == typeof(double))
        {
            // In the order of powers, not chain by chain: instructions that can start are then near each other, and the out-of-order window
            // of the core is too short for the other order.
            q0 = Lanes.MultiplyAdd(Lanes<T>.Of(-0.0064535293658920774), fourth, Lanes<T>.Of(-0.007197699928074886));
            q1 = Lanes.MultiplyAdd(Lanes<T>.Of(0.002765485422713687), fourth, Lanes<T>.Of(0.010754489334192317));
            q2 = Lanes.MultiplyAdd(Lanes<T>.Of(-0.0007333582455612432), fourth, Lanes<T>.Of(-0.012183938014429577));
            q3 = Lanes.MultiplyAdd(Lanes<T>.Of(9.2118809728616e-05), fourth, Lanes<T>.Of(0.010398019936666461));
            q0 = Lanes.MultiplyAdd(q0, fourth, Lanes<T>.Of(0.0005079648095989654));
            q1 = Lanes.MultiplyAdd(q1, fourth, Lanes<T>.Of(0.0007517394028617904));
            q2 = Lanes.MultiplyAdd(q2, fourth, Lanes<T>.Of(-0.001362973226573302));
            q3 = Lanes.MultiplyAdd(q3, fourth, Lanes<T>.Of(0.0038151059840205582));
            q0 = Lanes.MultiplyAdd(q0, fourth, Lanes<T>.Of(0.013852801174192615));
            q1 = Lanes.MultiplyAdd(q1, fourth, Lanes<T>.Of(0.006216220207701328));
            q2 = Lanes.MultiplyAdd(q2, fourth, Lanes<T>.Of(0.0028392054548051055));
            q3 = Lanes.MultiplyAdd(q3, fourth, Lanes<T>.Of(0.0013351731917935843));
            q0 = Lanes.MultiplyAdd(q0, fourth, Lanes<T>.Of(0.6666666666666666));
            q1 = Lanes.MultiplyAdd(q1, fourth, Lanes<T>.Of(0.20000000000006576));
            q2 = Lanes.MultiplyAdd(q2, fourth, Lanes<T>.Of(0.0761904761817582));
            q3 = Lanes.MultiplyAdd(q3, fourth, Lanes<T>.Of(0.031746032203765366));
        }
        else
        {
            q0 = Lanes.MultiplyAdd(Lanes<T>.Of(0.0089339633), fourth, Lanes<T>.Of(0.0206325563));
            q0 = Lanes.MultiplyAdd(q0, fourth, Lanes<T>.Of(0.666666699));
            q1 = Lanes.MultiplyAdd(Lanes<T>.Of(-0.0120296579), fourth, Lanes<T>.Of(0.199994729));
            q2 = Lanes.MultiplyAdd(Lanes<T>.Of(0.0305681449), fourth, Lanes<T>.Of(0.0763289105));
            q3 = Lanes.MultiplyAdd(Lanes<T>.Of(-0.0214606915), fourth, Lanes<T>.Of(0.0303652827));
        }

        return delta * Lanes.MultiplyAdd(square, Lanes.MultiplyAdd(q3, delta, q2), Lanes.MultiplyAdd(q1, delta, q0));
    }
}
