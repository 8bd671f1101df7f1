using System.Runtime.CompilerServices;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Covariances;

/// <content>Correlations, read off the Gram matrix of the differences.</content>
internal readonly ref partial struct CovarianceBundle<T>
{
    /// <summary>
    /// 1 − ρ^{ab} of live inputs a &gt; b, in [0, 2]; unspecified if one is dead. Where <see cref="IsScaled"/>, the number is that of the
    /// differences as they are kept.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes<T> OneMinusCorrelation(int a, int b) => b == 0 ? OneMinusWithFirst(a) : OneMinusOfOthers(a, b);

    /// <summary>
    /// True in the lanes where 1 − ρ^{ab} is 2^(2·<see cref="Scale"/>) times what <see cref="OneMinusCorrelation"/> says.
    /// </summary>
    public LaneMask<T> IsScaled(int a, int b) =>
        (Scale < Lanes<T>.Zero) & ((b == 0 ? Reference(a) : Reference(a) * Reference(b)) > Lanes<T>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes<T> OneMinusWithFirst(int a)
    {
        Lanes<T> c = Reference(a);
        Lanes<T> aligned = OneMinusAligned(a, c);
        Lanes<T> far = Lanes<T>.One - Lanes<T>.Load(DifferenceGram, PackedLower.Index(a, 0));
        Lanes<T> near = Lanes.Select(c > Lanes<T>.Zero, aligned, Lanes<T>.Of(2) - aligned);
        return Lanes.Select(Lanes.Abs(c) > Lanes<T>.Zero, near, far);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private Lanes<T> OneMinusOfOthers(int a, int b)
    {
        Lanes<T> ca = Reference(a);
        Lanes<T> cb = Reference(b);
        Lanes<T> sign = ca * cb;
        Lanes<T> kab = Lanes<T>.Load(DifferenceGram, PackedLower.Index(a, b));
        Lanes<T> squares = Lanes<T>.Load(DifferenceGram, PackedLower.Index(a, a)) + Lanes<T>.Load(DifferenceGram, PackedLower.Index(b, b));

        // Both have a reference: |w_a ∓ w_b|² is that of the unit vectors, or of vectors of nearly the same norm.
        // Where rounding leaves nothing of it, the inputs are not known to differ.
        Lanes<T> square = Beyond(squares - (sign * (kab + kab)), squares);
        if (!_units.Own)
        {
            Lanes<T> normA = RelativeNorm(a, ca);
            Lanes<T> normB = RelativeNorm(b, cb);
            Lanes<T> difference = (Excess(a, ca) - Excess(b, cb)) / (normA + normB);
            square = Across(square, difference) / (normA * normB);
        }

        Lanes<T> aligned = Lanes<T>.Of(0.5) * SquaredDistance(square);
        Lanes<T> near = Lanes.Select(sign > Lanes<T>.Zero, aligned, Lanes<T>.Of(2) - aligned);
        LaneMask<T> bothNear = Lanes.Abs(sign) > Lanes<T>.Zero;
        return Lanes.Any(!bothNear) ? Lanes.Select(bothNear, near, OneMinusFar(a, ca, b, cb, kab)) : near;
    }

    // At least one has no reference: ρ = ⟨u_a, w_b + c_b u_1⟩/|w_b + c_b u_1|, or the same with a and b exchanged.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private Lanes<T> OneMinusFar(int a, Lanes<T> ca, int b, Lanes<T> cb, Lanes<T> kab)
    {
        Lanes<T> rho = Lanes.MultiplyAdd(cb, Lanes<T>.Load(DifferenceGram, PackedLower.Index(a, 0)), kab);
        rho = Lanes.MultiplyAdd(ca, Lanes<T>.Load(DifferenceGram, PackedLower.Index(b, 0)), rho);
        if (!_units.Own)
        {
            rho /= RelativeNorm(a, ca) * RelativeNorm(b, cb);
        }

        return Lanes.Min(Lanes<T>.Of(2), Lanes.Max(Lanes<T>.Zero, Lanes<T>.One - rho));
    }

    // 1 − cρ^{1a} where c = ±1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes<T> OneMinusAligned(int a, Lanes<T> c)
    {
        Lanes<T> square = Lanes<T>.Load(DifferenceGram, PackedLower.Index(a, a));
        if (!_units.Own)
        {
            Lanes<T> norm = RelativeNorm(a, c);
            Lanes<T> difference = Excess(a, c) / (norm + Lanes<T>.One);
            square = SquaredDistance(Across(square, difference) / norm);
        }

        return Lanes<T>.Of(0.5) * square;
    }

    // |c u_1 + w_a|, the norm of an input in the units it is kept in.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes<T> RelativeNorm(int a, Lanes<T> c) =>
        Lanes.Select(Lanes.Abs(c) > Lanes<T>.Zero, Lanes.Sqrt(Lanes.Max(Lanes<T>.Zero, Lanes<T>.One + Excess(a, c))), Lanes<T>.One);

    // The square of that norm, minus 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes<T> Excess(int a, Lanes<T> c)
    {
        Lanes<T> cross = c * Lanes<T>.Load(DifferenceGram, PackedLower.Index(a, 0));
        return (cross + cross) + Lanes<T>.Load(DifferenceGram, PackedLower.Index(a, a));
    }

    // |f|² − d², the part of a squared difference that is not due to the norms. Where rounding leaves nothing of it, the vectors are
    // parallel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Across(Lanes<T> square, Lanes<T> normDifference)
    {
        return Beyond(Lanes.MultiplySubtractFrom(normDifference, normDifference, square), square);
    }

    // A difference, or 0 where it is a rounding of the terms it was made of.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Beyond(Lanes<T> difference, Lanes<T> terms) =>
        Lanes.Select(difference <= LaneCholesky.Tolerance<T>(1) * terms, Lanes<T>.Zero, difference);

    // The squared distance of two unit vectors is in [0, 4]. Rounding must not leave this range, where the drift is defined.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> SquaredDistance(Lanes<T> computed) => Lanes.Min(Lanes<T>.Of(4), Lanes.Max(Lanes<T>.Zero, computed));
}
