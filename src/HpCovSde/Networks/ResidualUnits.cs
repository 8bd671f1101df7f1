using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// When and how the units, the references and the scale of the differences of the pre-activations of a residual network change: y_1 ← p_1
/// y_1 and w_a ← p_a w_a + q_a y_1. This changes no law. Units change only if the activation is homogeneous.
/// </summary>
/// <remarks>
/// There are four reasons. Numbers must stay in range at any depth: an input is made a unit vector where its square has left [2⁻²⁰, 2²⁰],
/// and only there, so that a frozen input keeps its bits. Differences of norms must not hide the angles, from which 1 − ρ is computed: an
/// input with a reference gets the norm of the first where at least half of |w_a|² comes from the difference of their norms. A reference
/// is for nearly parallel inputs. And differences may become very small, see <see cref="DifferenceScale"/>.
/// </remarks>
internal static class ResidualUnits
{
    private const double LeastSquare = 1.0 / (1 << 20);
    private const double LargestSquare = 1 << 20;

    // An input gains a reference a little inside the bounds of DifferenceUnits, and loses it a little outside.
    private const double Margin = 1.25;

    /// <summary>
    /// Marks the replicas in which the square of an input has left the range of numbers: log V^{aa} is +∞ from then on.
    /// </summary>
    /// <param name="neurons">The log squares of the units, and the Gram matrix of the neurons over n.</param>
    /// <returns>True in these lanes. What is left of the neurons has no meaning, and has to be cleared.</returns>
    internal static LaneMask<T> MarkOverflow<T>(CovarianceBundle<T> neurons)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LaneMask<T> lost = default;
        for (int a = 0; a < neurons.Inputs; a++)
        {
            var square = Lanes<T>.Load(neurons.DifferenceGram, PackedLower.Index(a, a));
            lost |= square >= Lanes<T>.Of(double.PositiveInfinity);
        }

        for (int a = 0; a < neurons.Inputs && Lanes.Any(lost); a++)
        {
            neurons.Explode(a, lost, Lanes<T>.Zero);
        }

        return lost;
    }

    /// <summary>The same for one replica.</summary>
    internal static bool MarkOverflow<T>(CovarianceState<T> neurons, ReadOnlySpan<T> gram)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool lost = false;
        for (int a = 0; a < neurons.Inputs; a++)
        {
            lost |= T.IsPositiveInfinity(gram[(a * neurons.Inputs) + a]);
        }

        for (int a = 0; a < neurons.Inputs && lost; a++)
        {
            neurons.SetInfinite(a);
        }

        return lost;
    }

    /// <summary>Changes the units, references and scale of a bundle, and writes p and q, a row for each input, a replica a lane.</summary>
    /// <param name="neurons">The log squares of the units, and the Gram matrix of the neurons over n.</param>
    /// <param name="units">How differences are kept.</param>
    /// <param name="ofDifference">p.</param>
    /// <param name="ofFirst">q.</param>
    /// <returns>True in the lanes where something changes.</returns>
    internal static LaneMask<T> Change<T>(
        CovarianceBundle<T> neurons, DifferenceUnits units, Span<T> ofDifference, Span<T> ofFirst)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> gram = neurons.DifferenceGram;
        Lanes<T> first = Lanes<T>.Load(gram, 0);
        LaneMask<T> changes = OfFirst(units, first, out Lanes<T> p1);
        p1.Store(ofDifference, 0);
        Lanes<T>.Zero.Store(ofFirst, 0);
        Lanes<T> largest = Lanes<T>.Zero;
        for (int a = 1; a < neurons.Inputs; a++)
        {
            Lanes<T> cross = Lanes<T>.Load(gram, PackedLower.Index(a, 0));
            Lanes<T> square = Lanes<T>.Load(gram, PackedLower.Index(a, a));
            Lanes<T> reference = neurons.Reference(a);
            changes |= OfOther(units, first, p1, cross, square, ref reference, out Lanes<T> p, out Lanes<T> q);
            largest = Lanes.Max(square, largest);
            neurons.SetReference(a, reference);
            p.Store(ofDifference, a);
            q.Store(ofFirst, a);
        }

        Lanes<T> scale = neurons.Scale;
        _ = DifferenceScale.Leaves(first, largest, scale, out LaneMask<T> grows, out LaneMask<T> shrinks);
        Lanes<T> lengths = DifferenceScale.Lengths(grows, shrinks, ref scale);
        neurons.Scale = scale;
        changes |= grows | shrinks;
        if (!Lanes.Any(changes))
        {
            return changes;
        }

        for (int a = 0; a < neurons.Inputs; a++)
        {
            Lanes<T> p = Lanes<T>.Load(ofDifference, a);
            neurons.MultiplyVariance(a, Lanes<T>.One / (p * p));
            if (a > 0)
            {
                (lengths * p).Store(ofDifference, a);
                (lengths * Lanes<T>.Load(ofFirst, a)).Store(ofFirst, a);
            }
        }

        return changes;
    }

    /// <summary>The same for one replica; true if something changes.</summary>
    internal static bool Change<T>(
        CovarianceState<T> neurons, DifferenceUnits units, ReadOnlySpan<T> gram, Span<T> ofDifference, Span<T> ofFirst)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int m = neurons.Inputs;
        LaneMask<T> changes = OfFirst(units, gram[0], out Lanes<T> p1);
        ofDifference[0] = p1[0];
        ofFirst[0] = T.Zero;
        Lanes<T> largest = Lanes<T>.Zero;
        for (int a = 1; a < m; a++)
        {
            Lanes<T> square = gram[(a * m) + a];
            Lanes<T> reference = neurons.References.Values[a];
            changes |= OfOther(units, gram[0], p1, gram[a * m], square, ref reference, out Lanes<T> p, out Lanes<T> q);
            largest = Lanes.Max(square, largest);
            neurons.SetReference(a, reference[0]);
            ofDifference[a] = p[0];
            ofFirst[a] = q[0];
        }

        Lanes<T> scale = neurons.Scale;
        _ = DifferenceScale.Leaves(gram[0], largest, scale, out LaneMask<T> grows, out LaneMask<T> shrinks);
        Lanes<T> lengths = DifferenceScale.Lengths(grows, shrinks, ref scale);
        neurons.SetScale(scale[0]);
        changes |= grows | shrinks;
        if (!Lanes.Any(changes))
        {
            return false;
        }

        for (int a = 0; a < m; a++)
        {
            neurons.MultiplyVariance(a, T.One / (ofDifference[a] * ofDifference[a]));
            if (a > 0)
            {
                ofDifference[a] *= lengths[0];
                ofFirst[a] *= lengths[0];
            }
        }

        return true;
    }

    /// <summary>p of the first input; true where it is not 1.</summary>
    private static LaneMask<T> OfFirst<T>(DifferenceUnits units, Lanes<T> square, out Lanes<T> p)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LaneMask<T> changes = units.Own ? OutOfRange(square) : default;
        p = Lanes.Select(changes, Lanes<T>.One / Lanes.Sqrt(square), Lanes<T>.One);
        return changes;
    }

    /// <summary>The change of an input after the first; true where there is one.</summary>
    /// <param name="units">How differences are kept.</param>
    /// <param name="first">|y_1|²/n.</param>
    /// <param name="firstFactor">p_1.</param>
    /// <param name="cross">⟨w_a, y_1⟩/n.</param>
    /// <param name="square">|w_a|²/n.</param>
    /// <param name="reference">c_a, in and out.</param>
    /// <param name="p">p_a, by which the unit of the input is divided.</param>
    /// <param name="q">q_a.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static LaneMask<T> OfOther<T>(
        DifferenceUnits units,
        Lanes<T> first,
        Lanes<T> firstFactor,
        Lanes<T> cross,
        Lanes<T> square,
        ref Lanes<T> reference,
        out Lanes<T> p,
        out Lanes<T> q)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> c = reference;
        LaneMask<T> isNear = Lanes.Abs(c) > Lanes<T>.Zero;
        Lanes<T> firstNorm = Lanes.Sqrt(first);
        Lanes<T> excess = Lanes.MultiplyAdd(c + c, cross, square);
        Lanes<T> normSquare = Lanes.Max(Lanes<T>.Zero, Lanes.MultiplyAdd(c * c, first, excess));
        Lanes<T> norm = Lanes.Sqrt(normSquare);
        Lanes<T> product = norm * firstNorm;
        LaneMask<T> bothAlive = product > Lanes<T>.Zero;
        Lanes<T> normDifference = excess / (norm + firstNorm);
        Lanes<T> aligned = Lanes<T>.Of(0.5) * (Lanes.MultiplySubtractFrom(normDifference, normDifference, square) / product);
        Lanes<T> rho = Lanes.Select(isNear, c * (Lanes<T>.One - aligned), cross / product);
        Lanes<T> wanted = Lanes.Select(bothAlive, Wanted(units, c, rho, norm / firstNorm), Lanes<T>.Zero);
        LaneMask<T> switches = Lanes.Abs(wanted - c) > Lanes<T>.Zero;
        LaneMask<T> staysNear = Lanes.Abs(wanted) > Lanes<T>.Zero;
        reference = wanted;
        p = Lanes<T>.One;
        q = c - wanted;
        if (!units.Own)
        {
            return switches;
        }

        LaneMask<T> radial = normDifference * normDifference > Lanes<T>.Of(0.5) * square;
        LaneMask<T> follows = staysNear & (switches | radial | OutOfRange(first));
        LaneMask<T> alone = !staysNear & OutOfRange(normSquare);
        p = Lanes.Select(follows, (firstFactor * firstNorm) / norm, Lanes.Select(alone, Lanes<T>.One / norm, p));

        // p c − c p_1 without a reference that changes, not as a difference.
        Lanes<T> kept = -(c * (firstFactor * normDifference)) / norm;
        Lanes<T> changed = (p * c) - (wanted * firstFactor);
        q = Lanes.Select(switches, changed, Lanes.Select(follows, kept, Lanes<T>.Zero));
        return switches | follows | alone;
    }

    /// <summary>True where a square has left its range. Zero counts as inside: no unit would change it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static LaneMask<T> OutOfRange<T>(Lanes<T> square)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (square > Lanes<T>.Of(LargestSquare)) | ((square < Lanes<T>.Of(LeastSquare)) & (square > Lanes<T>.Zero));

    /// <summary>False if all squares from the least to the largest are in range in every lane. Zero counts as outside here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool MayLeaveRange<T>(Lanes<T> least, Lanes<T> largest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Lanes.Any((largest > Lanes<T>.Of(LargestSquare)) | (least < Lanes<T>.Of(LeastSquare)));

    // The reference that an input should have, given the one it has.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Wanted<T>(DifferenceUnits units, Lanes<T> c, Lanes<T> rho, Lanes<T> ratio)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LaneMask<T> isNear = Lanes.Abs(c) > Lanes<T>.Zero;
        Lanes<T> gain = Lanes<T>.Of(1 - (DifferenceUnits.MostOfReference / Margin));
        Lanes<T> lose = Lanes<T>.Of(1 - (DifferenceUnits.MostOfReference * Margin));
        Lanes<T> bound = Lanes.Select(isNear, lose, gain);
        Lanes<T> wanted = Lanes.Select(rho > bound, Lanes<T>.One, Lanes<T>.Zero);
        if (units.MayOppose)
        {
            wanted = Lanes.Select(rho < -bound, -Lanes<T>.One, wanted);
        }

        if (units.Own)
        {
            return wanted;
        }

        Lanes<T> largest = Lanes.Select(
            isNear, Lanes<T>.Of(DifferenceUnits.LargestRatio * Margin), Lanes<T>.Of(DifferenceUnits.LargestRatio / Margin));
        return Lanes.Select((ratio < largest) & (ratio * largest > Lanes<T>.One), wanted, Lanes<T>.Zero);
    }
}
