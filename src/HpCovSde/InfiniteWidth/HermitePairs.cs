using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.InfiniteWidth;

/// <summary>
/// The effect of a step on a pair of inputs. With x = √skip σ/s and the coefficients ã_k of both inputs,
/// <code>
/// δ' = ½ (x_a − x_b)² + x_a x_b δ + ½ Σ_k (ã_k^a − ã_k^b)² + Σ_k ã_k^a ã_k^b (1 − ρ^k).
/// </code>
/// No term is a difference of large terms: 1 − ρ^k = δ (1 + ρ + … + ρ^{k−1}), so the last sum is δ times a polynomial in ρ, whose
/// coefficients are partial sums of the ã_k^a ã_k^b, from the last k downwards.
/// </summary>
/// <remarks>
/// The kernel takes four inputs a at a time, and eight inputs b in lanes. Three accumulators for each a hide the latency of the fused
/// multiply-adds. If the truncated coefficients matter, they are treated as a single coefficient of their mean degree κ. This is right for
/// δ ≪ 1/κ and for δ ≫ 1/κ. In between the error is at most 2 |ρ|^{K} √(τ_a τ_b).
/// </remarks>
internal static class HermitePairs
{
    /// <summary>The number of inputs a in a tile.</summary>
    internal const int Quad = 4;

    /// <summary>The number of pairs in a tile.</summary>
    internal const int Tile = Quad * HermiteTable.Group;

    /// <summary>The ã of four inputs, indexed [term][input], for <see cref="Step"/>; 0 for inputs beyond the last.</summary>
    internal static void Pack(HermiteTable table, int first, Span<double> rows)
    {
        for (int i = 0; i < Quad; i++)
        {
            for (int term = 0; term < table.Terms; term++)
            {
                rows[(term * Quad) + i] = first + i < table.Inputs ? table[first + i, term] : 0;
            }
        }
    }

    /// <summary>δ' of a tile, indexed [a][b], which may overwrite δ. Returns a bound of the truncation error. Does not allocate.</summary>
    internal static double Step(
        HermiteTable table, int first, int group, ReadOnlySpan<double> rows, ReadOnlySpan<double> deltas, Span<double> after)
    {
        Span<double> sums = stackalloc double[Tile];
        double bound = Sums(table, first, group, rows, deltas, sums);
        var carried = Lanes<double>.Load(table.Carried, group);
        for (int i = 0; i < Quad && first + i < table.Inputs; i++)
        {
            Lanes<double> own = table.Carried[first + i];
            Lanes<double> difference = own - carried;
            Lanes<double> sum = Lanes.MultiplyAdd(own * carried, Lanes<double>.Load(deltas, i), Lanes<double>.Load(sums, i));
            sum = Lanes.MultiplyAdd(0.5 * difference, difference, sum);
            Lanes.Min(Lanes.Max(sum, Lanes<double>.Zero), 2.0).Store(after, i);
        }

        return bound;
    }

    /// <summary>dδ/dt of a tile, for <see cref="HermiteFlow"/>. Returns a bound of the truncation error. Does not allocate.</summary>
    internal static double Rate(
        HermiteTable table, int first, int group, ReadOnlySpan<double> rows, ReadOnlySpan<double> deltas, Span<double> rates)
    {
        double bound = Sums(table, first, group, rows, deltas, rates);
        var squares = Lanes<double>.Load(table.Squares, group);
        for (int i = 0; i < Quad && first + i < table.Inputs; i++)
        {
            Lanes<double> growth = 0.5 * (table.Squares[first + i] + squares);
            Lanes.MultiplySubtractFrom(growth, Lanes<double>.Load(deltas, i), Lanes<double>.Load(rates, i)).Store(rates, i);
        }

        return bound;
    }

    // ½ Σ (ã − ã')² + Σ ã ã' (1 − ρ^k), with an estimate of the truncated terms. Returns a bound of the error of this estimate.
    private static double Sums(
        HermiteTable table, int first, int group, ReadOnlySpan<double> rows, ReadOnlySpan<double> deltas, Span<double> sums)
    {
        Sum(rows, table.Columns(group), table.Offset, table.Stride, deltas, sums);
        double bound = 0;
        for (int i = 0; table.HasTail && i < Quad && first + i < table.Inputs; i++)
        {
            var sum = Lanes<double>.Load(sums, i);
            bound = Math.Max(bound, AddTail(table, first + i, group, Lanes<double>.Load(deltas, i), ref sum));
            sum.Store(sums, i);
        }

        return bound;
    }

    // The sums over the coefficients that are kept.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum(
        ReadOnlySpan<double> rows, ReadOnlySpan<double> columns, int offset, int stride, ReadOnlySpan<double> deltas, Span<double> sums)
    {
        Lanes<double> x0 = Power(Lanes<double>.Load(deltas, 0), stride);
        Lanes<double> x1 = Power(Lanes<double>.Load(deltas, 1), stride);
        Lanes<double> x2 = Power(Lanes<double>.Load(deltas, 2), stride);
        Lanes<double> x3 = Power(Lanes<double>.Load(deltas, 3), stride);
        Lanes<double> c0 = 0, c1 = 0, c2 = 0, c3 = 0;
        Lanes<double> h0 = 0, h1 = 0, h2 = 0, h3 = 0;
        Lanes<double> d0 = 0, d1 = 0, d2 = 0, d3 = 0;
        for (int term = (rows.Length / Quad) - 1; term >= 0; term--)
        {
            ReadOnlySpan<double> row = rows.Slice(term * Quad, Quad);
            var b = Lanes<double>.Load(columns, term);
            Lanes<double> a0 = row[0], a1 = row[1], a2 = row[2], a3 = row[3];
            h0 = Lanes.MultiplyAdd(h0, x0, c0);
            h1 = Lanes.MultiplyAdd(h1, x1, c1);
            h2 = Lanes.MultiplyAdd(h2, x2, c2);
            h3 = Lanes.MultiplyAdd(h3, x3, c3);
            c0 = Lanes.MultiplyAdd(a0, b, c0);
            c1 = Lanes.MultiplyAdd(a1, b, c1);
            c2 = Lanes.MultiplyAdd(a2, b, c2);
            c3 = Lanes.MultiplyAdd(a3, b, c3);
            a0 -= b;
            a1 -= b;
            a2 -= b;
            a3 -= b;
            d0 = Lanes.MultiplyAdd(a0, a0, d0);
            d1 = Lanes.MultiplyAdd(a1, a1, d1);
            d2 = Lanes.MultiplyAdd(a2, a2, d2);
            d3 = Lanes.MultiplyAdd(a3, a3, d3);
        }

        Finish(c0, h0, d0, offset, stride, deltas, sums, 0);
        Finish(c1, h1, d1, offset, stride, deltas, sums, 1);
        Finish(c2, h2, d2, offset, stride, deltas, sums, 2);
        Finish(c3, h3, d3, offset, stride, deltas, sums, 3);
    }

    // ρ or ρ².
    private static Lanes<double> Power(Lanes<double> delta, int stride)
    {
        Lanes<double> rho = 1.0 - delta;
        return stride == 1 ? rho : rho * rho;
    }

    // Σ_j c_j (1 − ρ^o x^j) = (1 − ρ^o) Σ c_j + ρ^o (1 − x) h, o = 0 or 1.
    private static void Finish(
        Lanes<double> c, Lanes<double> h, Lanes<double> d, int offset, int stride, ReadOnlySpan<double> deltas, Span<double> sums, int row)
    {
        var delta = Lanes<double>.Load(deltas, row);
        Lanes<double> powers = (stride == 1 ? delta : delta * (2.0 - delta)) * h;
        Lanes<double> product = offset == 0 ? powers : Lanes.MultiplyAdd(1.0 - delta, powers, delta * c);
        Lanes.MultiplyAdd(0.5, d, product).Store(sums, row);
    }

    private static double AddTail(HermiteTable table, int a, int group, Lanes<double> delta, ref Lanes<double> sum)
    {
        Lanes<double> own = table.TailRoots[a];
        var other = Lanes<double>.Load(table.TailRoots, group);
        Lanes<double> degree = 0.5 * (table.TailDegrees[a] + Lanes<double>.Load(table.TailDegrees, group));
        Lanes<double> root = own * other;

        // log |ρ|, for ρ^κ. The sign of ρ^κ is positive for ρ > 0. For ρ < 0 the parity gives it; without parity it is taken as 0.
        Lanes<double> log = VectorMath.Log1p(-Lanes.Min(delta, 2.0 - delta));
        Lanes<double> growth = VectorMath.Expm1(degree * log);
        Lanes<double> sign = table.Stride == 1 ? 0.0 : table.Offset == 0 ? 1.0 : -1.0;
        Lanes<double> loss = Lanes.Select(delta < 1.0, -growth, 1.0 - (sign * (growth + 1.0)));
        Lanes<double> difference = own - other;
        sum += Lanes.MultiplyAdd(root, loss, 0.5 * difference * difference);

        Lanes<double> between = 2.0 * root * VectorMath.Exp((double)table.FirstLeftOut * log);
        Lanes<double> bound = Lanes.Select(delta < 1.0, Lanes.Min(between, delta * root * degree), between);
        double largest = 0;
        for (int lane = 0; lane < HermiteTable.Group; lane++)
        {
            largest = Math.Max(largest, bound[lane]);
        }

        return largest;
    }
}
