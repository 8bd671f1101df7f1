using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    /// other half by ν̂(δ) = π (δ − 1) + ν̂(2 − δ). A call, not inlined: the just-in-time compiler stops inlining when a method has grown long, and
    /// then every operation on lanes is a call.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static Lanes<T> Rate<T>(Lanes<T> delta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> beyond = delta - Lanes<T>.One;
        Lanes<T> d = Lanes.Min(delta, Lanes<T>.One - beyond);
        Lanes<T> near = (d * Lanes.Sqrt(d + d)) * Polynomial(d);
        Lanes<T> far = Lanes.MultiplyAdd(Lanes<T>.Of(Math.PI), beyond, near);
        return Lanes.Select(beyond > Lanes<T>.Zero, far, near);
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

    // Four interleaved Horner chains in x⁴: a quarter of the latency of one, which is what a step of a scheme waits for.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Polynomial<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> c = typeof(T) == typeof(double) ? MemoryMarshal.Cast<double, T>(DoubleCoefficients) : MemoryMarshal.Cast<float, T>(SingleCoefficients);
        Lanes<T> square = x * x;
        Lanes<T> fourth = square * square;
        int last = c.Length - 4;
        Lanes<T> p0 = c[last];
        Lanes<T> p1 = c[last + 1];
        Lanes<T> p2 = c[last + 2];
        Lanes<T> p3 = c[last + 3];
        for (int k = last - 4; k >= 0; k -= 4)
        {
            p0 = Lanes.MultiplyAdd(p0, fourth, c[k]);
            p1 = Lanes.MultiplyAdd(p1, fourth, c[k + 1]);
            p2 = Lanes.MultiplyAdd(p2, fourth, c[k + 2]);
            p3 = Lanes.MultiplyAdd(p3, fourth, c[k + 3]);
        }

        return Lanes.MultiplyAdd(square, Lanes.MultiplyAdd(p3, x, p2), Lanes.MultiplyAdd(p1, x, p0));
    }

    // P(δ) = ν̂/(δ √(2δ)) on [0, 1], interpolated at 19 (9) Chebyshev points in 50-digit arithmetic, from the constant term up, in fours.
    private static ReadOnlySpan<double> DoubleCoefficients =>
    [
        0.6666666666666666, 0.03333333333333303, 0.005357142857179702, 0.0012400793633356652,
        0.0003452494121563137, 0.00010755779825484322, 3.6158202998243135e-05, 1.2788983548915049e-05,
        4.985490838461272e-06, 9.265133669526417e-07, 3.2447742038482658e-06, -5.1988229491147325e-06,
        9.163377609430705e-06, -1.1249263398824157e-05, 1.0539500249821205e-05, -7.086261963685134e-06,
        3.292315524835681e-06, -9.423924987958779e-07, 1.2933809121934056e-07, 0,
    ];

    private static ReadOnlySpan<float> SingleCoefficients =>
    [
        0.666666687f, 0.0333333127f, 0.00535766315f, 0.00123486668f,
        0.000371015602f, 3.75178097e-05f, 0.000144223392f, -7.8185687e-05f,
        3.96995856e-05f, 0, 0, 0,
    ];
}
