using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// When and how the units of the pre-activations of a residual network change: y_a ← p_a y_a, in difference coordinates e_a ← p_a e_a + q_a
/// y_1 with q_a = p_a − p_1. This changes no law if the activation is homogeneous; else units do not change.
/// </summary>
/// <remarks>
/// There are two reasons. Numbers must stay in range at any depth: the first input is made a unit vector where its square has left [2⁻²⁰,
/// 2²⁰], and only there, so that a frozen input keeps its bits. And differences of norms must not hide the angles, from which 1 − ρ is
/// computed: an input gets the norm of the first where at least half of |e_a|² comes from the difference of their norms.
/// </remarks>
internal static class ResidualUnits
{
    private const double LeastSquare = 1.0 / (1 << 20);
    private const double LargestSquare = 1 << 20;

    /// <summary>Writes p_a and q_a for every input, a replica a lane.</summary>
    /// <param name="inputs">m.</param>
    /// <param name="gram">The Gram matrix of (y_1, e_2, …, e_m) over n, packed.</param>
    /// <param name="ofDifference">p, m rows.</param>
    /// <param name="ofFirst">q, m rows.</param>
    /// <returns>True in the lanes where the units change.</returns>
    internal static LaneMask<T> Change<T>(int inputs, ReadOnlySpan<T> gram, Span<T> ofDifference, Span<T> ofFirst)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> first = Lanes<T>.Load(gram, 0);
        LaneMask<T> changes = OfFirst(first, out Lanes<T> p1);
        p1.Store(ofDifference, 0);
        Lanes<T>.Zero.Store(ofFirst, 0);
        for (int a = 1; a < inputs; a++)
        {
            Lanes<T> cross = Lanes<T>.Load(gram, PackedLower.Index(a, 0));
            Lanes<T> square = Lanes<T>.Load(gram, PackedLower.Index(a, a));
            changes |= OfOther(first, cross, square, p1, out Lanes<T> p, out Lanes<T> q);
            p.Store(ofDifference, a);
            q.Store(ofFirst, a);
        }

        return changes;
    }

    /// <summary>The same for one replica, with a dense lower triangle; true if the units change.</summary>
    internal static bool ChangeOfReplica<T>(int inputs, ReadOnlySpan<T> gram, Span<T> ofDifference, Span<T> ofFirst)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LaneMask<T> changes = OfFirst(gram[0], out Lanes<T> p1);
        ofDifference[0] = p1[0];
        ofFirst[0] = T.Zero;
        for (int a = 1; a < inputs; a++)
        {
            changes |= OfOther(gram[0], gram[a * inputs], gram[(a * inputs) + a], p1, out Lanes<T> p, out Lanes<T> q);
            ofDifference[a] = p[0];
            ofFirst[a] = q[0];
        }

        return Lanes.Any(changes);
    }

    /// <summary>|y_a|² of an input after the first, from the Gram matrix of differences; exactly 0 where e_a = −y_1.</summary>
    internal static Lanes<T> Square<T>(Lanes<T> first, Lanes<T> cross, Lanes<T> square)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes.Max(Lanes<T>.Zero, first + ((cross + cross) + square));

    private static LaneMask<T> OfFirst<T>(Lanes<T> first, out Lanes<T> p)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LaneMask<T> changes = OutOfRange(first);
        p = Lanes.Select(changes, Lanes<T>.One / Lanes.Sqrt(first), Lanes<T>.One);
        return changes;
    }

    private static LaneMask<T> OfOther<T>(Lanes<T> first, Lanes<T> cross, Lanes<T> square, Lanes<T> p1, out Lanes<T> p, out Lanes<T> q)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> firstNorm = Lanes.Sqrt(first);
        Lanes<T> normSquare = Square(first, cross, square);
        Lanes<T> norm = Lanes.Sqrt(normSquare);
        Lanes<T> normDifference = ((cross + cross) + square) / (norm + firstNorm);
        LaneMask<T> bothAlive = norm * firstNorm > Lanes<T>.Zero;
        LaneMask<T> radial = normDifference * normDifference > Lanes<T>.Of(0.5) * square;
        LaneMask<T> follows = bothAlive & (radial | OutOfRange(first));
        LaneMask<T> alone = (firstNorm <= Lanes<T>.Zero) & OutOfRange(normSquare);
        p = Lanes.Select(follows, (p1 * firstNorm) / norm, Lanes.Select(alone, Lanes<T>.One / norm, p1));
        q = Lanes.Select(follows, -(p1 * normDifference) / norm, Lanes<T>.Zero);
        return follows | alone;
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
}
