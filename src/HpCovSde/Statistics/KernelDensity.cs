namespace HpCovSde.Statistics;

/// <summary>
/// A Gaussian kernel density estimate on an equidistant grid, f(t) = (nh)⁻¹ Σ φ((t − x_i)/h), optionally for a law on a bounded interval.
/// </summary>
/// <remarks>
/// <para>Each sample is distributed linearly over the two nearest nodes of a grid of spacing δ = h/32. The kernel, truncated at 8h, is
/// summed over the nodes: n + 512·points operations. This amounts to linear interpolation of the kernel. The error is below
/// δ²·max|φ″|/(8h³) &lt; 5e-5/h.</para>
/// <para>At a finite bound the estimate is reflected, f(t) + f(2·bound − t), so that no mass is lost there. Mass that would be reflected
/// twice is neglected; it is below 2Φ(−(upper − lower)/h).</para>
/// <para>The bandwidth is Silverman's, but at least the spacing of the grid, because the grid cannot resolve less.</para>
/// </remarks>
public sealed class KernelDensity
{
    private const int NodesPerBandwidth = 32;
    private const int CutBandwidths = 8;

    private readonly double[] _density;
    private readonly double _from;
    private readonly double _to;

    private KernelDensity(double bandwidth, double from, double to, double[] density)
    {
        Bandwidth = bandwidth;
        _from = from;
        _to = to;
        _density = density;
    }

    /// <summary>h, in units of the samples.</summary>
    public double Bandwidth { get; }

    /// <summary>The estimate at each grid point; NaN if the sample is empty.</summary>
    public ReadOnlySpan<double> Density => _density;

    /// <summary>
    /// The estimate on the grid from, ..., to. Samples outside the bounds are counted in n and contribute the part of their kernel that
    /// lies inside. Allocates the grid and the nodes.
    /// </summary>
    /// <param name="sample">The sample.</param>
    /// <param name="from">The first grid point.</param>
    /// <param name="to">The last grid point, above <paramref name="from"/>.</param>
    /// <param name="points">The number of grid points, at least 2.</param>
    /// <param name="lower">The lower bound of the law's support, at most <paramref name="from"/>; −∞ for none.</param>
    /// <param name="upper">The upper bound of the law's support, at least <paramref name="to"/>; +∞ for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The grid is empty or not finite, or not within the bounds.</exception>
    public static KernelDensity Of(
        EmpiricalDistribution sample,
        double from,
        double to,
        int points,
        double lower = double.NegativeInfinity,
        double upper = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (!(lower <= from && from < to && to <= upper) || !double.IsFinite(to - from))
        {
            throw new ArgumentOutOfRangeException(
                nameof(to),
                to,
                $"The grid [{from}, {to}] with bounds [{lower}, {upper}] is not allowed: "
                + "lower <= from < to <= upper is needed, and a finite grid.");
        }

        if (points < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(points), points, $"points = {points}, but at least 2 are needed.");
        }

        double bandwidth = Math.Max(SilvermanBandwidth(sample), (to - from) / (points - 1));
        var nodes = new Nodes(sample.Sorted, bandwidth, from, to);
        var result = new KernelDensity(bandwidth, from, to, new double[points]);
        for (int i = 0; i < points; i++)
        {
            double at = result.Position(i);
            double density = nodes.DensityAt(at);
            density += double.IsFinite(lower) ? nodes.DensityAt((2 * lower) - at) : 0;
            density += double.IsFinite(upper) ? nodes.DensityAt((2 * upper) - at) : 0;
            result._density[i] = density;
        }

        return result;
    }

    /// <summary>
    /// 0.9·min(s, IQR/1.34)·n^(−1/5), B. W. Silverman, "Density estimation for statistics and data analysis" (1986), equation (3.31).
    /// If the interquartile range is 0 or not finite, s alone is used; if s is not finite, the interquartile range alone. The result is 0
    /// if neither is usable (fewer than two samples, or all equal). Does not allocate.
    /// </summary>
    public static double SilvermanBandwidth(EmpiricalDistribution sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        double deviation = sample.Moments.StandardDeviation;
        double quartiles = (Quantiles.Of(sample, 0.75) - Quantiles.Of(sample, 0.25)) / 1.34;
        double spread = quartiles > 0 && double.IsFinite(quartiles) && !(deviation < quartiles) ? quartiles : deviation;
        return double.IsFinite(spread) ? 0.9 * spread * Math.Pow(sample.Count, -0.2) : 0;
    }

    /// <summary>Grid point i, 0 ≤ i &lt; points. Does not allocate.</summary>
    public double Position(int i) => EquidistantGrid.Point(_from, _to, i, _density.Length - 1);

    private readonly struct Nodes
    {
        private readonly double[] _weights;
        private readonly double _origin;
        private readonly double _bandwidth;
        private readonly double _scale;

        public Nodes(ReadOnlySpan<double> sorted, double bandwidth, double from, double to)
        {
            _bandwidth = bandwidth;
            _origin = from - (CutBandwidths * bandwidth);
            _scale = 1 / (Math.Sqrt(2 * Math.PI) * bandwidth * sorted.Length);
            double last = ((to - from) / bandwidth * NodesPerBandwidth) + (2 * CutBandwidths * NodesPerBandwidth);
            _weights = new double[(int)last + 2];
            foreach (double sample in sorted)
            {
                double position = (sample - _origin) / bandwidth * NodesPerBandwidth;
                if (position >= 0 && position <= last)
                {
                    int node = (int)position;
                    double fraction = position - node;
                    _weights[node] += 1 - fraction;
                    _weights[node + 1] += fraction;
                }
            }
        }

        public double DensityAt(double at)
        {
            double position = (at - _origin) / _bandwidth * NodesPerBandwidth;
            int first = (int)Math.Max(position - (CutBandwidths * NodesPerBandwidth), 0);
            int last = (int)Math.Min(position + (CutBandwidths * NodesPerBandwidth), _weights.Length - 1);
            double sum = 0;
            for (int node = first; node <= last; node++)
            {
                double distance = (position - node) / NodesPerBandwidth;
                sum += _weights[node] * Math.Exp(-0.5 * distance * distance);
            }

            return sum * _scale;
        }
    }
}
