using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Covariances;

/// <content>The covariance of the next layer, from a Gram matrix.</content>
internal readonly ref partial struct CovarianceState<T>
{
    /// <summary><see cref="CovarianceBundle{T}.TakeDifferenceGram"/>, of a dense lower triangle.</summary>
    internal void TakeDifferenceGram(ReadOnlySpan<T> gram, T scale) => TakeDifferenceGram(gram, scale, default, default);

    /// <summary>
    /// The same, with the map that takes the vectors whose Gram matrix is S to those whose Gram matrix is the new K: u_1 = p_1 h_1, w_a =
    /// p_a f_a + q_a h_1.
    /// </summary>
    /// <param name="gram">S, the lower triangle, row-major with leading dimension m.</param>
    /// <param name="scale">The constant the Gram matrix is multiplied with.</param>
    /// <param name="ofDifference">p, m elements, or empty if the map is not needed.</param>
    /// <param name="ofFirst">q, as many; its first element is not defined.</param>
    internal void TakeDifferenceGram(ReadOnlySpan<T> gram, T scale, Span<T> ofDifference, Span<T> ofFirst)
    {
        T first = NotNegative(gram[0]);
        T firstNorm = T.Sqrt(first);
        MultiplyVariance(0, Scaled(first, scale));
        _gram[0] = firstNorm > T.Zero ? T.One : firstNorm;
        for (int a = 1; a < Inputs; a++)
        {
            T norm = Norms(gram, first, firstNorm, a).Norm;
            MultiplyVariance(a, Scaled(norm * norm, scale));
            (T p, T q) = Coefficients(gram, first, firstNorm, a);
            _gram[PackedLower.Index(a, 0)] = p;
            _gram[PackedLower.Index(a, a)] = q;
            if (!ofDifference.IsEmpty)
            {
                ofDifference[a] = p;
                ofFirst[a] = q;
            }
        }

        if (!ofDifference.IsEmpty)
        {
            ofDifference[0] = firstNorm > T.Zero ? T.One / firstNorm : T.Zero;
        }

        for (int a = 2; a < Inputs; a++)
        {
            T p = _gram[PackedLower.Index(a, 0)];
            T q = _gram[PackedLower.Index(a, a)];
            T withFirst = T.FusedMultiplyAdd(p, gram[a * Inputs], q * first);
            for (int b = 1; b < a; b++)
            {
                T withOther = T.FusedMultiplyAdd(p, gram[(a * Inputs) + b], q * gram[b * Inputs]);
                T pb = _gram[PackedLower.Index(b, 0)];
                _gram[PackedLower.Index(a, b)] = T.FusedMultiplyAdd(pb, withOther, _gram[PackedLower.Index(b, b)] * withFirst);
            }
        }

        bool isLost = T.IsPositiveInfinity(first);
        for (int a = 1; a < Inputs; a++)
        {
            TakePairWithFirst(gram, first, firstNorm, a);
            isLost |= T.IsPositiveInfinity(gram[(a * Inputs) + a]);
        }

        if (isLost)
        {
            Separate();
        }

        ChooseReferences(ofDifference, ofFirst);
    }

    /// <summary><see cref="CovarianceBundle{T}.ReleaseCancelling"/>.</summary>
    internal bool ReleaseCancelling(ReadOnlySpan<T> gram)
    {
        bool any = false;
        for (int a = 1; a < Inputs; a++)
        {
            if (Cancels(gram, a))
            {
                _ = ReleaseReference(a);
                any = true;
            }
        }

        return any;
    }

    /// <summary><see cref="CovarianceBundle{T}.Cancels"/>.</summary>
    internal bool Cancels(ReadOnlySpan<T> gram, int a) =>
        _references[a] != T.Zero
        && gram[0] + Excess(gram, a) < T.CreateTruncating(DifferenceUnits.SquaredCancellation) * gram[0];

    private static T Scaled(T square, T scale) => square < T.PositiveInfinity ? scale * square : square;

    private void Separate()
    {
        _references.Clear();
        _gram.Clear();
        for (int a = 0; a < Inputs; a++)
        {
            _gram[PackedLower.Index(a, a)] = T.One;
        }
    }

    // The new w_a is p f_a + q h_1, before references are chosen anew.
    private (T P, T Q) Coefficients(ReadOnlySpan<T> gram, T first, T firstNorm, int a)
    {
        T c = _references[a];
        (T norm, T normDifference) = Norms(gram, first, firstNorm, a);
        T p = norm > T.Zero ? T.One / norm : T.Zero;
        T product = norm * firstNorm;
        if (_units.Own)
        {
            return (p, product > T.Zero ? -(c * normDifference) / product : T.Zero);
        }

        return (c != T.Zero && product > T.Zero ? T.One / firstNorm : p, T.Zero);
    }

    private void TakePairWithFirst(ReadOnlySpan<T> gram, T first, T firstNorm, int a)
    {
        T c = _references[a];
        (T norm, T normDifference) = Norms(gram, first, firstNorm, a);
        T product = norm * firstNorm;
        bool bothAlive = product > T.Zero;
        T own = gram[(a * Inputs) + a];
        T cross = gram[a * Inputs];
        T square = norm > T.Zero ? T.One : norm;
        T newCross = T.Zero;
        if (bothAlive && c != T.Zero)
        {
            square = _units.Own ? SquaredDistance(Across(own, normDifference) / product) : own / first;
            newCross = _units.Own ? T.CreateTruncating(-0.5) * c * square : cross / first;
        }
        else if (bothAlive)
        {
            T rho = cross / product;
            newCross = rho < -T.One ? -T.One : rho > T.One ? T.One : rho;
        }

        _gram[PackedLower.Index(a, a)] = square;
        _gram[PackedLower.Index(a, 0)] = newCross;
        _references[a] = bothAlive ? c : T.Zero;
    }

    private (T Norm, T NormDifference) Norms(ReadOnlySpan<T> gram, T first, T firstNorm, int a)
    {
        T c = _references[a];
        T excess = Excess(gram, a);
        T square = NotNegative(excess + (c != T.Zero ? first : T.Zero));
        T norm = T.Sqrt(T.IsPositiveInfinity(first) && c != T.Zero ? first : square);
        return (norm, excess / (norm + firstNorm));
    }

    private T Excess(ReadOnlySpan<T> gram, int a)
    {
        T cross = gram[a * Inputs];
        T twice = _references[a] != T.Zero ? _references[a] * (cross + cross) : T.Zero;
        return twice + gram[(a * Inputs) + a];
    }
}
