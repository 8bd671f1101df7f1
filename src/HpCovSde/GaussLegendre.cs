using MathNet.Numerics.Integration;

namespace HpCovSde;

/// <summary>
/// The composite Gauss-Legendre rule: the interval is cut into panels, and each panel gets the nodes of one rule. On panels of length h,
/// ∫₀^{ph} f(x) dx ≈ h Σ_k w_k f(h x_k), with k from 0 to p·<see cref="Order"/> − 1.
/// </summary>
internal sealed class GaussLegendre
{
    private readonly double[] _abscissas;
    private readonly double[] _weights;

    private GaussLegendre(int order)
    {
        var rule = new GaussLegendreRule(0, 1, order);
        _abscissas = [.. Enumerable.Range(0, order).Select(rule.GetAbscissa)];
        _weights = [.. Enumerable.Range(0, order).Select(rule.GetWeight)];
    }

    /// <summary>16 nodes per panel.</summary>
    internal static GaussLegendre Order16 { get; } = new(16);

    /// <summary>20 nodes per panel.</summary>
    internal static GaussLegendre Order20 { get; } = new(20);

    /// <summary>The number of nodes per panel.</summary>
    internal int Order => _abscissas.Length;

    /// <summary>x_k: node k, counted through all panels, in units of the panel length.</summary>
    internal double Node(int k) => (k / Order) + _abscissas[k % Order];

    /// <summary>w_k: the weight of node k; the weights of a panel sum to 1.</summary>
    internal double Weight(int k) => _weights[k % Order];
}
