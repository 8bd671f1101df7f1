using System.Runtime.CompilerServices;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Covariances;

/// <content>Which reference each input has, and how large the differences are kept.</content>
internal readonly ref partial struct CovarianceBundle<T>
{
    /// <summary>
    /// Chooses the references anew: c_a = ±1 where 1 − |ρ^{1a}| is below <see cref="DifferenceUnits.MostOfReference"/>, else 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void ChooseReferences()
    {
        for (int a = 1; a < Inputs; a++)
        {
            Lanes<T> c = Reference(a);
            Lanes<T> wanted = Wanted(a, c);
            LaneMask<T> changes = Lanes.Abs(wanted - c) > Lanes<T>.Zero;
            if (Lanes.Any(changes))
            {
                Switch(a, c, wanted, changes);
            }

            if (!_units.Own)
            {
                TakeOwnUnits(a);
            }
        }

        Rescale();
    }

    /// <summary>Makes c_a 0 in the lanes of a mask.</summary>
    public void ReleaseReference(int a, LaneMask<T> mask) => Switch(a, Reference(a), Lanes<T>.Zero, mask);

    // Dead inputs have the reference 0, and keep it. Where all neurons are so small that the activation is linear, it is odd too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes<T> Wanted(int a, Lanes<T> c)
    {
        Lanes<T> near = Lanes<T>.Of(1 - DifferenceUnits.MostOfReference);
        Lanes<T> rho = Correlation(a, c);
        Lanes<T> wanted = Lanes.Select(rho > near, Lanes<T>.One, Lanes<T>.Zero);
        if (_units.MayOppose)
        {
            wanted = Lanes.Select(rho < -near, -Lanes<T>.One, wanted);
        }

        if (!_units.Own)
        {
            wanted = Lanes.Select(AreSmall(a) & (rho < -near), -Lanes<T>.One, wanted);
            LaneMask<T> isComparable = Lanes.Abs(LogRatio(a)) < Lanes<T>.Of(2 * Math.Log(DifferenceUnits.LargestRatio));
            wanted = Lanes.Select(isComparable, wanted, Lanes<T>.Zero);
        }

        return Lanes.Select(IsDead(0) | IsDead(a), c, wanted);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LaneMask<T> AreSmall(int a)
    {
        Lanes<T> bound = Lanes<T>.Of(_units.Range.SmallLog);
        return (LogVariance(a) < bound) & (LogVariance(0) < bound);
    }

    // Where the activation is homogeneous for an input and the first, the input gets the norm of the first: w_a ← (w_a + c u_1)/ν − c u_1.
    // Else the difference of the norms would stay while the angle shrinks.
    private void TakeOwnUnits(int a)
    {
        Lanes<T> bound = Lanes<T>.Of(_units.Range.LargeLog);
        LaneMask<T> isHomogeneous = AreSmall(a) | ((LogVariance(a) > bound) & (LogVariance(0) > bound));
        if (!Lanes.Any(isHomogeneous))
        {
            return;
        }

        Lanes<T> c = Reference(a);
        LaneMask<T> mask = isHomogeneous & (Lanes.Abs(c) > Lanes<T>.Zero) & (Lanes.Abs(Excess(a, c)) > Lanes<T>.Zero);
        if (!Lanes.Any(mask))
        {
            return;
        }

        Lanes<T> aligned = OneMinusAligned(a, c);
        Lanes<T> norm = RelativeNorm(a, c);
        Lanes<T> p = Lanes<T>.One / norm;
        Move(a, p, -(c * Excess(a, c)) / (norm * (norm + Lanes<T>.One)), mask);
        Span<T> k = DifferenceGram;
        int cross = PackedLower.Index(a, 0);
        int own = PackedLower.Index(a, a);
        Lanes.Select(mask, -(c * aligned), Lanes<T>.Load(k, cross)).Store(k, cross);
        Lanes.Select(mask, aligned + aligned, Lanes<T>.Load(k, own)).Store(k, own);
    }

    // log of the squared ratio of an input's deviation to that of the first, as neurons have them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes<T> LogRatio(int a) => InRange(LogVariance(a)) - InRange(LogVariance(0));

    // ρ^{1a} of live inputs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes<T> Correlation(int a, Lanes<T> c) => Lanes.Select(
        Lanes.Abs(c) > Lanes<T>.Zero, c * (Lanes<T>.One - OneMinusAligned(a, c)), Lanes<T>.Load(DifferenceGram, PackedLower.Index(a, 0)));

    // Changes the reference, w_a ← p w_a + q u_1, in the lanes of a mask.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Switch(int a, Lanes<T> c, Lanes<T> wanted, LaneMask<T> mask)
    {
        Lanes<T> p = Lanes<T>.One;
        Lanes<T> q = c - wanted;
        if (!_units.Own)
        {
            // From units of the first to its own, or back.
            LaneMask<T> gains = Lanes.Abs(c) <= Lanes<T>.Zero;
            Lanes<T> ratio = VectorMath.Exp(Lanes<T>.Of(0.5) * LogRatio(a));
            LaneMask<T> loses = Lanes.Abs(wanted) <= Lanes<T>.Zero;
            Lanes<T> inverse = Lanes<T>.One / RelativeNorm(a, c);
            p = Lanes.Select(gains, ratio, Lanes.Select(loses, inverse, p));
            q = Lanes.Select(gains, q, p * q);
        }

        Move(a, p, q, mask);
        Lanes.Select(mask, wanted, c).Store(_rows, (2 * Inputs) + a);
    }

    // The Gram matrix, when w_a becomes p w_a + q u_1 in the lanes of a mask.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Move(int a, Lanes<T> p, Lanes<T> q, LaneMask<T> mask)
    {
        Span<T> k = DifferenceGram;
        Lanes<T> cross = Lanes<T>.Load(k, PackedLower.Index(a, 0));
        Lanes<T> own = Lanes<T>.Load(k, PackedLower.Index(a, a));
        for (int b = 1; b < Inputs; b++)
        {
            if (b != a)
            {
                int entry = PackedLower.Index(Math.Max(a, b), Math.Min(a, b));
                Lanes<T> old = Lanes<T>.Load(k, entry);
                Lanes<T> moved = Lanes.MultiplyAdd(p, old, q * Lanes<T>.Load(k, PackedLower.Index(b, 0)));
                Lanes.Select(mask, moved, old).Store(k, entry);
            }
        }

        Lanes<T> newCross = Lanes.MultiplyAdd(p, cross, q);
        Lanes<T> newOwn = Lanes.MultiplyAdd(p * p, own, q * Lanes.MultiplyAdd(Lanes<T>.Of(2) * p, cross, q));
        Lanes.Select(mask, newCross, cross).Store(k, PackedLower.Index(a, 0));
        Lanes.Select(mask, Lanes.Max(Lanes<T>.Zero, newOwn), own).Store(k, PackedLower.Index(a, a));
    }

    /// <summary>Keeps the largest difference within the bounds of <see cref="DifferenceScale"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Rescale()
    {
        if (Inputs == 1)
        {
            return;
        }

        Lanes<T> largest = Lanes<T>.Zero;
        for (int a = 1; a < Inputs; a++)
        {
            largest = Lanes.Max(Lanes<T>.Load(DifferenceGram, PackedLower.Index(a, a)), largest);
        }

        if (DifferenceScale.Leaves(Lanes<T>.One, largest, Scale, out LaneMask<T> grows, out LaneMask<T> shrinks))
        {
            Rescale(grows, shrinks);
        }
    }

    // Products with the first input are of the first order in a difference in units of the first, else of the second. In units of their own
    // they follow from the squares.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Rescale(LaneMask<T> grows, LaneMask<T> shrinks)
    {
        Lanes<T> scale = Scale;
        Lanes<T> lengths = DifferenceScale.Lengths(grows, shrinks, ref scale);
        Lanes<T> factor = lengths * lengths;
        Scale = scale;
        Span<T> k = DifferenceGram;
        for (int a = 1; a < Inputs; a++)
        {
            for (int b = 1; b <= a; b++)
            {
                int entry = PackedLower.Index(a, b);
                (factor * Lanes<T>.Load(k, entry)).Store(k, entry);
            }

            int cross = PackedLower.Index(a, 0);
            ((_units.Own ? factor : lengths) * Lanes<T>.Load(k, cross)).Store(k, cross);
        }
    }
}
