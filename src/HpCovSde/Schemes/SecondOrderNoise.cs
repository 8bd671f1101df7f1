using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Schemes;

/// <summary>
/// Noise of weak order 2 for any number of inputs, without iterated integrals:
/// <code>
/// T = Q N Q,   Q = diag e^{a_i/4},   a_i = √(2h) g_i − ih   (i from 1),
/// N = I + G or (I − G)⁻¹, each with probability 1/2,
/// G strictly lower triangular, G_ij ~ N(0, s_{i−j} (1 + h/3 + (a_i − a_j)²/24)/(1 + h/2 + (i − j)²h²/24)) given a,
/// s_d = c r^d, or s_d = c r (r (1 − c))^{d−1} for the inverse, with r = e^{h/2} and c = 2 sinh(h/2).
/// </code>
/// For one input it is the lognormal law. log det TTᵀ = Σ a_i is exact in law, and so is T_11.
/// </summary>
/// <remarks>
/// T is a step of Ninomiya and Victoir's scheme (2008) on the group of lower triangular matrices: dT = T∘dB has one field for each entry,
/// and the two products are those of the flows in one order and in the opposite one. The diagonal acts in two halves around them. Its
/// curvature is put into the variances of G. s_d is h to first order, and its terms of second order cancel between the two forms. They give
/// T_ij the second moment of the exact noise, e^{−(j−1)h} (1 − e^{−h}), in the second form up to the coupling of the a_i along a path. So
/// E TTᵀ = I also where mh is large. With s_d = h, E V of 30 inputs would be 12 times too large after four steps of 1/4. The orders are
/// measured, not proved: <c>WeakOrderTests</c>.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class SecondOrderNoise<T> : TriangularNoise<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _inputs;
    private readonly double _step;

    // By i − j, the deviation of G_ij but for its dependence on a.
    private readonly T[] _deviations;
    private readonly T[] _deviationsOfInverse;

    /// <param name="inputs">m.</param>
    /// <param name="step">h.</param>
    internal SecondOrderNoise(int inputs, double step)
        : base(inputs)
    {
        _inputs = inputs;
        _step = step;
        _deviations = new T[inputs];
        _deviationsOfInverse = new T[inputs];
        double c = 2 * Math.Sinh(step / 2);
        double r = Math.Exp(step / 2);
        for (int d = 1; d < inputs; d++)
        {
            double mean = 1 + (step / 2) + (d * d * step * step / 24);
            _deviations[d] = T.CreateTruncating(Math.Sqrt(c * Math.Pow(r, d) / mean));
            _deviationsOfInverse[d] = T.CreateTruncating(Math.Sqrt(c * r * Math.Pow(Math.Max(0, r * (1 - c)), d - 1) / mean));
        }
    }

    // One for each entry of T, by columns, and from three inputs on one whose sign chooses N. With fewer, the two are equal.
    internal override int Normals => (int)NormalsOf(_inputs);

    internal override int Signs => SignsOf(_inputs);

    /// <summary><see cref="Normals"/> of m inputs.</summary>
    internal static long NormalsOf(int inputs) => ((long)inputs * (inputs + 1) / 2) + SignsOf(inputs);

    private static int SignsOf(int inputs) => inputs > 2 ? 1 : 0;

    internal override void Fill(ReadOnlySpan<T> normals, Span<T> columns, Span<T> diagonal)
    {
        Lanes<T> choice = _inputs > 2 ? Lanes<T>.Load(normals, PackedLower.Length(_inputs)) : Lanes<T>.Zero;
        LaneMask<T> inverts = choice < Lanes<T>.Zero;
        FillGaussian(normals, inverts, columns, diagonal);
        Invert(inverts, columns);
        MultiplyByDiagonal(columns, diagonal);
    }

    // Q and G.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void FillGaussian(ReadOnlySpan<T> normals, LaneMask<T> inverts, Span<T> columns, Span<T> diagonal)
    {
        Lanes<T> quarter = Lanes<T>.Of(0.25);
        Lanes<T> common = Lanes<T>.Of(1 + (_step / 3));
        Lanes<T> ofSquare = Lanes<T>.Of(1 / 24.0);
        for (int j = 0; j < _inputs; j++)
        {
            Lanes<T> own = LogSquare(normals, j);
            VectorMath.Exp(quarter * own).Store(diagonal, j);
            for (int i = j + 1; i < _inputs; i++)
            {
                int entry = PackedLower.ColumnIndex(_inputs, i, j);
                Lanes<T> difference = LogSquare(normals, i) - own;
                Lanes<T> variance = Lanes.MultiplyAdd(ofSquare * difference, difference, common);
                Lanes<T> deviation = Lanes.Select(inverts, (Lanes<T>)_deviationsOfInverse[i - j], (Lanes<T>)_deviations[i - j]);
                ((deviation * Lanes.Sqrt(variance)) * Lanes<T>.Load(normals, entry)).Store(columns, entry);
            }
        }
    }

    // a_i.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes<T> LogSquare(ReadOnlySpan<T> normals, int i) => Lanes.MultiplyAdd(
        Lanes<T>.Of(Math.Sqrt(2 * _step)), Lanes<T>.Load(normals, PackedLower.ColumnIndex(_inputs, i, i)), Lanes<T>.Of(-(i + 1) * _step));

    // G becomes N − I, with N_ij = G_ij + Σ_{j<k<i} N_ik G_kj in the lanes that take the inverse. From the right, and upwards in a column,
    // an entry needs those that are N already, and those above it that still are G.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Invert(LaneMask<T> mask, Span<T> columns)
    {
        Lanes<T> inverse = Lanes.Select(mask, Lanes<T>.One, Lanes<T>.Zero);
        for (int j = _inputs - 3; j >= 0; j--)
        {
            for (int i = _inputs - 1; i > j + 1; i--)
            {
                Lanes<T> sum = Lanes<T>.Zero;
                for (int k = j + 1; k < i; k++)
                {
                    Lanes<T> left = Lanes<T>.Load(columns, PackedLower.ColumnIndex(_inputs, i, k));
                    sum = Lanes.MultiplyAdd(left, Lanes<T>.Load(columns, PackedLower.ColumnIndex(_inputs, k, j)), sum);
                }

                int entry = PackedLower.ColumnIndex(_inputs, i, j);
                Lanes.MultiplyAdd(inverse, sum, Lanes<T>.Load(columns, entry)).Store(columns, entry);
            }
        }
    }

    // T = Q N Q.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void MultiplyByDiagonal(Span<T> columns, Span<T> diagonal)
    {
        for (int j = 0; j < _inputs; j++)
        {
            Lanes<T> own = Lanes<T>.Load(diagonal, j);
            for (int i = j + 1; i < _inputs; i++)
            {
                int entry = PackedLower.ColumnIndex(_inputs, i, j);
                ((own * Lanes<T>.Load(diagonal, i)) * Lanes<T>.Load(columns, entry)).Store(columns, entry);
            }

            (own * own).Store(diagonal, j);
        }
    }
}
