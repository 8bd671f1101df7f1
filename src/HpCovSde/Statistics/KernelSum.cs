using MathNet.Numerics;

namespace HpCovSde.Statistics;

/// <summary>
/// The distribution function of a Gaussian kernel estimate, n⁻¹ Σ Φ((z − z_i)/h), between two values. Each sample is distributed linearly
/// over the two nearest nodes, and Φ, which is 0 or 1 beyond 8h, is summed over at most 513 nodes.
/// </summary>
internal sealed class KernelSum
{
    private const int NodesPerBandwidth = 32;
    private const int CutBandwidths = 8;
    private const int MostNodes = 1 << 20;

    private readonly double[] _weights;

    // _before[k]: the weight of the samples below node k.
    private readonly double[] _before;
    private readonly double _origin;
    private readonly int _count;

    /// <param name="sorted">The samples z_i: finite, at least one.</param>
    /// <param name="bandwidth">h &gt; 0. It is made larger if the nodes would be more than a million.</param>
    /// <param name="from">The first value of interest; −∞ for all below.</param>
    /// <param name="to">The last value of interest; +∞ for all above.</param>
    internal KernelSum(ReadOnlySpan<double> sorted, double bandwidth, double from, double to)
    {
        _count = sorted.Length;
        _origin = Math.Max(sorted[0], from - (CutBandwidths * bandwidth));
        double range = Math.Max(Math.Min(sorted[^1], to + (CutBandwidths * bandwidth)) - _origin, 0);
        Bandwidth = Math.Max(bandwidth, range / MostNodes * NodesPerBandwidth);
        double last = range / Bandwidth * NodesPerBandwidth;
        _weights = new double[(int)last + 2];
        _before = new double[_weights.Length + 1];
        foreach (double sample in sorted)
        {
            double position = Position(sample);
            if (position < 0)
            {
                _before[0]++;
            }
            else if (position <= last)
            {
                int node = (int)position;
                double fraction = position - node;
                _weights[node] += 1 - fraction;
                _weights[node + 1] += fraction;
            }
        }

        for (int node = 0; node < _weights.Length; node++)
        {
            _before[node + 1] = _before[node] + _weights[node];
        }
    }

    /// <summary>h.</summary>
    internal double Bandwidth { get; }

    internal double Cdf(double z)
    {
        double position = Position(z);
        double reach = CutBandwidths * NodesPerBandwidth;
        int first = (int)Math.Clamp(position - reach, 0, _weights.Length);
        int last = (int)Math.Clamp(position + reach, -1, _weights.Length - 1);
        double sum = _before[first];
        for (int node = first; node <= last; node++)
        {
            sum += _weights[node] * 0.5 * SpecialFunctions.Erfc((node - position) / (NodesPerBandwidth * Math.Sqrt(2)));
        }

        return sum / _count;
    }

    private double Position(double z) => (z - _origin) / Bandwidth * NodesPerBandwidth;
}
