using HpCovSde.Plots.Rendering;

namespace HpCovSde.Plots;

/// <summary>
/// A line with a translucent band around it: a mean with its confidence interval, a median with quantiles.
/// On a logarithmic axis an edge of the band at or below 0 lies below the axis; the line itself must be positive.
/// </summary>
public sealed class BandSeries : Series
{
    private const double Opacity = 0.2;
    private const double Width = 1.8;

    private readonly double[] _x;
    private readonly double[] _y;
    private readonly double[] _lower;
    private readonly double[] _upper;

    /// <summary>Describes a line with a band.</summary>
    /// <param name="name">The name in the legend, or null.</param>
    /// <param name="x">Abscissas.</param>
    /// <param name="y">The line.</param>
    /// <param name="lower">The lower edge of the band.</param>
    /// <param name="upper">The upper edge of the band.</param>
    /// <param name="color">The colour; null: from the palette by position.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public BandSeries(
        string? name,
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> lower,
        ReadOnlySpan<double> upper,
        PlotColor? color = null)
        : base(name, color)
    {
        CheckLengths(x.Length, y.Length, nameof(y));
        CheckLengths(x.Length, lower.Length, nameof(lower));
        CheckLengths(x.Length, upper.Length, nameof(upper));
        _x = x.ToArray();
        _y = y.ToArray();
        _lower = lower.ToArray();
        _upper = upper.ToArray();
    }

    internal override void Measure(ref DataRange x, ref DataRange y)
    {
        Include(ref x, _x);
        Include(ref y, _y);
        y.IncludeDrawable(_lower);
        y.IncludeDrawable(_upper);
    }

    internal override void Draw(Canvas canvas, PlotColor color, int index)
    {
        canvas.Area(_x, _lower, _upper, color, Opacity);
        canvas.Line(_x, _y, new Stroke(color, Width, LineDash.Solid));
    }

    internal override void DrawKey(SvgWriter svg, double x, double y, PlotColor color, int index)
    {
        Legend.AreaKey(svg, x, y, color, Opacity);
        Legend.LineKey(svg, x, y, new Stroke(color, Width, LineDash.Solid));
    }
}
