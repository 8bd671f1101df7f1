using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Covariances;

/// <summary>
/// The covariance of a single replica, in memory of the caller: <see cref="CovarianceBundle{T}"/> without the lanes, for engines
/// that work on one replica at a time with dense matrices. Same coordinates, same formulas, same bits.
/// </summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
internal readonly ref struct CovarianceState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Span<T> _logHigh;
    private readonly Span<T> _logLow;
    private readonly Span<T> _gram;

    internal CovarianceState(Span<T> state, int inputs)
    {
        _logHigh = state[..inputs];
        _logLow = state.Slice(inputs, inputs);
        _gram = state.Slice(2 * inputs, PackedLower.Length(inputs));
        Inputs = inputs;
    }

    internal int Inputs { get; }

    internal static int Length(int inputs) => (2 * inputs) + PackedLower.Length(inputs);

    internal void Set(GramMatrix gram)
    {
        for (int a = 0; a < Inputs; a++)
        {
            double log = Math.Log(gram.Variance(a));
            _logHigh[a] = T.CreateTruncating(log);
            _logLow[a] = double.IsFinite(log) ? T.CreateTruncating(log - double.CreateTruncating(_logHigh[a])) : T.Zero;
            for (int b = 0; b <= a; b++)
            {
                _gram[PackedLower.Index(a, b)] = T.CreateTruncating(InitialDifferenceGram.Entry(gram, a, b));
            }
        }
    }

    /// <summary>Writes K, lower triangle, row-major with leading dimension m.</summary>
    internal void CopyDifferenceGram(Span<T> gram)
    {
        for (int a = 0; a < Inputs; a++)
        {
            _gram.Slice(PackedLower.Index(a, 0), a + 1).CopyTo(gram[(a * Inputs)..]);
        }
    }

    /// <summary><see cref="CovarianceBundle{T}.MoveVariancesTo"/>, of a dense lower triangle.</summary>
    internal void MoveVariancesTo(Span<T> factor)
    {
        T unit = factor[0];
        T first = StandardDeviation(0);
        factor[0] = first * unit;
        for (int a = 1; a < Inputs; a++)
        {
            T own = StandardDeviation(a);
            Span<T> row = factor.Slice(a * Inputs, a + 1);
            row[0] = T.FusedMultiplyAdd(own, row[0], (own - first) * unit);
            for (int b = 1; b <= a; b++)
            {
                row[b] = own * row[b];
            }
        }

        ForgetVariances();
    }

    /// <summary>Makes every variance 1.</summary>
    internal void ForgetVariances()
    {
        _logHigh.Clear();
        _logLow.Clear();
    }

    /// <summary><see cref="CovarianceBundle{T}.TakeDifferenceGram"/>, of a dense lower triangle.</summary>
    internal void TakeDifferenceGram(ReadOnlySpan<T> gram, T scale)
    {
        T first = NotNegative(gram[0]);
        T firstNorm = T.Sqrt(first);
        MultiplyVariance(0, scale * first);
        _gram[0] = firstNorm > T.Zero ? T.One : firstNorm;
        for (int a = 1; a < Inputs; a++)
        {
            (T norm, T normDifference) = Norms(gram, Inputs, a);
            MultiplyVariance(a, scale * (norm * norm));
            T p = norm > T.Zero ? T.One / norm : T.Zero;
            T inverseFirst = firstNorm > T.Zero ? T.One / firstNorm : T.Zero;
            T product = norm * firstNorm;
            _gram[PackedLower.Index(a, 0)] = p;
            _gram[PackedLower.Index(a, a)] = product > T.Zero ? -normDifference / product : p - inverseFirst;
        }

        for (int a = 2; a < Inputs; a++)
        {
            T p = _gram[PackedLower.Index(a, 0)];
            T q = _gram[PackedLower.Index(a, a)];
            T ofFirst = T.FusedMultiplyAdd(p, gram[a * Inputs], q * first);
            for (int b = 1; b < a; b++)
            {
                T ofDifference = T.FusedMultiplyAdd(p, gram[(a * Inputs) + b], q * gram[b * Inputs]);
                T pb = _gram[PackedLower.Index(b, 0)];
                _gram[PackedLower.Index(a, b)] = T.FusedMultiplyAdd(pb, ofDifference, _gram[PackedLower.Index(b, b)] * ofFirst);
            }
        }

        for (int a = 1; a < Inputs; a++)
        {
            TakePairWithFirst(gram, firstNorm, a);
        }
    }

    /// <summary>
    /// For explicit features: h_a − h_1 in the old units becomes h_a/|h_a| − h_1/|h_1| in the new ones by
    /// f ↦ f/|h_a| + h_1·(1/|h_a| − 1/|h_1|). Writes the two coefficients for every input, with norms times √scale.
    /// </summary>
    internal static void Renormalization(ReadOnlySpan<T> gram, int inputs, T scale, Span<T> ofDifference, Span<T> ofFirst)
    {
        T root = T.Sqrt(scale);
        T firstNorm = root * T.Sqrt(NotNegative(gram[0]));
        ofDifference[0] = firstNorm > T.Zero ? T.One / firstNorm : T.Zero;
        for (int a = 1; a < inputs; a++)
        {
            (T norm, T normDifference) = Norms(gram, inputs, a);
            T scaled = root * norm;
            ofDifference[a] = scaled > T.Zero ? T.One / scaled : T.Zero;
            T product = scaled * firstNorm;
            ofFirst[a] = product > T.Zero ? -(root * normDifference) / product : ofDifference[a] - ofDifference[0];
        }
    }

    /// <summary>log V^{aa}, as accurate as it is kept.</summary>
    internal double LogVariance(int a) => double.CreateTruncating(_logHigh[a]) + double.CreateTruncating(_logLow[a]);

    /// <summary>1 − ρ^{ab} of live inputs a &gt; b; unspecified if one is dead.</summary>
    internal double OneMinusCorrelation(int a, int b) => 0.5 * double.CreateTruncating(Distance(a, b));

    private T StandardDeviation(int a) => VectorMath.Exp((Lanes<T>)(T.CreateTruncating(0.5) * (_logHigh[a] + _logLow[a])))[0];

    /// <summary>log V^{aa} ← log V^{aa} + log(factor), by Knuth's exact sum as in the bundle.</summary>
    internal void MultiplyVariance(int a, T factor)
    {
        T increment = VectorMath.Log((Lanes<T>)factor)[0];
        T high = _logHigh[a];
        T x = increment + _logLow[a];
        T sum = high + x;
        T back = sum - high;
        T error = (high - (sum - back)) + (x - back);
        _logHigh[a] = sum;
        _logLow[a] = T.IsFinite(sum) ? error : _logLow[a];
    }

    private void TakePairWithFirst(ReadOnlySpan<T> gram, T firstNorm, int a)
    {
        (T norm, T normDifference) = Norms(gram, Inputs, a);
        T product = norm * firstNorm;
        T alone = norm + firstNorm > T.Zero ? T.One : norm + firstNorm;
        T square = T.FusedMultiplyAdd(-normDifference, normDifference, gram[(a * Inputs) + a]) / product;
        square = SquaredDistance(square);
        T firstAlone = firstNorm > T.Zero ? -T.One : T.Zero;
        _gram[PackedLower.Index(a, a)] = product > T.Zero ? square : alone;
        _gram[PackedLower.Index(a, 0)] = product > T.Zero ? T.CreateTruncating(-0.5) * square : firstAlone;
    }

    private static (T Norm, T NormDifference) Norms(ReadOnlySpan<T> gram, int inputs, int a)
    {
        T first = NotNegative(gram[0]);
        T cross = gram[a * inputs];
        T excess = cross + cross + gram[(a * inputs) + a];
        T norm = T.Sqrt(NotNegative(first + excess));
        return (norm, excess / (norm + T.Sqrt(first)));
    }

    // max(0, x) as Lanes.Max takes it: NaN and −0 are kept.
    private static T NotNegative(T x) => T.Zero > x ? T.Zero : x;

    // |u_a − u_b|², a > b.
    private T Distance(int a, int b)
    {
        T square = _gram[PackedLower.Index(a, a)];
        if (b == 0)
        {
            return square;
        }

        T cross = _gram[PackedLower.Index(a, b)];
        return SquaredDistance(square + _gram[PackedLower.Index(b, b)] - (cross + cross));
    }

    // The squared distance of two unit vectors is in [0, 4]; rounding may leave this range.
    private static T SquaredDistance(T computed)
    {
        T square = NotNegative(computed);
        return square > T.CreateTruncating(4) ? T.CreateTruncating(4) : square;
    }
}
