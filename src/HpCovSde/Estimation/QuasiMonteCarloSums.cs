using HpCovSde.Covariances;
using HpCovSde.Runs;
using HpCovSde.Statistics;

namespace HpCovSde.Estimation;

/// <summary>
/// The sums of <see cref="QuasiMonteCarloMean"/> over the points of each randomisation. With controls X of known means μ the mean of
/// randomisation r is ȳ_r − bᵀ(x̄_r − μ), b being the regression over all points of all randomisations.
/// </summary>
/// <remarks>
/// b makes what is left vary least from point to point, not from one randomisation to the next. The best b for the latter would have to
/// be found from R means, which are fewer than the controls. Any b that does not depend on the points leaves the means unbiased; this one
/// gives a bias of the order of one over the number of all points.
/// Source: Hickernell, Lemieux, Owen, "Control variates for quasi-Monte Carlo", Statistical Science 20 (2005).
/// </remarks>
internal sealed class QuasiMonteCarloSums
{
    private readonly int _quantities;
    private readonly KnownMean[] _own;
    private readonly KnownMean[] _linear;
    private readonly ControlVariates _regression;
    private readonly Moments[] _moments;

    // By variable (the quantities, then the controls) and randomisation.
    private readonly double[][] _sums;
    private long _pointsOfAll;
    private bool _isFinite = true;

    /// <param name="quantities">The quantities.</param>
    /// <param name="controls">The controls; null if there are none.</param>
    /// <param name="randomisations">R.</param>
    internal QuasiMonteCarloSums(IReadOnlyList<Quantity> quantities, LinearControls? controls, int randomisations)
    {
        _quantities = quantities.Count;
        _own = [.. controls?.Own ?? []];
        _linear = [.. controls?.Controls ?? []];
        OfChain = [.. quantities, .. _own.Select(control => control.Quantity).Except(quantities).Distinct()];
        OfLinear = [.. _linear.Select(control => control.Quantity).Distinct()];
        _regression = new(_quantities, [.. _own.Concat(_linear).Select(control => control.Mean)]);
        _moments = new Moments[_quantities];
        _sums = [.. Enumerable.Range(0, _quantities + Controls).Select(_ => new double[randomisations])];
    }

    /// <summary>What the chain is to record, the quantities first.</summary>
    internal IReadOnlyList<Quantity> OfChain { get; }

    /// <summary>What the linear chain is to record; nothing if there are no controls of it.</summary>
    internal IReadOnlyList<Quantity> OfLinear { get; }

    private int Controls => _own.Length + _linear.Length;

    private int Randomisations => _sums[0].Length;

    /// <summary>Adds a run over whole blocks of points.</summary>
    /// <param name="first">Its first replica.</param>
    /// <param name="chain">The run of the chain.</param>
    /// <param name="linear">That of the linear chain, if it records anything.</param>
    internal void Add(uint first, EnsembleResult chain, EnsembleResult? linear)
    {
        double[][] columns =
        [
            .. OfChain.Take(_quantities).Select(quantity => chain.Samples(quantity).ToArray()),
            .. _own.Select(control => control.Samples(chain)),
            .. _linear.Select(control => control.Samples(linear!)),
        ];
        for (int i = 0; i < _quantities; i++)
        {
            _moments[i] = Statistics.Moments.Merge(_moments[i], Statistics.Moments.Of(columns[i]));
        }

        for (int i = 0; i < columns.Length; i++)
        {
            AddBlocks(first, columns[i], _sums[i]);
        }

        _pointsOfAll += columns[0].Length;
        _isFinite = _isFinite && columns.All(column => Array.TrueForAll(column, double.IsFinite));
        if (Controls > 0 && _isFinite)
        {
            _regression.Add(columns);
        }
    }

    /// <summary>The moments of a quantity over all points.</summary>
    internal Moments Moments(int quantity) => _moments[quantity];

    /// <summary>The mean of a quantity in each randomisation.</summary>
    internal double[] Means(int quantity)
    {
        double points = (double)_pointsOfAll / Randomisations;
        double[] means = Array.ConvertAll(_sums[quantity], sum => sum / points);
        if (Controls > 0)
        {
            double[]? coefficients = _isFinite ? _regression.Coefficients(quantity) : null;
            foreach ((int i, KnownMean control) in _own.Concat(_linear).Index())
            {
                for (int r = 0; r < means.Length; r++)
                {
                    means[r] -= (coefficients?[i] ?? double.NaN) * ((_sums[_quantities + i][r] / points) - control.Mean);
                }
            }
        }

        return means;
    }

    private static void AddBlocks(uint first, ReadOnlySpan<double> samples, double[] sums)
    {
        for (int i = 0; i < samples.Length; i += QuasiNormals.BlockOfPoints)
        {
            double sum = 0;
            foreach (double sample in samples.Slice(i, QuasiNormals.BlockOfPoints))
            {
                sum += sample;
            }

            sums[QuasiNormals.Of(first + (uint)i, sums.Length).Randomisation] += sum;
        }
    }
}
