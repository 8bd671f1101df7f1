using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Data;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Covariances;

/// <summary>
/// The covariances of one bundle of replicas, one replica per lane: what a finite network and an SDE have in common. A view of memory owned
/// by the caller; nothing here allocates.
/// </summary>
/// <remarks>
/// <para>Per lane it holds log V^{aa} as an unevaluated sum of two numbers (a million layers add up without drift even in single
/// precision), and the correlations in difference coordinates. A dead input has V^{aa} = 0 and log variance −∞. Where V^{aa} is infinite,
/// the second number is the time at which it became so.</para>
/// <para><b>Difference coordinates.</b> Let u_1 be the first input's unit vector. A bundle keeps, and all sampling uses, the Gram matrix K
/// of (u_1, w_2, …, w_m). Each input after the first has a <see cref="Reference"/> c_a in each lane. Where c_a = 0 the vector w_a is u_a
/// itself. Where c_a = 1 the input is nearly parallel to the first, and w_a is its difference from the first; where c_a = −1 it is nearly
/// opposite, and w_a is their sum, see <see cref="DifferenceUnits"/>. As inputs become parallel the differences shrink, but keep their
/// relative accuracy where ρ = 1 − 10⁻¹⁴ would have lost it. An input that is far from the first, or much smaller, does not lose its own
/// digits to it. The change of coordinates is unit lower triangular, so Cholesky factors stay triangular and determinants are
/// unchanged.</para>
/// <para><b>Scale of the differences.</b> The differences are 2^<see cref="Scale"/> times what is kept. The exponent is 0 until all
/// differences are very small (<see cref="DifferenceScale"/>). From then on a layer or a step acts on them linearly to far beyond the
/// precision, so they are kept larger than they are, and 1 − ρ never leaves the range of numbers.</para>
/// <para>1 − ρ^{1a} has an error of a few roundings of itself where c_a ≠ 0. 1 − ρ^{ab} of two other inputs has an error of a few roundings
/// of the larger of 1 − ρ^{1a} and 1 − ρ^{1b}.</para>
/// </remarks>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
internal readonly ref partial struct CovarianceBundle<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Span<T> _rows;
    private readonly DifferenceUnits _units;

    /// <summary>Views the first <see cref="Length"/> elements of <paramref name="rows"/> as a bundle.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputs"/> is less than 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="rows"/> is too short.</exception>
    public CovarianceBundle(Span<T> rows, int inputs, DifferenceUnits units)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        if (rows.Length < Length(inputs))
        {
            throw new ArgumentException(
                $"rows has {Wording.Count(rows.Length, "element")}; {Wording.Count(inputs, "input")} in {Lanes<T>.Count} lanes take "
                + $"{Length(inputs)}.", nameof(rows));
        }

        _rows = rows[..Length(inputs)];
        _units = units;
        Inputs = inputs;
    }

    /// <summary>m, the number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>How often the scheme lost definiteness, per lane.</summary>
    public Lanes<T> DefinitenessLosses
    {
        get => Lanes<T>.Load(_rows, (3 * Inputs) + PackedLower.Length(Inputs));
        set => value.Store(_rows, (3 * Inputs) + PackedLower.Length(Inputs));
    }

    /// <summary>
    /// The binary exponent of the differences: they are 2^Scale times what K has. A whole number, at most 0, and 0 unless the references of
    /// all live inputs are ±1.
    /// </summary>
    public Lanes<T> Scale
    {
        get => Lanes<T>.Load(_rows, 2 * Inputs);
        set => value.Store(_rows, 2 * Inputs);
    }

    /// <summary>Elements a bundle of <paramref name="inputs"/> inputs takes: (3m + m(m+1)/2 + 1) rows of lanes.</summary>
    /// <exception cref="OverflowException">They do not fit into one span.</exception>
    public static int Length(int inputs) => checked(((3 * inputs) + PackedLower.Length(inputs) + 1) * Lanes<T>.Count);

    /// <summary>K, packed lower triangular: the Gram matrix of (u_1, w_2, …, w_m).</summary>
    public Span<T> DifferenceGram => _rows.Slice(3 * Inputs * Lanes<T>.Count, PackedLower.Length(Inputs) * Lanes<T>.Count);

    /// <summary>c, m rows; the first is not a reference.</summary>
    public InputReferences<T> References =>
        new(_rows.Slice(2 * Inputs * Lanes<T>.Count, Inputs * Lanes<T>.Count), _units.FeaturesAreIncrements);

    /// <summary>c_a of an input after the first: 1, −1 or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes<T> Reference(int a) => Lanes<T>.Load(_rows, (2 * Inputs) + a);

    /// <summary>Sets c_a, for engines whose state is not K.</summary>
    public void SetReference(int a, Lanes<T> reference) => reference.Store(_rows, (2 * Inputs) + a);

    /// <summary>True in the lanes where input <paramref name="a"/> is dead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneMask<T> IsDead(int a) => Lanes<T>.Load(_rows, a) <= Lanes<T>.Of(double.NegativeInfinity);

    /// <summary>log V^{aa}, rounded.</summary>
    public Lanes<T> LogVariance(int a) => Lanes<T>.Load(_rows, a) + Lanes<T>.Load(_rows, Inputs + a);

    /// <summary>log V^{aa} of one lane, as accurate as it is kept.</summary>
    public double LogVariance(int a, int lane) =>
        double.CreateTruncating(Lanes<T>.Load(_rows, a)[lane]) + double.CreateTruncating(Lanes<T>.Load(_rows, Inputs + a)[lane]);

    /// <summary>The logarithm of the square of the unit in which K has an input, of one lane.</summary>
    public double LogUnit(int a, int lane)
    {
        bool isOfFirst = a > 0 && !_units.Own && Reference(a)[lane] != T.Zero;
        return LogVariance(isOfFirst ? 0 : a, lane);
    }

    /// <summary>Whether a variance of 0 is one that has left the range of numbers.</summary>
    public bool ZeroIsUnderflow => _units.Range.ZeroIsUnderflow;

    /// <summary>log V^{aa} ← log V^{aa} + increment, without losing low-order bits (Knuth's exact sum); ±∞ is kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddToLogVariance(int a, Lanes<T> increment)
    {
        Lanes<T> high = Lanes<T>.Load(_rows, a);
        Lanes<T> low = Lanes<T>.Load(_rows, Inputs + a);
        Lanes<T> x = increment + low;
        Lanes<T> sum = high + x;
        Lanes<T> back = sum - high;
        Lanes<T> error = (high - (sum - back)) + (x - back);
        LaneMask<T> finite = Lanes.Abs(sum) < T.PositiveInfinity;
        Lanes.Select(high < T.PositiveInfinity, sum, high).Store(_rows, a);
        Lanes.Select(finite, error, low).Store(_rows, Inputs + a);
    }

    /// <summary>log V^{aa} ← log V^{aa} + log(factor).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void MultiplyVariance(int a, Lanes<T> factor) => AddToLogVariance(a, VectorMath.Log(factor));

    /// <summary>log V^{aa} ← +∞ in the lanes of <paramref name="mask"/>, at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Explode(int a, LaneMask<T> mask, Lanes<T> time)
    {
        Lanes.Select(mask, Lanes<T>.Of(double.PositiveInfinity), Lanes<T>.Load(_rows, a)).Store(_rows, a);
        Lanes.Select(mask, time, Lanes<T>.Load(_rows, Inputs + a)).Store(_rows, Inputs + a);
    }

    /// <summary>The earliest time at which a variance of a lane became infinite; NaN where none has.</summary>
    public double ExplosionTime(int lane)
    {
        double earliest = double.NaN;
        for (int a = 0; a < Inputs; a++)
        {
            if (T.IsPositiveInfinity(Lanes<T>.Load(_rows, a)[lane]))
            {
                double time = double.CreateTruncating(Lanes<T>.Load(_rows, Inputs + a)[lane]);
                earliest = earliest <= time ? earliest : time;
            }
        }

        return earliest;
    }

    /// <summary>Puts the same covariance in every lane.</summary>
    /// <exception cref="ArgumentException">The matrix has a different number of inputs.</exception>
    public void Set(GramMatrix gram)
    {
        ArgumentNullException.ThrowIfNull(gram);
        if (gram.Size != Inputs)
        {
            throw new ArgumentException($"gram has {Wording.Count(gram.Size, "input")}, the bundle {Inputs}.", nameof(gram));
        }

        Scale = Lanes<T>.Zero;
        for (int a = 0; a < Inputs; a++)
        {
            double log = Math.Log(gram.Variance(a));
            T high = T.CreateTruncating(log);
            ((Lanes<T>)high).Store(_rows, a);
            Lanes<T>.Of(double.IsFinite(log) ? log - double.CreateTruncating(high) : 0).Store(_rows, Inputs + a);
            if (a > 0)
            {
                Lanes<T>.Of(InitialDifferenceGram.Reference(gram, a, _units)).Store(_rows, (2 * Inputs) + a);
            }

            for (int b = 0; b <= a; b++)
            {
                Lanes<T>.Of(InitialDifferenceGram.Entry(gram, a, b, _units)).Store(DifferenceGram, PackedLower.Index(a, b));
            }
        }

        Rescale();
        DefinitenessLosses = Lanes<T>.Zero;
    }

    /// <summary>
    /// For one pair of live inputs in units of their own: the reference to use, and 1 − cρ as it is kept. The reference is 1 or −1, and 1
    /// − cρ in [0, 1]; it is always 1 where inputs may not be opposite, and then 1 − ρ is in [0, 2].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void GetPair(out Lanes<T> reference, out Lanes<T> oneMinusAligned)
    {
        Lanes<T> c = Reference(1);
        Lanes<T> rho = Lanes<T>.Load(DifferenceGram, 1);
        LaneMask<T> isFar = Lanes.Abs(c) <= Lanes<T>.Zero;
        Lanes<T> half = Lanes<T>.Of(0.5) * Lanes<T>.Load(DifferenceGram, 2);
        reference = Lanes<T>.One;
        oneMinusAligned = Lanes.Select(isFar, Lanes<T>.One - rho, half);
        if (_units.MayOppose)
        {
            Lanes<T> sign = Lanes.Select(rho < Lanes<T>.Zero, -Lanes<T>.One, Lanes<T>.One);
            reference = Lanes.Select(isFar, sign, c);
            oneMinusAligned = Lanes.Select(isFar, Lanes<T>.One - Lanes.Abs(rho), half);
        }
    }

    /// <summary>
    /// Sets the correlation of one pair in units of its own where both inputs are alive, from 1 − cρ in [0, 2] as it is kept. The pair gets
    /// a reference, whatever ρ is.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void SetPair(Lanes<T> reference, Lanes<T> oneMinusAligned)
    {
        LaneMask<T> dead = IsDead(0) | IsDead(1);
        Lanes<T> c = reference;
        Lanes<T> delta = oneMinusAligned;
        if (_units.MayOppose)
        {
            LaneMask<T> turns = delta > Lanes<T>.One;
            c = Lanes.Select(turns, -c, c);
            delta = Lanes.Select(turns, Lanes<T>.Of(2) - delta, delta);
        }

        Lanes.Select(dead, Reference(1), c).Store(_rows, (2 * Inputs) + 1);
        Lanes.Select(dead, Lanes<T>.Load(DifferenceGram, 1), -(c * delta)).Store(DifferenceGram, 1);
        Lanes.Select(dead, Lanes<T>.Load(DifferenceGram, 2), delta + delta).Store(DifferenceGram, 2);
        Rescale();
    }
}
