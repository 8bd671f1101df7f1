using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Covariances;

/// <summary>
/// The covariance of a single replica, in memory of the caller: <see cref="CovarianceBundle{T}"/> without the lanes, for engines
/// that work on one replica at a time with dense matrices. Same coordinates, same formulas, same bits.
/// </summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
internal readonly ref partial struct CovarianceState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Span<T> _logHigh;
    private readonly Span<T> _logLow;
    private readonly Span<T> _references;
    private readonly Span<T> _gram;
    private readonly DifferenceUnits _units;

    internal CovarianceState(Span<T> state, int inputs, DifferenceUnits units)
    {
        _logHigh = state[..inputs];
        _logLow = state.Slice(inputs, inputs);
        _references = state.Slice(2 * inputs, inputs);
        _gram = state.Slice(3 * inputs, PackedLower.Length(inputs));
        _units = units;
        Inputs = inputs;
    }

    internal int Inputs { get; }

    /// <summary>c; element 0 is not a reference.</summary>
    internal InputReferences<T> References => new(_references, _units.FeaturesAreIncrements);

    /// <summary><see cref="CovarianceBundle{T}.Scale"/>.</summary>
    internal T Scale => _references[0];

    /// <summary>log V^{aa} ← +∞.</summary>
    internal void SetInfinite(int a) => (_logHigh[a], _logLow[a]) = (T.PositiveInfinity, T.Zero);

    /// <summary><see cref="CovarianceBundle{T}.SetReference"/>.</summary>
    internal void SetReference(int a, T reference) => _references[a] = reference;

    /// <summary>Sets <see cref="Scale"/>, for engines whose state is not K.</summary>
    internal void SetScale(T scale) => _references[0] = scale;

    internal static int Length(int inputs) => (3 * inputs) + PackedLower.Length(inputs);

    internal void Set(GramMatrix gram)
    {
        _references[0] = T.Zero;
        for (int a = 0; a < Inputs; a++)
        {
            double log = Math.Log(gram.Variance(a));
            _logHigh[a] = T.CreateTruncating(log);
            _logLow[a] = double.IsFinite(log) ? T.CreateTruncating(log - double.CreateTruncating(_logHigh[a])) : T.Zero;
            if (a > 0)
            {
                _references[a] = T.CreateTruncating(InitialDifferenceGram.Reference(gram, a, _units));
            }

            for (int b = 0; b <= a; b++)
            {
                _gram[PackedLower.Index(a, b)] = T.CreateTruncating(InitialDifferenceGram.Entry(gram, a, b, _units));
            }
        }

        _ = Rescale();
    }

    /// <summary>Writes K, lower triangle, row-major with leading dimension m.</summary>
    internal void CopyDifferenceGram(Span<T> gram)
    {
        for (int a = 0; a < Inputs; a++)
        {
            _gram.Slice(PackedLower.Index(a, 0), a + 1).CopyTo(gram[(a * Inputs)..]);
        }
    }

    /// <summary>The deviations by which <see cref="CovarianceBundle{T}.MultiplyByDeviations"/> multiplies, one for each input.</summary>
    internal void FillDeviations(Span<T> deviations)
    {
        deviations[0] = Deviation(0);
        for (int a = 1; a < Inputs; a++)
        {
            deviations[a] = _references[a] != T.Zero ? deviations[0] : Deviation(a);
        }
    }

    /// <summary><see cref="CovarianceBundle{T}.RemoveDeviations"/>.</summary>
    internal void RemoveDeviations()
    {
        for (int a = Inputs - 1; a >= 0; a--)
        {
            T log = RoundedLogVariance(a);
            T used = InRange(log);
            T least = T.Zero;
            T first = RoundedLogVariance(0);
            if (a > 0 && _references[a] != T.Zero && (T.Abs(log - used) > T.Zero || T.Abs(first - InRange(first)) > T.Zero))
            {
                used = InRange(first) + VectorMath.Log1p((Lanes<T>)Excess(a))[0];
                least = T.CreateTruncating(VarianceRange.Rounding<T>());
            }

            bool remains = T.Abs(log - used) > least && log > T.NegativeInfinity;
            _logHigh[a] = remains ? _logHigh[a] : T.Zero;
            _logLow[a] = remains ? _logLow[a] : T.Zero;
            AddToLogVariance(a, remains ? -used : T.Zero);
        }
    }

    /// <summary>log V^{aa}, as accurate as it is kept.</summary>
    internal double LogVariance(int a) => double.CreateTruncating(_logHigh[a]) + double.CreateTruncating(_logLow[a]);

    /// <summary>The logarithm of the square of the unit in which K has an input.</summary>
    internal double LogUnit(int a) => LogVariance(a > 0 && !_units.Own && _references[a] != T.Zero ? 0 : a);

    /// <summary><see cref="CovarianceBundle{T}.ZeroIsUnderflow"/>.</summary>
    internal bool ZeroIsUnderflow => _units.Range.ZeroIsUnderflow;

    /// <summary>log V^{aa} ← log V^{aa} + log(factor).</summary>
    internal void MultiplyVariance(int a, T factor) => AddToLogVariance(a, VectorMath.Log((Lanes<T>)factor)[0]);

    // Knuth's exact sum as in the bundle.
    private void AddToLogVariance(int a, T increment)
    {
        T high = _logHigh[a];
        T x = increment + _logLow[a];
        T sum = high + x;
        T back = sum - high;
        T error = (high - (sum - back)) + (x - back);
        _logHigh[a] = high < T.PositiveInfinity ? sum : high;
        _logLow[a] = T.IsFinite(sum) ? error : _logLow[a];
    }

    private T RoundedLogVariance(int a) => _logHigh[a] + _logLow[a];

    private T Deviation(int a)
    {
        T log = RoundedLogVariance(a);
        return log <= T.NegativeInfinity ? T.Zero : VectorMath.Exp((Lanes<T>)(T.CreateTruncating(0.5) * InRange(log)))[0];
    }

    private T InRange(T log)
    {
        T used = log < T.CreateTruncating(_units.Range.SmallLog) ? T.CreateTruncating(_units.Range.LeastLog) : log;
        used = log > T.CreateTruncating(_units.Range.LargeLog) ? T.CreateTruncating(_units.Range.LargestLog) : used;
        return log < T.PositiveInfinity ? used : T.Zero;
    }

    // max(0, x) as Lanes.Max takes it: NaN and −0 are kept.
    private static T NotNegative(T x) => T.Zero > x ? T.Zero : x;

    private static T Across(T square, T normDifference) =>
        Beyond(T.FusedMultiplyAdd(-normDifference, normDifference, square), square);

    // A difference, or 0 where it is a rounding of the terms it was made of.
    private static T Beyond(T difference, T terms) =>
        difference <= SemidefinitePivot.Tolerance<T>(1) * terms ? T.Zero : difference;

    // The squared distance of two unit vectors is in [0, 4]; rounding may leave this range.
    private static T SquaredDistance(T computed)
    {
        T square = NotNegative(computed);
        return square > T.CreateTruncating(4) ? T.CreateTruncating(4) : square;
    }
}
