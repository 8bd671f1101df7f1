namespace HpCovSde.Statistics;

/// <summary>A value that has a probability of its own.</summary>
/// <param name="Value">The value; it may be infinite.</param>
/// <param name="Mass">Its share of the samples, in (0, 1].</param>
public readonly record struct Atom(double Value, double Mass);

/// <summary>
/// A Gaussian kernel density estimate, optionally for a law on a bounded interval, with the atoms of the law apart. The integral of
/// <see cref="Density"/> and the masses of <see cref="Atoms"/> add up to the fraction of samples in the grid.
/// </summary>
/// <remarks>
/// <para>The estimate is made in a coordinate z in which the law is regular up to its ends, and transformed back: z = x without bounds,
/// log(x − lower) or −log(upper − x) with one bound, and log((x − lower)/(upper − x)) with two, for correlations 2 artanh ρ. So the
/// estimate follows a density that vanishes at a bound, or has a pole there, and no mass is lost.</para>
/// <para>Atoms are the samples at a bound, values that at least two samples and at least 1 % of them share, and a sample that is constant.
/// The density is that of the other samples. Samples beyond a bound count as samples at the bound.</para>
/// <para>The distribution function of the estimate is the mean of Φ((z − z_i)/h) with Silverman's bandwidth h. Each sample is distributed
/// linearly over the two nearest nodes of a grid of spacing h/32. The value of the density at a grid point is its mean over the cell up to
/// the middles between neighbouring points. So its integral is right also where the density changes between two points.</para>
/// </remarks>
public sealed class KernelDensity
{
    private const double LeastMassOfAtom = 0.01;

    private readonly double[] _density;
    private readonly Atom[] _atoms;
    private readonly Bounds _bounds;
    private readonly KernelSum? _sum;
    private readonly double _share;
    private readonly double _from;
    private readonly double _to;

    private KernelDensity(EmpiricalDistribution sample, double from, double to, int points, Bounds bounds)
    {
        _from = from;
        _to = to;
        _bounds = bounds;
        _density = new double[points];
        _atoms = FindAtoms(sample.Sorted, bounds, out double[] others);
        var regular = EmpiricalDistribution.Of(others);
        double bandwidth = SilvermanBandwidth(regular);
        if (bandwidth > 0)
        {
            _sum = new(regular.Sorted, bandwidth, bounds.Coordinate(from), bounds.Coordinate(to));
            _share = regular.Count / (double)sample.Count;
        }
        else if (others.Length > 0)
        {
            // Too few to have a density.
            _atoms = [.. _atoms.Append(new(bounds.Value(others[0]), others.Length / (double)sample.Count)).OrderBy(atom => atom.Value)];
        }

        if (sample.Count == 0)
        {
            _density.AsSpan().Fill(double.NaN);
        }
        else
        {
            FillDensity();
        }
    }

    /// <summary>h, in units of the coordinate z; 0 if every sample is in an atom.</summary>
    public double Bandwidth => _sum?.Bandwidth ?? 0;

    /// <summary>The estimate at each grid point, without the atoms; NaN if the sample is empty.</summary>
    public ReadOnlySpan<double> Density => _density;

    /// <summary>The atoms in ascending order, inside and outside of the grid.</summary>
    public ReadOnlySpan<Atom> Atoms => _atoms;

    /// <summary>The estimate on the grid from, ..., to. Allocates the grid and the nodes.</summary>
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

        return points >= 2
            ? new(sample, from, to, points, new(lower, upper))
            : throw new ArgumentOutOfRangeException(nameof(points), points, $"points = {points}, but at least 2 are needed.");
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

    /// <summary>The estimate of P(X ≤ x), with the atoms; for x in the grid. Does not allocate.</summary>
    /// <param name="x">From the first grid point to the last.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="x"/> is outside the grid.</exception>
    public double Cdf(double x)
    {
        if (!(x >= _from && x <= _to))
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, $"x = {x}, but it must be in the grid [{_from}, {_to}].");
        }

        double mass = RegularMassUpTo(x);
        foreach (Atom atom in _atoms)
        {
            mass += atom.Value <= x ? atom.Mass : 0;
        }

        return mass;
    }

    private static Atom[] FindAtoms(ReadOnlySpan<double> sorted, Bounds bounds, out double[] others)
    {
        var atoms = new List<Atom>();
        var coordinates = new List<double>(sorted.Length);
        double least = Math.Max(2, LeastMassOfAtom * sorted.Length);
        for (int next, i = 0; i < sorted.Length; i = next)
        {
            double value = bounds.Nearest(sorted[i]);
            next = i + 1;
            while (next < sorted.Length && bounds.Nearest(sorted[next]) == value)
            {
                next++;
            }

            double coordinate = bounds.Coordinate(value);
            if (next - i >= least || next - i == sorted.Length || !double.IsFinite(coordinate))
            {
                atoms.Add(new(value, (next - i) / (double)sorted.Length));
                continue;
            }

            for (int j = i; j < next; j++)
            {
                coordinates.Add(coordinate);
            }
        }

        others = [.. coordinates];
        return [.. atoms];
    }

    // The cell of a point ends in the middle between it and its neighbour, or with the grid.
    private void FillDensity()
    {
        double left = _from;
        double massAtLeft = RegularMassUpTo(left);
        for (int i = 0; i < _density.Length; i++)
        {
            double right = i == _density.Length - 1 ? _to : (0.5 * Position(i)) + (0.5 * Position(i + 1));
            double massAtRight = RegularMassUpTo(right);
            _density[i] = (massAtRight - massAtLeft) / (right - left);
            (left, massAtLeft) = (right, massAtRight);
        }
    }

    private double RegularMassUpTo(double x) => _sum is null ? 0 : _share * _sum.Cdf(_bounds.Coordinate(x));

    /// <summary>The ends of the support, and the coordinate in which they are infinite.</summary>
    private readonly record struct Bounds(double Lower, double Upper)
    {
        internal double Nearest(double x) => Math.Clamp(x, Lower, Upper);

        internal double Coordinate(double x) => (double.IsFinite(Lower), double.IsFinite(Upper)) switch
        {
            (true, true) => Math.Log((x - Lower) / (Upper - x)),
            (true, false) => Math.Log(x - Lower),
            (false, true) => -Math.Log(Upper - x),
            _ => x,
        };

        internal double Value(double z) => (double.IsFinite(Lower), double.IsFinite(Upper)) switch
        {
            (true, true) => Lower + ((Upper - Lower) / (1 + Math.Exp(-z))),
            (true, false) => Lower + Math.Exp(z),
            (false, true) => Upper - Math.Exp(-z),
            _ => z,
        };
    }
}
