using System.Runtime.CompilerServices;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Covariances;

/// <content>The covariance of the next layer or step, from a Gram matrix.</content>
internal readonly ref partial struct CovarianceBundle<T>
{
    /// <summary>
    /// Takes over a new covariance from the Gram matrix S of (h_1, f_2, …, f_m), f_a = h_a − c_a h_1, where h_a stands for the a-th input
    /// in units in which it had variance 1: log V^{aa} grows by log(scale·|h_a|²), and K becomes the Gram matrix of the new difference
    /// coordinates. References are chosen anew.
    /// </summary>
    /// <param name="gram">S, packed lower triangular, in memory apart from the bundle's.</param>
    /// <param name="scale">The constant the Gram matrix is multiplied with, c/n for a layer.</param>
    public void TakeDifferenceGram(ReadOnlySpan<T> gram, Lanes<T> scale)
    {
        Take(gram, scale, movesVariances: true);
        ChooseReferences();
    }

    /// <summary>K as <see cref="TakeDifferenceGram"/> takes it over; the variances stay.</summary>
    /// <param name="gram">S, packed lower triangular, in memory apart from the bundle's.</param>
    public void TakeCorrelations(ReadOnlySpan<T> gram)
    {
        Take(gram, Lanes<T>.One, movesVariances: false);
        ChooseReferences();
    }

    /// <summary>
    /// Releases the reference of every input that cancels against the first in some lane, see <see cref="Cancels"/>; true if there was one,
    /// and S has to be computed again.
    /// </summary>
    /// <param name="gram">S, packed lower triangular.</param>
    public bool ReleaseCancelling(ReadOnlySpan<T> gram)
    {
        bool any = false;
        for (int a = 1; a < Inputs; a++)
        {
            LaneMask<T> cancels = Cancels(gram, a);
            if (Lanes.Any(cancels))
            {
                ReleaseReference(a, cancels);
                any = true;
            }
        }

        return any;
    }

    /// <summary>
    /// True in the lanes where |h_a| would be read off S with too large an error: it is much smaller than |h_1|, and f_a nearly −c_a h_1.
    /// Then the reference has to be released and S computed again. This happens with few neurons only.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public LaneMask<T> Cancels(ReadOnlySpan<T> gram, int a)
    {
        Lanes<T> first = Lanes<T>.Load(gram, 0);
        Lanes<T> c = Reference(a);
        return (Lanes.Abs(c) > Lanes<T>.Zero) & (first + ExcessOf(gram, c, a) < Lanes<T>.Of(DifferenceUnits.SquaredCancellation) * first);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Take(ReadOnlySpan<T> gram, Lanes<T> scale, bool movesVariances)
    {
        Span<T> k = DifferenceGram;
        Lanes<T> first = Lanes.Max(Lanes<T>.Zero, Lanes<T>.Load(gram, 0));
        Lanes<T> firstNorm = Lanes.Sqrt(first);
        if (movesVariances)
        {
            MultiplyVariance(0, Scaled(first, scale));
        }

        Lanes.Select(firstNorm > Lanes<T>.Zero, Lanes<T>.One, firstNorm).Store(k, 0);

        // The new w_a is p_a f_a + q_a h_1. p and q are kept where K_1a and K_aa will be.
        for (int a = 1; a < Inputs; a++)
        {
            Lanes<T> c = Reference(a);
            Norms(gram, first, firstNorm, c, a, out Lanes<T> norm, out Lanes<T> normDifference);
            if (movesVariances)
            {
                MultiplyVariance(a, Scaled(norm * norm, scale));
            }

            Lanes<T> p = Lanes.Select(norm > Lanes<T>.Zero, Lanes<T>.One / norm, Lanes<T>.Zero);
            Lanes<T> q = Lanes<T>.Zero;
            Lanes<T> product = norm * firstNorm;
            if (_units.Own)
            {
                q = Lanes.Select(product > Lanes<T>.Zero, -(c * normDifference) / product, Lanes<T>.Zero);
            }
            else
            {
                p = Lanes.Select((Lanes.Abs(c) > Lanes<T>.Zero) & (product > Lanes<T>.Zero), Lanes<T>.One / firstNorm, p);
            }

            p.Store(k, PackedLower.Index(a, 0));
            q.Store(k, PackedLower.Index(a, a));
        }

        for (int a = 2; a < Inputs; a++)
        {
            Lanes<T> p = Lanes<T>.Load(k, PackedLower.Index(a, 0));
            Lanes<T> q = Lanes<T>.Load(k, PackedLower.Index(a, a));
            Lanes<T> ofFirst = Lanes.MultiplyAdd(p, Lanes<T>.Load(gram, PackedLower.Index(a, 0)), q * first);
            for (int b = 1; b < a; b++)
            {
                Lanes<T> otherCross = Lanes<T>.Load(gram, PackedLower.Index(b, 0));
                Lanes<T> ofDifference = Lanes.MultiplyAdd(p, Lanes<T>.Load(gram, PackedLower.Index(a, b)), q * otherCross);
                Lanes<T> pb = Lanes<T>.Load(k, PackedLower.Index(b, 0));
                Lanes<T> qb = Lanes<T>.Load(k, PackedLower.Index(b, b));
                Lanes.MultiplyAdd(pb, ofDifference, qb * ofFirst).Store(k, PackedLower.Index(a, b));
            }
        }

        LaneMask<T> isLost = first >= Lanes<T>.Of(double.PositiveInfinity);
        for (int a = 1; a < Inputs; a++)
        {
            TakePairWithFirst(gram, first, firstNorm, a);
            isLost |= Lanes<T>.Load(gram, PackedLower.Index(a, a)) >= Lanes<T>.Of(double.PositiveInfinity);
        }

        if (Lanes.Any(isLost))
        {
            Separate(isLost);
        }
    }

    // In replicas in which an input has left the range of numbers. They are events, but must not turn into NaN, which is another.
    private void Separate(LaneMask<T> mask)
    {
        for (int a = 0; a < Inputs; a++)
        {
            SetReference(a, Lanes.Select(mask, Lanes<T>.Zero, Reference(a)));
            for (int b = 0; b <= a; b++)
            {
                int entry = PackedLower.Index(a, b);
                Lanes<T> alone = a == b ? Lanes<T>.One : Lanes<T>.Zero;
                Lanes.Select(mask, alone, Lanes<T>.Load(DifferenceGram, entry)).Store(DifferenceGram, entry);
            }
        }
    }

    // K_1a and K_aa. With a reference and in units of its own: |h_a/|h_a| − c h_1/|h_1||² = (|f_a|² − (|h_a| − |h_1|)²)/(|h_a||h_1|). An
    // input that is dead, or alone alive, has no reference.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void TakePairWithFirst(ReadOnlySpan<T> gram, Lanes<T> first, Lanes<T> firstNorm, int a)
    {
        Lanes<T> c = Reference(a);
        Norms(gram, first, firstNorm, c, a, out Lanes<T> norm, out Lanes<T> normDifference);
        Lanes<T> product = norm * firstNorm;
        LaneMask<T> bothAlive = product > Lanes<T>.Zero;
        LaneMask<T> isNear = (Lanes.Abs(c) > Lanes<T>.Zero) & bothAlive;
        var own = Lanes<T>.Load(gram, PackedLower.Index(a, a));
        var cross = Lanes<T>.Load(gram, PackedLower.Index(a, 0));
        Lanes<T> newSquare = Lanes.Select(norm > Lanes<T>.Zero, Lanes<T>.One, norm);
        Lanes<T> newCross = Lanes<T>.Zero;
        if (Lanes.Any(!isNear))
        {
            Lanes<T> rho = Lanes.Min(Lanes<T>.One, Lanes.Max(-Lanes<T>.One, cross / product));
            newCross = Lanes.Select(bothAlive, rho, newCross);
        }

        if (Lanes.Any(isNear) && _units.Own)
        {
            Lanes<T> square = SquaredDistance(Across(own, normDifference) / product);
            newSquare = Lanes.Select(isNear, square, newSquare);
            newCross = Lanes.Select(isNear, (Lanes<T>.Of(-0.5) * c) * square, newCross);
        }
        else if (Lanes.Any(isNear))
        {
            newSquare = Lanes.Select(isNear, own / first, newSquare);
            newCross = Lanes.Select(isNear, cross / first, newCross);
        }

        newSquare.Store(DifferenceGram, PackedLower.Index(a, a));
        newCross.Store(DifferenceGram, PackedLower.Index(a, 0));
        Lanes.Select(isNear, c, Lanes<T>.Zero).Store(_rows, (2 * Inputs) + a);
    }

    // |h_a|. With a reference also |h_a| − |h_1|, not as a difference: (2c⟨h_1, f_a⟩ + |f_a|²)/(|h_a| + |h_1|).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Norms(
        ReadOnlySpan<T> gram, Lanes<T> first, Lanes<T> firstNorm, Lanes<T> c, int a, out Lanes<T> norm, out Lanes<T> normDifference)
    {
        Lanes<T> excess = ExcessOf(gram, c, a);
        LaneMask<T> isNear = Lanes.Abs(c) > Lanes<T>.Zero;
        Lanes<T> square = Lanes.Max(Lanes<T>.Zero, excess + Lanes.Select(isNear, first, Lanes<T>.Zero));

        // An input that has left the range of numbers takes those with it that are kept as differences from it.
        LaneMask<T> isLost = (first >= Lanes<T>.Of(double.PositiveInfinity)) & isNear;
        norm = Lanes.Sqrt(Lanes.Select(isLost, first, square));
        normDifference = excess / (norm + firstNorm);
    }

    // Infinite also where the scale is 0, that of an activation whose second moment is infinite.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Scaled(Lanes<T> square, Lanes<T> scale) =>
        Lanes.Select(square < Lanes<T>.Of(double.PositiveInfinity), scale * square, square);

    // |h_a|² − c²|h_1|².
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> ExcessOf(ReadOnlySpan<T> gram, Lanes<T> c, int a)
    {
        Lanes<T> cross = Lanes<T>.Load(gram, PackedLower.Index(a, 0));
        Lanes<T> twice = Lanes.Select(Lanes.Abs(c) > Lanes<T>.Zero, c * (cross + cross), Lanes<T>.Zero);
        return twice + Lanes<T>.Load(gram, PackedLower.Index(a, a));
    }
}
