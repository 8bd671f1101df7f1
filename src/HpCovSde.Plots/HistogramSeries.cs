using System.Globalization;
using HpCovSde.Plots.Rendering;

namespace HpCovSde.Plots;

/// <summary>
/// A histogram drawn as one stepped outline with its area filled. On a logarithmic axis an empty bin lies below the axis.
/// </summary>
public sealed class HistogramSeries : Series
{
    private const double Width = 1.1;

    private readonly double[] _x;
    private readonly double[] _y;

    /// <summary>Describes a histogram.</summary>
    /// <param name="name">The name in the legend, or null.</param>
    /// <param name="edges">The k + 1 edges of the bins, finite and increasing.</param>
    /// <param name="heights">The k heights, finite and not negative: counts or densities.</param>
    /// <param name="color">The colour; null: from the palette by position.</param>
    /// <exception cref="ArgumentException">There is no bin, the lengths do not match, the edges do not increase, or a height is
    /// negative or not finite.</exception>
    public HistogramSeries(string? name, ReadOnlySpan<double> edges, ReadOnlySpan<double> heights, PlotColor? color = null)
        : base(name, color)
    {
        if (heights.IsEmpty || edges.Length != heights.Length + 1)
        {
            throw new ArgumentException(
                $"{heights.Length} heights need {heights.Length + 1} edges, and at least one bin; edges has {edges.Length}.",
                nameof(edges));
        }

        for (int i = 0; i < edges.Length; i++)
        {
            if (!double.IsFinite(edges[i]) || (i > 0 && edges[i] <= edges[i - 1]))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"edges[{i}] = {edges[i]:R}: edges must be finite and increasing."),
                    nameof(edges));
            }
        }

        for (int i = 0; i < heights.Length; i++)
        {
            if (!double.IsFinite(heights[i]) || heights[i] < 0)
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"heights[{i}] = {heights[i]:R}: heights must be finite and not negative."),
                    nameof(heights));
            }
        }

        (_x, _y) = Steps(edges, heights);
    }

    internal override bool StandsOnZero => true;

    internal override void Measure(ref DataRange x, ref DataRange y)
    {
        Include(ref x, _x);
        y.IncludeDrawable(_y);
    }

    internal override void Draw(Canvas canvas, PlotColor color, int index) => canvas.FilledCurve(_x, _y, color, Width);

    internal override void DrawKey(SvgWriter svg, double x, double y, PlotColor color, int index) =>
        Legend.AreaKey(svg, x, y, color, Canvas.FillOpacity, outline: Width);

    // Up the first edge, along every top, down the last edge.
    private static (double[] X, double[] Y) Steps(ReadOnlySpan<double> edges, ReadOnlySpan<double> heights)
    {
        var x = new double[2 * edges.Length];
        var y = new double[2 * edges.Length];
        for (int i = 0; i < edges.Length; i++)
        {
            x[2 * i] = x[(2 * i) + 1] = edges[i];
            y[2 * i] = i == 0 ? 0 : heights[i - 1];
            y[(2 * i) + 1] = i == heights.Length ? 0 : heights[i];
        }

        return (x, y);
    }
}
