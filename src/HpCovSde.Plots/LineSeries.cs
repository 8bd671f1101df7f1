using HpCovSde.Plots.Rendering;

namespace HpCovSde.Plots;

/// <summary>The strokes of a line.</summary>
public enum LineDash
{
    /// <summary>Without gaps.</summary>
    Solid,

    /// <summary>Long strokes.</summary>
    Dashed,

    /// <summary>Points.</summary>
    Dotted,
}

/// <summary>A line through the points (x[i], y[i]) in the order given; a point that is not finite leaves a gap.</summary>
public sealed class LineSeries : Series
{
    private readonly double[] _x;
    private readonly double[] _y;

    /// <summary>Describes a line.</summary>
    /// <param name="name">The name in the legend, or null.</param>
    /// <param name="x">Abscissas, in any order.</param>
    /// <param name="y">Ordinates, as many as abscissas.</param>
    /// <param name="color">The colour; null: from the palette by position.</param>
    /// <param name="dash">The strokes of the line.</param>
    /// <param name="width">The stroke width in pixels, above 0 and at most 100.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> or <paramref name="dash"/> is out of range.</exception>
    public LineSeries(
        string? name,
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> y,
        PlotColor? color = null,
        LineDash dash = LineDash.Solid,
        double width = 1.8)
        : base(name, color)
    {
        CheckLengths(x.Length, y.Length, nameof(y));
        if (dash is not (LineDash.Solid or LineDash.Dashed or LineDash.Dotted))
        {
            throw new ArgumentOutOfRangeException(nameof(dash), dash, "The dash must be Solid, Dashed or Dotted.");
        }

        Width = CheckWidth(width);
        Dash = dash;
        _x = x.ToArray();
        _y = y.ToArray();
    }

    /// <summary>The strokes of the line.</summary>
    public LineDash Dash { get; }

    /// <summary>The stroke width in pixels.</summary>
    public double Width { get; }

    internal override void Measure(ref DataRange x, ref DataRange y)
    {
        Include(ref x, _x);
        Include(ref y, _y);
    }

    internal override void Draw(Canvas canvas, PlotColor color, int index) => canvas.Line(_x, _y, new Stroke(color, Width, Dash));

    internal override void DrawKey(SvgWriter svg, double x, double y, PlotColor color, int index) =>
        Legend.LineKey(svg, x, y, new Stroke(color, Width, Dash));
}
