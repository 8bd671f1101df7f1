using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Covariances;

/// <content>References, the scale of the differences, and correlations.</content>
internal readonly ref partial struct CovarianceState<T>
{
    /// <summary><see cref="CovarianceBundle{T}.ReleaseReference"/>: w_a ← p w_a + q u_1.</summary>
    internal (T P, T Q) ReleaseReference(int a) => Switch(a, T.Zero);

    /// <summary>1 − ρ^{ab} of live inputs a &gt; b as it is kept; unspecified if one is dead.</summary>
    internal double OneMinusCorrelation(int a, int b) =>
        double.CreateTruncating(b == 0 ? OneMinusWithFirst(a) : OneMinusOfOthers(a, b));

    /// <summary><see cref="CovarianceBundle{T}.IsScaled"/>.</summary>
    internal bool IsScaled(int a, int b) =>
        Scale < T.Zero && (b == 0 ? _references[a] : _references[a] * _references[b]) > T.Zero;

    // Changes p and q, if they are given, as it changes w.
    private void ChooseReferences(Span<T> ofDifference, Span<T> ofFirst)
    {
        for (int a = 1; a < Inputs; a++)
        {
            T wanted = Wanted(a);
            if (wanted != _references[a])
            {
                Combine(Switch(a, wanted), a, ofDifference, ofFirst);
            }

            if (!_units.Own)
            {
                Combine(TakeOwnUnits(a), a, ofDifference, ofFirst);
            }
        }

        T lengths = Rescale();
        for (int a = 1; a < ofDifference.Length; a++)
        {
            ofDifference[a] *= lengths;
            ofFirst[a] *= lengths;
        }
    }

    private static void Combine((T P, T Q) step, int a, Span<T> ofDifference, Span<T> ofFirst)
    {
        if (!ofDifference.IsEmpty)
        {
            ofDifference[a] = step.P * ofDifference[a];
            ofFirst[a] = T.FusedMultiplyAdd(step.P, ofFirst[a], step.Q * ofDifference[0]);
        }
    }

    private bool AreSmall(int a)
    {
        T bound = T.CreateTruncating(_units.Range.SmallLog);
        return RoundedLogVariance(a) < bound && RoundedLogVariance(0) < bound;
    }

    // As in the bundle. The map of w_a, as of Switch.
    private (T P, T Q) TakeOwnUnits(int a)
    {
        T bound = T.CreateTruncating(_units.Range.LargeLog);
        bool isHomogeneous = AreSmall(a) || (RoundedLogVariance(a) > bound && RoundedLogVariance(0) > bound);
        T c = _references[a];
        if (!isHomogeneous || c == T.Zero || !(T.Abs(Excess(a)) > T.Zero))
        {
            return (T.One, T.Zero);
        }

        T aligned = OneMinusAligned(a);
        T norm = RelativeNorm(a);
        T p = T.One / norm;
        T q = -(c * Excess(a)) / (norm * (norm + T.One));
        Move(a, p, q);
        _gram[PackedLower.Index(a, 0)] = -(c * aligned);
        _gram[PackedLower.Index(a, a)] = aligned + aligned;
        return (p, q);
    }

    private T Wanted(int a)
    {
        T c = _references[a];
        if (_logHigh[0] <= T.NegativeInfinity || _logHigh[a] <= T.NegativeInfinity)
        {
            return c;
        }

        T near = T.CreateTruncating(1 - DifferenceUnits.MostOfReference);
        T rho = c != T.Zero ? c * (T.One - OneMinusAligned(a)) : _gram[PackedLower.Index(a, 0)];
        bool isLinear = !_units.Own && AreSmall(a);
        T wanted = rho > near ? T.One : (_units.MayOppose || isLinear) && rho < -near ? -T.One : T.Zero;
        bool isComparable = T.Abs(LogRatio(a)) < T.CreateTruncating(2 * Math.Log(DifferenceUnits.LargestRatio));
        return _units.Own || isComparable ? wanted : T.Zero;
    }

    private T LogRatio(int a) => InRange(RoundedLogVariance(a)) - InRange(RoundedLogVariance(0));

    // w_a ← p w_a + q u_1.
    private (T P, T Q) Switch(int a, T wanted)
    {
        T c = _references[a];
        T p = T.One;
        T q = c - wanted;
        if (!_units.Own && c == T.Zero)
        {
            p = VectorMath.Exp((Lanes<T>)(T.CreateTruncating(0.5) * LogRatio(a)))[0];
        }
        else if (!_units.Own)
        {
            p = wanted == T.Zero ? T.One / RelativeNorm(a) : p;
            q = p * q;
        }

        Move(a, p, q);
        _references[a] = wanted;
        return (p, q);
    }

    private void Move(int a, T p, T q)
    {
        T cross = _gram[PackedLower.Index(a, 0)];
        T own = _gram[PackedLower.Index(a, a)];
        for (int b = 1; b < Inputs; b++)
        {
            if (b != a)
            {
                ref T entry = ref _gram[PackedLower.Index(Math.Max(a, b), Math.Min(a, b))];
                entry = T.FusedMultiplyAdd(p, entry, q * _gram[PackedLower.Index(b, 0)]);
            }
        }

        T square = T.FusedMultiplyAdd(p * p, own, q * T.FusedMultiplyAdd(T.CreateTruncating(2) * p, cross, q));
        _gram[PackedLower.Index(a, 0)] = T.FusedMultiplyAdd(p, cross, q);
        _gram[PackedLower.Index(a, a)] = NotNegative(square);
    }

    /// <summary><see cref="CovarianceBundle{T}.Rescale()"/>; the factor of the differences.</summary>
    private T Rescale()
    {
        T largest = T.Zero;
        for (int a = 1; a < Inputs; a++)
        {
            T square = _gram[PackedLower.Index(a, a)];
            largest = square > largest ? square : largest;
        }

        bool grows = largest < DifferenceScale.Least<T>() && largest > T.Zero;
        bool shrinks = largest > DifferenceScale.Largest<T>() && Scale < T.Zero;
        return grows ? Rescale(DifferenceScale.Exponent<T>()) : shrinks ? Rescale(-DifferenceScale.Exponent<T>()) : T.One;
    }

    private T Rescale(int exponent)
    {
        T lengths = T.ScaleB(T.One, exponent);
        T factor = lengths * lengths;
        T root = _units.Own ? factor : lengths;
        for (int a = 1; a < Inputs; a++)
        {
            for (int b = 1; b <= a; b++)
            {
                _gram[PackedLower.Index(a, b)] *= factor;
            }

            _gram[PackedLower.Index(a, 0)] *= root;
        }

        _references[0] -= T.CreateTruncating(exponent);
        return lengths;
    }

    private T OneMinusWithFirst(int a)
    {
        T c = _references[a];
        return c == T.Zero ? T.One - _gram[PackedLower.Index(a, 0)]
            : c > T.Zero ? OneMinusAligned(a)
            : T.CreateTruncating(2) - OneMinusAligned(a);
    }

    private T OneMinusOfOthers(int a, int b)
    {
        T sign = _references[a] * _references[b];
        T kab = _gram[PackedLower.Index(a, b)];
        if (sign == T.Zero)
        {
            T rho = T.FusedMultiplyAdd(_references[b], _gram[PackedLower.Index(a, 0)], kab);
            rho = T.FusedMultiplyAdd(_references[a], _gram[PackedLower.Index(b, 0)], rho);
            rho = _units.Own ? rho : rho / (RelativeNorm(a) * RelativeNorm(b));
            T delta = NotNegative(T.One - rho);
            return delta > T.CreateTruncating(2) ? T.CreateTruncating(2) : delta;
        }

        T squares = _gram[PackedLower.Index(a, a)] + _gram[PackedLower.Index(b, b)];
        T square = Beyond(squares - (sign * (kab + kab)), squares);
        if (!_units.Own)
        {
            T normA = RelativeNorm(a);
            T normB = RelativeNorm(b);
            T difference = (Excess(a) - Excess(b)) / (normA + normB);
            square = Across(square, difference) / (normA * normB);
        }

        T aligned = T.CreateTruncating(0.5) * SquaredDistance(square);
        return sign > T.Zero ? aligned : T.CreateTruncating(2) - aligned;
    }

    private T OneMinusAligned(int a)
    {
        T square = _gram[PackedLower.Index(a, a)];
        if (!_units.Own)
        {
            T norm = RelativeNorm(a);
            T difference = Excess(a) / (norm + T.One);
            square = SquaredDistance(Across(square, difference) / norm);
        }

        return T.CreateTruncating(0.5) * square;
    }

    private T RelativeNorm(int a) => _references[a] == T.Zero ? T.One : T.Sqrt(NotNegative(T.One + Excess(a)));

    private T Excess(int a)
    {
        T cross = _references[a] * _gram[PackedLower.Index(a, 0)];
        return (cross + cross) + _gram[PackedLower.Index(a, a)];
    }
}
