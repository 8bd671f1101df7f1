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

    private readonly double[] _controlMeans;
    private readonly int _targets;
    private readonly double[] _mean;
    private readonly double[,] _sums;
    private long _count;

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
        _sums = new double[variables, variables];
    }

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

        double[][] centred = [.. columns.Select((column, i) => Array.ConvertAll(column, x => x - mean[i]))];
        double weight = (double)_count * count / (_count + count);
        for (int i = 0; i < _mean.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int sample = 0; sample < count; sample++)
                {
                    sum += centred[i][sample] * centred[j][sample];
                }

                _sums[i, j] += sum + (weight * (mean[i] - _mean[i]) * (mean[j] - _mean[j]));
                _sums[j, i] = _sums[i, j];
            }
        }

        for (int i = 0; i < _mean.Length; i++)
        {
            _mean[i] += (mean[i] - _mean[i]) * count / (_count + count);
        }

        _count += count;
    }

    /// <summary>The mean of a variable Y with all controls, and its standard error. Allocates.</summary>
    /// <param name="target">Which Y, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such variable.</exception>
    /// <exception cref="InvalidOperationException">There are fewer than k + 2 samples.</exception>
    public Estimate Mean(int target)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target, _targets);
        int controls = _controlMeans.Length;
        CheckCount();
        double explained = 0;
        double shift = 0;
        double distance = 0;
        int rank = 0;
        if (controls > 0)
        {
            (Vector<double> scale, Evd<double> eigen, Vector<double> p) = Regression(target);
            var offset = Vector<double>.Build.Dense(controls, i => (_mean[_targets + i] - _controlMeans[i]) * scale[i]);
            Vector<double> o = eigen.EigenVectors.TransposeThisAndMultiply(offset);
            for (int i = 0; i < controls; i++)
            {
                double value = eigen.EigenValues[i].Real;
                if (value > Dependence)
                {
                    rank++;
                    explained += p[i] * p[i] / value;
                    shift += p[i] * o[i] / value;
                    distance += o[i] * o[i] / value;
                }
            }
        }

        double variance = Math.Max(0, _sums[target, target] - explained) / (_count - rank - 1);
        return new(_mean[target] - shift, Math.Sqrt(variance * ((1.0 / _count) + distance)));
    }

    /// <summary>b of a variable Y. Allocates.</summary>
    /// <param name="target">Which Y, from 0.</param>
    /// <exception cref="InvalidOperationException">There are fewer than k + 2 samples.</exception>
    internal double[] Coefficients(int target)
    {
        CheckCount();
        if (_controlMeans.Length == 0)
        {
            return [];
        }

        (Vector<double> scale, Evd<double> eigen, Vector<double> p) = Regression(target);
        var ratios = Vector<double>.Build.Dense(
            p.Count, i => eigen.EigenValues[i].Real is > Dependence and var value ? p[i] / value : 0);
        return (eigen.EigenVectors * ratios).PointwiseMultiply(scale).ToArray();
    }

    private void CheckCount()
    {
        int controls = _controlMeans.Length;
        if (_count < controls + 2)
        {
            throw new InvalidOperationException($"{_count} samples are too few for {controls} controls: {controls + 2} are needed.");
        }
    }

    // In units of the deviations of the controls, S_xx is a matrix of correlations. Its eigenvectors, and s_xy in their directions. A
    // control that is constant says nothing.
    private (Vector<double> Scale, Evd<double> Eigen, Vector<double> Products) Regression(int target)
    {
        int controls = _controlMeans.Length;
        Vector<double> scale = Vector<double>.Build.Dense(controls, i => Scale(_sums[_targets + i, _targets + i]));
        var correlations = Matrix<double>.Build.Dense(
            controls, controls, (i, j) => _sums[_targets + i, _targets + j] * scale[i] * scale[j]);
        var products = Vector<double>.Build.Dense(controls, i => _sums[_targets + i, target] * scale[i]);
        Evd<double> eigen = correlations.Evd(Symmetricity.Symmetric);
        return (scale, eigen, eigen.EigenVectors.TransposeThisAndMultiply(products));

        static double Scale(double square) => square > 0 ? 1 / Math.Sqrt(square) : 0;
    }
}
