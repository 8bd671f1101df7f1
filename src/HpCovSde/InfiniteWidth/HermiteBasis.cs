using System.Collections.Concurrent;

namespace HpCovSde.InfiniteWidth;

/// <summary>
/// A quadrature rule for E f(g) h_k(g), g ~ N(0, 1), with the orthonormal Hermite polynomials h_k, k &lt; <see cref="Degrees"/>, as
/// products with two matrices, one for even and one for odd degrees.
/// </summary>
/// <remarks>
/// The Gauss-Legendre rule on panels of [0, 13], applied to f(x) + f(−x) and f(x) − f(−x), so that a kink at 0 does not matter. h_k has the
/// frequency √k, which bounds the length of the panels. Towards 0 they shrink to 1/64, for functions that are steep there. A refined basis
/// shrinks them further, grows them slowly, and cuts them at kinks.
/// </remarks>
internal sealed class HermiteBasis
{
    // e^{−13²/4} = 4e-19 bounds h_k times the weight there.
    private const double LargestAbscissa = 13;

    private const double LargestPhase = 12;

    private const double SmallestPanel = 1.0 / 64;

    // A refined panel at x has the length x/8.
    private const double Growth = 8;

    private static readonly ConcurrentDictionary<int, HermiteBasis> Cache = new();

    private readonly double[] _edges;

    private HermiteBasis(int degrees, double[] edges)
    {
        GaussLegendre rule = GaussLegendre.Order16;
        Degrees = degrees;
        _edges = edges;
        int nodes = (edges.Length - 1) * rule.Order;
        Abscissas = new double[nodes];
        Weights = new double[nodes];
        Even = new double[nodes * degrees / 2];
        Odd = new double[nodes * degrees / 2];
        for (int panel = 0; panel < edges.Length - 1; panel++)
        {
            double length = edges[panel + 1] - edges[panel];
            for (int i = 0; i < rule.Order; i++)
            {
                int q = (panel * rule.Order) + i;
                double x = edges[panel] + (length * rule.Node(i));
                Abscissas[q] = x;
                Weights[q] = length * rule.Weight(i) * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
                FillPolynomials(q);
            }
        }
    }

    /// <summary>The number of polynomials, even.</summary>
    internal int Degrees { get; }

    /// <summary>The nodes x &gt; 0.</summary>
    internal double[] Abscissas { get; }

    /// <summary>Their weights, including the density of g.</summary>
    internal double[] Weights { get; }

    /// <summary>Weight times h_{2j}, indexed [node][j].</summary>
    internal double[] Even { get; }

    /// <summary>Weight times h_{2j+1}, indexed [node][j].</summary>
    internal double[] Odd { get; }

    /// <summary>The basis of a given size; created once and cached.</summary>
    internal static HermiteBasis Of(int degrees) => Cache.GetOrAdd(degrees, static degrees => new(degrees, Edges(Longest(degrees))));

    /// <summary>
    /// A basis for functions that vary over lengths down to <paramref name="finest"/> near 0, and over an eighth of x at x.
    /// </summary>
    /// <param name="degrees">The number of polynomials.</param>
    /// <param name="finest">The length of the shortest panels.</param>
    /// <param name="kinks">Where the panels are cut.</param>
    /// <param name="last">A basis that is returned if it is the same.</param>
    internal static HermiteBasis Refined(int degrees, double finest, IEnumerable<double> kinks, HermiteBasis? last)
    {
        double longest = Longest(degrees);
        var edges = new List<double> { 0 };
        double edge = 0;
        while (edge < LargestAbscissa)
        {
            edges.Add(edge);
            edge += Math.Min(longest, Math.Max(finest, edge / Growth));
        }

        edges.Add(LargestAbscissa);
        edges.AddRange(kinks.Select(Math.Abs).Where(kink => kink < LargestAbscissa));
        double[] all = [.. edges.Distinct().Order()];
        return last is not null && last.Degrees == degrees && last._edges.AsSpan().SequenceEqual(all) ? last : new(degrees, all);
    }

    private static double Longest(int degrees) => Math.Min(1, LargestPhase / Math.Sqrt(degrees));

    // 0, 1/64, 1/32, … as long as the panels are shorter than the longest allowed one; after that panels of this length.
    private static double[] Edges(double longest)
    {
        var edges = new List<double> { 0 };
        for (double edge = Math.Min(SmallestPanel, longest); edge < LargestAbscissa; edge += Math.Min(edge, longest))
        {
            edges.Add(edge);
        }

        return [.. edges, LargestAbscissa];
    }

    // √(k + 1) h_{k+1} = x h_k − √k h_{k−1}.
    private void FillPolynomials(int node)
    {
        double x = Abscissas[node];
        double before = 0;
        double current = Weights[node];
        for (int k = 0; k < Degrees; k++)
        {
            (k % 2 == 0 ? Even : Odd)[(node * Degrees / 2) + (k / 2)] = current;
            double next = ((x * current) - (Math.Sqrt(k) * before)) / Math.Sqrt(k + 1);
            (before, current) = (current, next);
        }
    }
}
