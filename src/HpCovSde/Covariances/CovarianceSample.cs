using CommunityToolkit.HighPerformance;

namespace HpCovSde.Covariances;

/// <summary>
/// The m×m covariance matrix of one replica at one record, kept as log variances and 1 − ρ so that neither great
/// depth nor nearly parallel inputs cost accuracy. Inputs are numbered from 0. Reading does not allocate.
/// </summary>
public readonly ref struct CovarianceSample
{
    private readonly ReadOnlySpan<double> _row;
    private readonly ReadOnlySpan<double> _logits;

    internal CovarianceSample(ReadOnlySpan<double> row, int inputs, ReadOnlySpan<double> logits = default)
    {
        _row = row;
        _logits = logits;
        Inputs = inputs;
        for (int a = 0; a < inputs; a++)
        {
            double logVariance = row[CovarianceLayout.LogVariance(a)];
            HasExploded |= double.IsPositiveInfinity(logVariance) || double.IsNaN(logVariance);
        }
    }

    /// <summary>m, the number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>K, the number of output units drawn with this covariance.</summary>
    public int Units => _logits.Length / Inputs;

    /// <summary>log det V; NaN where V is singular.</summary>
    public double LogDeterminant => _row[CovarianceLayout.LogDeterminant(Inputs)];

    /// <summary>How many steps lost positive semidefiniteness and were projected back (Euler–Maruyama only).</summary>
    public double DefinitenessLosses => _row[CovarianceLayout.DefinitenessLosses(Inputs)];

    /// <summary>
    /// True if a variance is infinite or NaN, so that the replica has no statistics. In an SDE it exploded: it reached infinity, and the
    /// path ended early. In a network it left the range of numbers, or the activation gave NaN; that is counted as an event of its own.
    /// </summary>
    public bool HasExploded { get; }

    /// <summary>
    /// The time at which the first variance reached infinity; NaN if none has. Only SDEs have such a time: where a variance of a network
    /// has left the range of numbers, <see cref="HasExploded"/> is true and the time is NaN.
    /// </summary>
    public double ExplosionTime => _row[CovarianceLayout.ExplosionTime(Inputs)];

    /// <summary>
    /// True if a variance is 0 only because it is below the range of numbers: an activation that is not linear near 0 may square it in
    /// every layer. Neurons that are dead are no underflow.
    /// </summary>
    public bool HasUnderflowed => _row[CovarianceLayout.Underflow(Inputs)] > 0;

    /// <summary>True if the replica has not exploded and yet a correlation of two inputs that are alive is NaN.</summary>
    public bool IsNonFinite
    {
        get
        {
            for (int a = 0; a < Inputs; a++)
            {
                for (int b = 0; b < a; b++)
                {
                    bool alive = double.IsFinite(LogVariance(a)) && double.IsFinite(LogVariance(b));
                    if (alive && double.IsNaN(OneMinusCorrelation(a, b)))
                    {
                        return !HasExploded;
                    }
                }
            }

            return false;
        }
    }

    /// <summary>log V^{aa}; −∞ for a dead input.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in [0, m).</exception>
    public double LogVariance(int a)
    {
        CheckIndex(a, nameof(a));
        return _row[CovarianceLayout.LogVariance(a)];
    }

    /// <summary>
    /// log(|φ(Y_l^a)| / |φ(Y_0^a)|) of a residual network: how much the norm of the features of an input has grown since the start. NaN
    /// where all neurons of the input were dead at the start, φ(Y_0^a) = 0, and thus stay dead; −∞ where they died later. NaN for all other
    /// chains: in a feedforward network V_l^{aa} itself is the squared norm of the features.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in [0, m).</exception>
    public double LogFeatureNorm(int a)
    {
        CheckIndex(a, nameof(a));
        return _row[CovarianceLayout.LogFeatureNorm(Inputs, a)];
    }

    /// <summary>
    /// f_k^a, the output of unit <paramref name="unit"/> for input <paramref name="a"/>: f_k ~ N(0, V), the units independent given V, see
    /// <see cref="Runs.RunOptions.Logits"/>. 0 for a dead input.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The unit is not in [0, K), or the index not in [0, m).</exception>
    public double Logit(int unit, int a)
    {
        CheckIndex(a, nameof(a));
        if ((uint)unit >= (uint)Units)
        {
            throw new ArgumentOutOfRangeException(nameof(unit), unit, $"The unit must be in [0, {Units}).");
        }

        return _logits[(unit * Inputs) + a];
    }

    /// <summary>
    /// 1 − ρ^{ab} in [0, 2], with full relative accuracy for nearly parallel inputs; NaN if an input is dead; 0 for a = b.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in [0, m).</exception>
    public double OneMinusCorrelation(int a, int b)
    {
        CheckIndex(a, nameof(a));
        CheckIndex(b, nameof(b));
        return a == b
            ? LogVariance(a) - LogVariance(a)
            : CovarianceLayout.OneMinusCorrelation(_row[CovarianceLayout.OneMinusCorrelation(Inputs, a, b)]);
    }

    /// <summary>
    /// log(1 − ρ^{ab}), at most log 2: finite also where 1 − ρ is below the range of numbers. −∞ for inputs that are exactly parallel, and
    /// for a = b; NaN if an input is dead.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in [0, m).</exception>
    public double LogOneMinusCorrelation(int a, int b)
    {
        CheckIndex(a, nameof(a));
        CheckIndex(b, nameof(b));
        return a == b
            ? Math.Log(OneMinusCorrelation(a, b))
            : CovarianceLayout.LogOneMinusCorrelation(_row[CovarianceLayout.OneMinusCorrelation(Inputs, a, b)]);
    }

    /// <summary>ρ^{ab} = V^{ab} / √(V^{aa} V^{bb}); NaN if an input is dead.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in [0, m).</exception>
    public double Correlation(int a, int b) => 1 - OneMinusCorrelation(a, b);

    /// <summary>V^{ab}; 0 if an input is dead.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in [0, m).</exception>
    public double Covariance(int a, int b)
    {
        double logScale = (LogVariance(a) + LogVariance(b)) / 2;
        return double.IsNegativeInfinity(logScale) ? 0 : Math.Exp(logScale) * Correlation(a, b);
    }

    /// <summary>Mean of ρ^{ab} over the pairs a &gt; b; NaN for m = 1 or if an input is dead.</summary>
    public double MeanCorrelation()
    {
        double sum = 0;
        for (int k = 0; k < CovarianceLayout.PairCount(Inputs); k++)
        {
            sum += CovarianceLayout.OneMinusCorrelation(_row[Inputs + k]);
        }

        return 1 - (sum / CovarianceLayout.PairCount(Inputs));
    }

    /// <summary>Writes V, row-major.</summary>
    /// <exception cref="ArgumentException">The destination is not m×m.</exception>
    public void CopyTo(Span2D<double> destination)
    {
        if (destination.Height != Inputs || destination.Width != Inputs)
        {
            throw new ArgumentException(
                $"The covariance is {Inputs}x{Inputs}, the destination {destination.Height}x{destination.Width}.", nameof(destination));
        }

        for (int a = 0; a < Inputs; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                destination[a, b] = destination[b, a] = Covariance(a, b);
            }
        }
    }

    private void CheckIndex(int index, string name)
    {
        if ((uint)index >= (uint)Inputs)
        {
            Refuse(index, name);
        }
    }

    // A method of its own, so that reading is inlined.
    private void Refuse(int index, string name) =>
        throw new ArgumentOutOfRangeException(name, index, $"The index must be in [0, {Inputs}).");
}
