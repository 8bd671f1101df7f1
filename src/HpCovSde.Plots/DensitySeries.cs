using HpCovSde.Plots.Rendering;

namespace HpCovSde.Plots;

/// <summary>
/// A curve with the area down to zero filled: a probability density. On a logarithmic axis a height at or below 0 lies below the axis.
/// </summary>
public sealed class DensitySeries : Series
{
    private const double Width = 1.4;

    private readonly double[] _x;
    private readonly double[] _y;

    /// <summary>Describes a filled curve.</summary>
    /// <param name="name">The name in the legend, or null.</param>
    /// <param name="x">Abscissas.</param>
    /// <param name="y">Heights, as many as abscissas.</param>
    /// <param name="color">The colour; null: from the palette by position.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public DensitySeries(string? name, ReadOnlySpan<double> x, ReadOnlySpan<double> y, PlotColor? color = null)
        : base(name, color)
    {
        CheckLengths(x.Length, y.Length, nameof(y));
        _x = x.ToArray();
        _y = y.ToArray();
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
}
