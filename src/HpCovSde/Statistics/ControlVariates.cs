using HpCovSde.Kernels.Simd;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace HpCovSde.Statistics;

/// <summary>
/// Means with linear control variates: of a variable Y and controls X with known means μ,
/// <code>
/// E Y ≈ ȳ − bᵀ(x̄ − μ),   b = S_xx⁻¹ s_xy,   se² = s² (1/n + (x̄ − μ)ᵀ S_xx⁻¹ (x̄ − μ)),   s² = (S_yy − bᵀ s_xy)/(n − k − 1),
/// </code>
/// where S_xx, s_xy, S_yy are sums of squares and products about the means of the sample. That is the regression of Y on X, read at μ. It
/// removes the part of the variance of Y that X explains. Its bias is of order 1/n, and 0 if E[Y | X] is linear.
/// Source: Lavenberg, Welch 1981, Management Science 27(3).
/// </summary>
/// <remarks>
/// Samples come in chunks, and the sums of chunks are joined, so that memory does not grow. The order of the chunks determines the bits.
/// Not safe for concurrent use.
/// </remarks>
public sealed class ControlVariates
{
    // Controls that depend linearly on others to this accuracy carry no information of their own.
    private const double Dependence = 1e-10;

    // Samples at a time, so that the controls of a piece stay in the cache.
    private const int Piece = 512;

    private readonly double[] _controlMeans;
    private readonly int _targets;
    private readonly double[] _mean;

    // S_yy of each target; then a row s_xy of each target, and below them the rows of S_xx.
    private readonly double[] _squares;
    private readonly double[][] _products;
    private long _count;
    private Factor? _factor;

    /// <param name="targets">The number of variables Y, at least 1.</param>
    /// <param name="controlMeans">μ, one number for each control. The list is copied.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="targets"/> is below 1, or a mean is not finite.</exception>
    public ControlVariates(int targets, IReadOnlyList<double> controlMeans)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(targets, 1);
        ArgumentNullException.ThrowIfNull(controlMeans);
        _controlMeans = [.. controlMeans];
        if (Array.FindIndex(_controlMeans, mean => !double.IsFinite(mean)) is >= 0 and var wrong)
        {
            throw new ArgumentOutOfRangeException(
                nameof(controlMeans), _controlMeans[wrong], $"controlMeans[{wrong}] is {_controlMeans[wrong]}; it must be finite.");
        }

        _targets = targets;
        int variables = targets + _controlMeans.Length;
        _mean = new double[variables];
        _squares = new double[targets];
        _products = [.. Enumerable.Range(0, variables).Select(_ => new double[_controlMeans.Length])];
    }

    /// <summary>The bytes of the sums of so many variables.</summary>
    internal static double Memory(double targets, double controls) => sizeof(double) * (targets + controls + (2 * controls)) * controls;

    /// <summary>n, the number of samples so far.</summary>
    public long Count => _count;

    /// <summary>Adds samples. Allocates.</summary>
    /// <param name="columns">The variables Y, then the controls: an array for each, all of one length.</param>
    /// <exception cref="ArgumentException">The number of columns or a length is wrong, or a sample is not finite.</exception>
    public void Add(IReadOnlyList<double[]> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count != _mean.Length || columns.Any(column => column.Length != columns[0].Length))
        {
            throw new ArgumentException(
                $"columns has {columns.Count} arrays; allowed: {_mean.Length} of one length.", nameof(columns));
        }

        int count = columns[0].Length;
        if (count == 0)
        {
            return;
        }

        double[] mean = [.. columns.Select(column => column.Average())];
        if (Array.FindIndex(mean, x => !double.IsFinite(x)) is >= 0 and var wrong)
        {
            throw new ArgumentException($"columns[{wrong}] has a sample that is not finite.", nameof(columns));
        }

        double[][] controls = [.. columns.Skip(_targets).Select((column, i) => Array.ConvertAll(column, x => x - mean[_targets + i]))];
        double weight = (double)_count * count / (_count + count);
        double[] shift = [.. mean.Zip(_mean, (now, before) => now - before)];
        for (int begin = 0; begin < count; begin += Piece)
        {
            Range piece = begin..Math.Min(count, begin + Piece);
            for (int i = 0; i < _mean.Length; i++)
            {
                ReadOnlySpan<double> column = columns[i].AsSpan(piece);
                for (int k = 0; k < controls.Length; k++)
                {
                    _products[i][k] += Products(column, mean[i], controls[k].AsSpan(piece));
                }
            }
        }

        for (int i = 0; i < _mean.Length; i++)
        {
            for (int k = 0; k < controls.Length; k++)
            {
                _products[i][k] += weight * shift[i] * shift[_targets + k];
            }
        }

        for (int i = 0; i < _targets; i++)
        {
            double[] own = Array.ConvertAll(columns[i], x => x - mean[i]);
            _squares[i] += Products(columns[i], mean[i], own) + (weight * shift[i] * shift[i]);
        }

        for (int i = 0; i < _mean.Length; i++)
        {
            _mean[i] += shift[i] * count / (_count + count);
        }

        _count += count;
        _factor = null;
    }

    /// <summary>The mean of a variable Y with all controls, and its standard error. Allocates.</summary>
    /// <param name="target">Which Y, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such variable.</exception>
    /// <exception cref="InvalidOperationException">There are fewer than k + 2 samples.</exception>
    public Estimate Mean(int target)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target, _targets);
        Factor factor = Regression();
        (double explained, double shift) = factor.Explain(_products[target]);
        double variance = Math.Max(0, _squares[target] - explained) / (_count - factor.Rank - 1);
        return new(_mean[target] - shift, Math.Sqrt(variance * ((1.0 / _count) + factor.Distance)));
    }

    /// <summary>b of a variable Y. Allocates.</summary>
    /// <param name="target">Which Y, from 0.</param>
    /// <exception cref="InvalidOperationException">There are fewer than k + 2 samples.</exception>
    internal double[] Coefficients(int target) => Regression().Coefficients(_products[target]);

    private Factor Regression()
    {
        int controls = _controlMeans.Length;
        return _count < controls + 2
            ? throw new InvalidOperationException($"{_count} samples are too few for {controls} controls: {controls + 2} are needed.")
            : _factor ??= new(this);
    }

    // Σ (x − mean) y.
    private static double Products(ReadOnlySpan<double> x, double mean, ReadOnlySpan<double> y)
    {
        int rows = x.Length / Lanes<double>.Count;
        Lanes<double> sums = Lanes<double>.Zero;
        Lanes<double> centre = mean;
        for (int row = 0; row < rows; row++)
        {
            sums = Lanes.MultiplyAdd(Lanes<double>.Load(x, row) - centre, Lanes<double>.Load(y, row), sums);
        }

        double sum = 0;
        for (int lane = 0; lane < Lanes<double>.Count; lane++)
        {
            sum += sums[lane];
        }

        for (int i = rows * Lanes<double>.Count; i < x.Length; i++)
        {
            sum += (x[i] - mean) * y[i];
        }

        return sum;
    }

    // S_xx⁻¹ by its eigenvectors, for all targets. In units of the deviations of the controls, S_xx is a matrix of correlations. A control
    // that is constant says nothing.
    private sealed class Factor
    {
        // Rows e_i/√λ_i in these units, and the components of x̄ − μ along them.
        private readonly double[][] _rows;
        private readonly double[] _offset;

        internal Factor(ControlVariates of)
        {
            int targets = of._targets;
            int controls = of._controlMeans.Length;
            double[] scale = [.. Enumerable.Range(0, controls).Select(i => Scale(of._products[targets + i][i]))];
            double[] offset = [.. Enumerable.Range(0, controls).Select(i => (of._mean[targets + i] - of._controlMeans[i]) * scale[i])];
            if (controls == 0)
            {
                (_rows, _offset) = ([], []);
                return;
            }

            Evd<double> eigen = Matrix<double>.Build
                .Dense(controls, controls, (i, j) => of._products[targets + i][j] * scale[i] * scale[j]).Evd(Symmetricity.Symmetric);
            int[] kept = [.. Enumerable.Range(0, controls).Where(i => eigen.EigenValues[i].Real > Dependence)];
            double[][] vectors =
            [
                .. kept.Select(i => eigen.EigenVectors.Column(i).Divide(Math.Sqrt(eigen.EigenValues[i].Real)).ToArray()),
            ];
            _offset = [.. vectors.Select(vector => Products(offset, 0, vector))];
            _rows = [.. vectors.Select(vector => (double[])[.. vector.Zip(scale, (x, unit) => x * unit)])];
            Distance = _offset.Sum(x => x * x);
        }

        internal int Rank => _rows.Length;

        // (x̄ − μ)ᵀ S_xx⁻¹ (x̄ − μ).
        internal double Distance { get; }

        // s_xyᵀ S_xx⁻¹ s_xy and s_xyᵀ S_xx⁻¹ (x̄ − μ).
        internal (double Explained, double Shift) Explain(double[] products)
        {
            double explained = 0;
            double shift = 0;
            for (int i = 0; i < _rows.Length; i++)
            {
                double component = Products(products, 0, _rows[i]);
                explained += component * component;
                shift += component * _offset[i];
            }

            return (explained, shift);
        }

        // S_xx⁻¹ s_xy.
        internal double[] Coefficients(double[] products)
        {
            double[] coefficients = new double[products.Length];
            foreach (double[] row in _rows)
            {
                double component = Products(products, 0, row);
                for (int k = 0; k < row.Length; k++)
                {
                    coefficients[k] += component * row[k];
                }
            }

            return coefficients;
        }

        private static double Scale(double square) => square > 0 ? 1 / Math.Sqrt(square) : 0;
    }
}
