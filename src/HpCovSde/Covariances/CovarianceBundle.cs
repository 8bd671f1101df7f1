using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Covariances;

/// <summary>
/// The covariances of one bundle of replicas, one replica per lane: what a finite network and an SDE have in common. A view of memory owned
/// by the caller; nothing here allocates.
/// </summary>
/// <remarks>
/// <para>Per lane it holds log V^{aa} as an unevaluated sum of two numbers (a million layers add up without drift even in single
/// precision), and the correlations in difference coordinates. A dead input has V^{aa} = 0, log variance −∞ and the unit vector 0. Where
/// V^{aa} is infinite, the second number is the time at which it became so.</para>
/// <para><b>Difference coordinates.</b> Let u_a be the a-th input's unit vector. A bundle keeps, and all sampling uses, the Gram matrix K
/// of (u_1, u_2 − u_1, …, u_m − u_1), so K_aa = 2(1 − ρ^{1a}), K_1a = −(1 − ρ^{1a}). As inputs become parallel the differences shrink, but
/// keep their relative accuracy where ρ = 1 − 10⁻¹⁴ would have lost it: 1 − ρ^{ab} has an error of a few roundings of itself for pairs with
/// the first input, and of max(1 − ρ^{1a}, 1 − ρ^{1b}) for others. The change of coordinates is unit lower triangular, so Cholesky factors
/// stay triangular and determinants are unchanged.</para>
/// </remarks>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
internal readonly ref struct CovarianceBundle<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Span<T> _rows;

    /// <summary>Views the first <see cref="Length"/> elements of <paramref name="rows"/> as a bundle.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputs"/> is less than 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="rows"/> is too short.</exception>
    public CovarianceBundle(Span<T> rows, int inputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        if (rows.Length < Length(inputs))
        {
            throw new ArgumentException(
                $"rows has {rows.Length} elements; {inputs} inputs in {Lanes<T>.Count} lanes need {Length(inputs)}.", nameof(rows));
        }

        _rows = rows[..Length(inputs)];
        Inputs = inputs;
    }

    /// <summary>m, the number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>How often the scheme lost definiteness, per lane.</summary>
    public Lanes<T> DefinitenessLosses
    {
        get => Lanes<T>.Load(_rows, (2 * Inputs) + PackedLower.Length(Inputs));
        set => value.Store(_rows, (2 * Inputs) + PackedLower.Length(Inputs));
    }

    /// <summary>Elements a bundle of <paramref name="inputs"/> inputs takes: (2m + m(m+1)/2 + 1) rows of lanes.</summary>
    /// <exception cref="OverflowException">They do not fit into one span.</exception>
    public static int Length(int inputs) => checked(((2 * inputs) + PackedLower.Length(inputs) + 1) * Lanes<T>.Count);

    /// <summary>K, packed lower triangular: the Gram matrix of (u_1, u_2 − u_1, …, u_m − u_1).</summary>
    public Span<T> DifferenceGram => _rows.Slice(2 * Inputs * Lanes<T>.Count, PackedLower.Length(Inputs) * Lanes<T>.Count);

    /// <summary>True in the lanes where input <paramref name="a"/> is dead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneMask<T> IsDead(int a) => Lanes<T>.Load(_rows, a) <= Lanes<T>.Of(double.NegativeInfinity);

    /// <summary>1 − ρ^{ab} = |u_a − u_b|²/2 of live inputs a &gt; b, in [0, 2]; unspecified if one is dead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes<T> OneMinusCorrelation(int a, int b) => Lanes<T>.Of(0.5) * Distance(DifferenceGram, a, b);

    /// <summary>log V^{aa}, rounded.</summary>
    public Lanes<T> LogVariance(int a) => Lanes<T>.Load(_rows, a) + Lanes<T>.Load(_rows, Inputs + a);

    /// <summary>log V^{aa} of one lane, as accurate as it is kept.</summary>
    public double LogVariance(int a, int lane) =>
        double.CreateTruncating(Lanes<T>.Load(_rows, a)[lane]) + double.CreateTruncating(Lanes<T>.Load(_rows, Inputs + a)[lane]);

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
        sum.Store(_rows, a);
        Lanes.Select(finite, error, low).Store(_rows, Inputs + a);
    }

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

    /// <summary>log V^{aa} ← log V^{aa} + log(factor).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void MultiplyVariance(int a, Lanes<T> factor) => AddToLogVariance(a, VectorMath.Log(factor));

    /// <summary>Puts the same covariance in every lane.</summary>
    /// <exception cref="ArgumentException">The matrix has a different number of inputs.</exception>
    public void Set(GramMatrix gram)
    {
        ArgumentNullException.ThrowIfNull(gram);
        if (gram.Size != Inputs)
        {
            throw new ArgumentException($"gram has {gram.Size} inputs, the bundle {Inputs}.", nameof(gram));
        }

        for (int a = 0; a < Inputs; a++)
        {
            double log = Math.Log(gram.Variance(a));
            T high = T.CreateTruncating(log);
            ((Lanes<T>)high).Store(_rows, a);
            Lanes<T>.Of(double.IsFinite(log) ? log - double.CreateTruncating(high) : 0).Store(_rows, Inputs + a);
            for (int b = 0; b <= a; b++)
            {
                Lanes<T>.Of(InitialDifferenceGram.Entry(gram, a, b)).Store(DifferenceGram, PackedLower.Index(a, b));
            }
        }

        DefinitenessLosses = Lanes<T>.Zero;
    }

    /// <summary>Sets 1 − ρ^{12} where both inputs are alive; other inputs do not change.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetPair(Lanes<T> oneMinusCorrelation)
    {
        LaneMask<T> dead = IsDead(0) | IsDead(1);
        Lanes.Select(dead, Lanes<T>.Load(DifferenceGram, 1), -oneMinusCorrelation).Store(DifferenceGram, 1);
        Lanes.Select(dead, Lanes<T>.Load(DifferenceGram, 2), oneMinusCorrelation + oneMinusCorrelation).Store(DifferenceGram, 2);
    }

    /// <summary>
    /// For activations that are not homogeneous: the factor of K becomes that of the covariance of (z_1, z_2 − z_1, …), z_a = √V^{aa} u_a,
    /// and the variances become 1. From then on everything is in absolute units.
    /// </summary>
    /// <param name="factor">L with K = LLᵀ, packed, in memory apart from the bundle's.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void MoveVariancesTo(Span<T> factor)
    {
        Lanes<T> half = Lanes<T>.Of(0.5);
        Lanes<T> unit = Lanes<T>.Load(factor, 0);
        Lanes<T> first = VectorMath.Exp(half * LogVariance(0));
        (first * unit).Store(factor, 0);
        for (int a = 1; a < Inputs; a++)
        {
            // z_a − z_1 = σ_a (u_a − u_1) + (σ_a − σ_1) u_1.
            Lanes<T> own = VectorMath.Exp(half * LogVariance(a));
            Lanes<T> ofFirst = (own - first) * unit;
            int row = PackedLower.Index(a, 0);
            Lanes.MultiplyAdd(own, Lanes<T>.Load(factor, row), ofFirst).Store(factor, row);
            for (int b = 1; b <= a; b++)
            {
                (own * Lanes<T>.Load(factor, row + b)).Store(factor, row + b);
            }
        }

        _rows[..(2 * Inputs * Lanes<T>.Count)].Clear();
    }

    /// <summary>
    /// Takes over a new covariance from the Gram matrix S of (h_1, h_2 − h_1, …, h_m − h_1), where h_a stands for the a-th input in
    /// units in which it had variance 1: log V^{aa} grows by log(scale·|h_a|²), and K becomes the Gram matrix of
    /// (h_1/|h_1|, …, h_a/|h_a| − h_1/|h_1|, …), with h_a/|h_a| − h_1/|h_1| = p_a (h_a − h_1) + q_a h_1.
    /// </summary>
    /// <param name="gram">S, packed lower triangular, in memory apart from the bundle's.</param>
    /// <param name="scale">The constant the Gram matrix is multiplied with, c/n for a layer.</param>
    public void TakeDifferenceGram(ReadOnlySpan<T> gram, Lanes<T> scale) => Take(gram, scale, movesVariances: true);

    /// <summary>K as <see cref="TakeDifferenceGram"/> takes it over; the variances stay.</summary>
    /// <param name="gram">S, packed lower triangular, in memory apart from the bundle's.</param>
    public void TakeCorrelations(ReadOnlySpan<T> gram) => Take(gram, Lanes<T>.One, movesVariances: false);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Take(ReadOnlySpan<T> gram, Lanes<T> scale, bool movesVariances)
    {
        Span<T> k = DifferenceGram;
        Lanes<T> first = Lanes.Max(Lanes<T>.Zero, Lanes<T>.Load(gram, 0));
        Lanes<T> firstNorm = Lanes.Sqrt(first);
        if (movesVariances)
        {
            MultiplyVariance(0, scale * first);
        }

        Lanes.Select(firstNorm > Lanes<T>.Zero, Lanes<T>.One, firstNorm).Store(k, 0);

        // p and q are kept where K_1a and K_aa will be.
        for (int a = 1; a < Inputs; a++)
        {
            Norms(gram, first, firstNorm, a, out Lanes<T> norm, out Lanes<T> normDifference);
            if (movesVariances)
            {
                MultiplyVariance(a, scale * (norm * norm));
            }

            Lanes<T> p = Lanes.Select(norm > Lanes<T>.Zero, Lanes<T>.One / norm, Lanes<T>.Zero);
            Lanes<T> inverseFirst = Lanes.Select(firstNorm > Lanes<T>.Zero, Lanes<T>.One / firstNorm, Lanes<T>.Zero);
            Lanes<T> product = norm * firstNorm;
            p.Store(k, PackedLower.Index(a, 0));
            Lanes.Select(product > Lanes<T>.Zero, -normDifference / product, p - inverseFirst).Store(k, PackedLower.Index(a, a));
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

        for (int a = 1; a < Inputs; a++)
        {
            TakePairWithFirst(gram, first, firstNorm, a);
        }
    }

    // K_1a and K_aa. Both alive: |h_a/|h_a| − h_1/|h_1||² = (|h_a − h_1|² − (|h_a| − |h_1|)²)/(|h_a||h_1|). One dead: 1; both: 0.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void TakePairWithFirst(ReadOnlySpan<T> gram, Lanes<T> first, Lanes<T> firstNorm, int a)
    {
        Norms(gram, first, firstNorm, a, out Lanes<T> norm, out Lanes<T> normDifference);
        Lanes<T> product = norm * firstNorm;
        LaneMask<T> bothAlive = product > Lanes<T>.Zero;
        var own = Lanes<T>.Load(gram, PackedLower.Index(a, a));
        Lanes<T> square = Lanes.MultiplySubtractFrom(normDifference, normDifference, own) / product;
        square = SquaredDistance(square);
        Lanes<T> alone = Lanes.Select(norm + firstNorm > Lanes<T>.Zero, Lanes<T>.One, norm + firstNorm);
        Lanes<T> firstAlone = Lanes.Select(firstNorm > Lanes<T>.Zero, -Lanes<T>.One, Lanes<T>.Zero);
        Lanes.Select(bothAlive, square, alone).Store(DifferenceGram, PackedLower.Index(a, a));
        Lanes.Select(bothAlive, Lanes<T>.Of(-0.5) * square, firstAlone).Store(DifferenceGram, PackedLower.Index(a, 0));
    }

    // |h_a|, and |h_a| − |h_1| = (2⟨h_1, h_a − h_1⟩ + |h_a − h_1|²)/(|h_a| + |h_1|), not as a difference.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Norms(
        ReadOnlySpan<T> gram, Lanes<T> first, Lanes<T> firstNorm, int a, out Lanes<T> norm, out Lanes<T> normDifference)
    {
        Lanes<T> cross = Lanes<T>.Load(gram, PackedLower.Index(a, 0));
        Lanes<T> excess = (cross + cross) + Lanes<T>.Load(gram, PackedLower.Index(a, a));
        norm = Lanes.Sqrt(Lanes.Max(Lanes<T>.Zero, first + excess));
        normDifference = excess / (norm + firstNorm);
    }

    // |u_a − u_b|², a > b.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> Distance(ReadOnlySpan<T> gram, int a, int b)
    {
        Lanes<T> square = Lanes<T>.Load(gram, PackedLower.Index(a, a));
        if (b == 0)
        {
            return square;
        }

        Lanes<T> cross = Lanes<T>.Load(gram, PackedLower.Index(a, b));
        return SquaredDistance((square + Lanes<T>.Load(gram, PackedLower.Index(b, b))) - (cross + cross));
    }

    // The squared distance of two unit vectors is in [0, 4]. Rounding must not leave this range, where the drift is defined.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes<T> SquaredDistance(Lanes<T> computed) => Lanes.Min(Lanes<T>.Of(4), Lanes.Max(Lanes<T>.Zero, computed));
}
