using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Models;

namespace HpCovSde.Estimation;

/// <summary>
/// The means of a limit that are known without simulating it, or those of <see cref="LimitCoefficients.Corrected"/>: from the laws of
/// single inputs and of pairs (<see cref="PairLaws"/>).
/// </summary>
public sealed class ExactMeans
{
    private readonly GramMatrix _start;

    // T of a limit whose log V^{aa} are Brownian motions with drift, whatever the correlations do; null for others.
    private readonly double? _homogeneous;
    private readonly PairLaws? _pairs;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<Quantity, ExactValue?> _known = [];
    private readonly Dictionary<(int A, int B), PairLaw> _laws = [];

    /// <summary>The means of the limit of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellation">Stops a computation.</param>
    /// <exception cref="ArgumentException">The model has no limit, with the reason.</exception>
    public ExactMeans(ModelSpec model, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        _start = model.Start;
        LimitProcess? limit = model.LimitCoefficients == LimitCoefficients.Corrected ? null : model.Limit().OrThrow();
        _homogeneous = limit is CovarianceSde or LinearSde or SmoothCovarianceSde { Drift.Strength: 0 } ? limit.Time : null;
        _pairs = model.PairLaws().Value;
        _cancellation = cancellation;
    }

    /// <summary>The mean at the time of the limit, with a bound of its error; null if it is not known.</summary>
    /// <param name="quantity">The quantity.</param>
    public ExactValue? Of(Quantity quantity)
    {
        if (!_known.TryGetValue(quantity, out ExactValue? value))
        {
            value = Find(quantity);
            _known[quantity] = value = value is { Refusal: null } ? value : null;
        }

        return value;
    }

    /// <summary>The law of a pair, computed once; null if it is not known.</summary>
    /// <param name="a">The first input, from 0.</param>
    /// <param name="b">The second input, not the first.</param>
    public PairLaw? LawOf(int a, int b)
    {
        (int A, int B) pair = (Math.Min(a, b), Math.Max(a, b));
        if (_pairs is not null && !_laws.ContainsKey(pair))
        {
            _laws[pair] = _pairs.Of(pair.A, pair.B, cancellation: _cancellation);
        }

        return _laws.GetValueOrDefault(pair);
    }

    private ExactValue? Find(Quantity quantity) => quantity.Kind switch
    {
        QuantityKind.LogVariance when _homogeneous is double time => ExactValue.Closed(Math.Log(_start.Variance(quantity.A)) - time),
        QuantityKind.Covariance when _homogeneous is not null && quantity.A == quantity.B => ExactValue.Closed(_start.Variance(quantity.A)),
        QuantityKind.Covariance when Pair(quantity) is { } law && _pairs!.HasVariances =>
            _pairs.MeanCovariance(law, quantity.A, quantity.B),
        QuantityKind.Correlation => Pair(quantity)?.MeanRho,
        QuantityKind.OneMinusCorrelation => Pair(quantity)?.Mean(point => point.OneMinusRho),
        QuantityKind.LogDeterminant when _start.Size == 2 && _homogeneous is double time && LawOf(0, 1) is { } law =>
            LogDeterminant(law, time),
        QuantityKind.LogOneMinusCorrelation => Pair(quantity)?.Mean(point => point.LogOneMinusRho),
        _ => null,
    };

    // log A + log B + log(1 − ρ²).
    private ExactValue LogDeterminant(PairLaw law, double time)
    {
        double logs = Math.Log(_start.Variance(0)) + Math.Log(_start.Variance(1)) - (2 * time);
        ExactValue mean = law.Mean(point => point.LogOneMinusRho + point.LogOnePlusRho);
        return mean.Refusal is null ? new(mean.Value + logs, mean.Error) : mean;
    }

    private PairLaw? Pair(Quantity quantity) => quantity.A == quantity.B ? null : LawOf(quantity.A, quantity.B);
}
