using System.Text;

namespace HpCovSde.Plots.Rendering;

/// <summary>Draws data into the plot area: maps values to pixels, clips, leaves gaps, and records where it has drawn.</summary>
internal sealed class Canvas(SvgWriter svg, PixelRect area, AxisMap x, AxisMap y)
{
    /// <summary>The opacity of an area that belongs to a curve: low enough that overlapping areas can be distinguished.</summary>
    public const double FillOpacity = 0.28;

    private const double MarkerRadius = 3.4;
    private const double CapHalfWidth = 3;
    private const string BarWidth = "1.2";

    /// <summary>The record of where something has been drawn.</summary>
    public Ink Ink { get; } = new(area);

    /// <summary>A line through the points; a point that is not finite interrupts it.</summary>
    public void Line(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, in Stroke stroke)
    {
        var path = new StringBuilder();
        foreach (List<PixelPoint> run in Runs(xs, ys))
        {
            AppendRun(path, run);
        }

        if (path.Length > 0)
        {
            StrokePath(svg, path.ToString(), stroke);
        }
    }

    /// <summary>The area between two curves, without outline.</summary>
    public void Area(ReadOnlySpan<double> xs, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, PlotColor color, double opacity)
    {
        var path = new StringBuilder();
        int start = 0;
        while (start < xs.Length)
        {
            int end = start;
            var polygon = new List<PixelPoint>();
            while (end < xs.Length && double.IsFinite(xs[end]) && double.IsFinite(lower[end]) && double.IsFinite(upper[end]))
            {
                polygon.Add(Map(xs[end], upper[end]));
                end++;
            }

            for (int i = end - 1; i >= start; i--)
            {
                polygon.Add(Map(xs[i], lower[i]));
            }

            AppendPolygon(path, Clipping.Polygon(area, polygon));
            start = end + 1;
        }

        if (path.Length > 0)
        {
            svg.Empty(
                "path",
                ("d", path.ToString()),
                ("fill", color.ToString()),
                ("fill-opacity", SvgWriter.Number(opacity)),
                ("stroke", "none"));
        }
    }

    /// <summary>A curve with the area down to zero filled.</summary>
    public void FilledCurve(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, PlotColor color, double strokeWidth)
    {
        Area(xs, new double[xs.Length], ys, color, FillOpacity);
        Line(xs, ys, new Stroke(color, strokeWidth, LineDash.Solid));
    }

    /// <summary>A marker at a point; nothing if the point is not finite or outside the plot area.</summary>
    public void Marker(double xValue, double yValue, PlotColor color, int index)
    {
        if (!double.IsFinite(xValue) || !double.IsFinite(yValue))
        {
            return;
        }

        PixelPoint p = Map(xValue, yValue);
        if (area.Contains(p))
        {
            Ink.Segment(new(p.X - MarkerRadius, p.Y), new(p.X + MarkerRadius, p.Y));
            Ink.Segment(new(p.X, p.Y - MarkerRadius), new(p.X, p.Y + MarkerRadius));
            MarkerShape(svg, p.X, p.Y, color, index);
        }
    }

    /// <summary>A vertical error bar, with caps at those ends that lie in the plot area.</summary>
    public void ErrorBar(double xValue, double low, double high, PlotColor color)
    {
        if (!double.IsFinite(xValue) || !double.IsFinite(low) || !double.IsFinite(high))
        {
            return;
        }

        PixelPoint bottom = Map(xValue, low);
        PixelPoint top = Map(xValue, high);
        bool bottomIsInside = area.Contains(bottom);
        bool topIsInside = area.Contains(top);
        if (Clipping.Segment(area, ref bottom, ref top))
        {
            Ink.Segment(bottom, top);
            Bar(svg, bottom.X, top.Y, bottom.Y, color, topIsInside, bottomIsInside);
        }
    }

    /// <summary>A vertical bar with caps, in pixels.</summary>
    public static void Bar(SvgWriter svg, double x, double top, double bottom, PlotColor color, bool capTop = true, bool capBottom = true)
    {
        var path = new StringBuilder();
        Append(path, 'M', new(x, top));
        Append(path, 'L', new(x, bottom));
        foreach ((bool cap, double y) in (ReadOnlySpan<(bool, double)>)[(capTop, top), (capBottom, bottom)])
        {
            if (cap)
            {
                Append(path, 'M', new(x - CapHalfWidth, y));
                Append(path, 'L', new(x + CapHalfWidth, y));
            }
        }

        svg.Empty("path", ("d", path.ToString()), ("fill", "none"), ("stroke", color.ToString()), ("stroke-width", BarWidth));
    }

    /// <summary>The marker of series number <paramref name="index"/>, in pixels: disc, square, triangle, diamond.</summary>
    public static void MarkerShape(SvgWriter svg, double x, double y, PlotColor color, int index)
    {
        const double R = MarkerRadius;
        const double Half = 0.88 * R;
        (string, string)[] style = [("fill", color.ToString()), ("stroke", "#ffffff"), ("stroke-width", "0.7")];
        if (index % 4 == 0)
        {
            svg.Empty("circle", [("cx", SvgWriter.Number(x)), ("cy", SvgWriter.Number(y)), ("r", SvgWriter.Number(R)), .. style]);
            return;
        }

        ReadOnlySpan<PixelPoint> corners = (index % 4) switch
        {
            1 => [new(x - Half, y - Half), new(x + Half, y - Half), new(x + Half, y + Half), new(x - Half, y + Half)],
            2 => [new(x, y - (1.2 * R)), new(x + (1.1 * R), y + (0.75 * R)), new(x - (1.1 * R), y + (0.75 * R))],
            _ => [new(x, y - (1.3 * R)), new(x + (1.3 * R), y), new(x, y + (1.3 * R)), new(x - (1.3 * R), y)],
        };
        var path = new StringBuilder();
        for (int i = 0; i < corners.Length; i++)
        {
            Append(path, i == 0 ? 'M' : 'L', corners[i]);
        }

        svg.Empty("path", [("d", path.Append('Z').ToString()), .. style]);
    }

    /// <summary>Writes a stroked path.</summary>
    public static void StrokePath(SvgWriter svg, string path, in Stroke stroke)
    {
        string dash = stroke.Dash switch
        {
            LineDash.Dashed => "6 4",
            LineDash.Dotted => "0.1 3.6",
            _ => "none",
        };
        svg.Empty(
            "path",
            ("d", path),
            ("fill", "none"),
            ("stroke", stroke.Color.ToString()),
            ("stroke-width", SvgWriter.Number(stroke.Width)),
            ("stroke-linejoin", "round"),
            ("stroke-linecap", stroke.Dash == LineDash.Dashed ? "butt" : "round"),
            ("stroke-dasharray", dash));
    }

    /// <summary>Appends a command of path data.</summary>
    public static void Append(StringBuilder path, char command, PixelPoint p) =>
        _ = path.Append(command).Append(SvgWriter.Number(p.X)).Append(' ').Append(SvgWriter.Number(p.Y));

    private PixelPoint Map(double xValue, double yValue) => new(x.Map(xValue), y.Map(yValue));

    // The maximal stretches of finite points, in pixels.
    private List<List<PixelPoint>> Runs(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys)
    {
        var runs = new List<List<PixelPoint>>();
        bool open = false;
        for (int i = 0; i < xs.Length; i++)
        {
            if (!double.IsFinite(xs[i]) || !double.IsFinite(ys[i]))
            {
                open = false;
                continue;
            }

            if (!open)
            {
                runs.Add([]);
                open = true;
            }

            runs[^1].Add(Map(xs[i], ys[i]));
        }

        return runs;
    }

    private void AppendRun(StringBuilder path, List<PixelPoint> run)
    {
        // A single point between two gaps becomes a segment of length zero, which round caps show as a dot.
        if (run.Count == 1)
        {
            run.Add(run[0]);
        }

        PixelPoint? pen = null;
        for (int i = 1; i < run.Count; i++)
        {
            PixelPoint a = run[i - 1];
            PixelPoint b = run[i];
            if (!Clipping.Segment(area, ref a, ref b))
            {
                continue;
            }

            if (pen != a)
            {
                Append(path, 'M', a);
            }

            Append(path, 'L', b);
            Ink.Segment(a, b);
            pen = b;
        }
    }

    private void AppendPolygon(StringBuilder path, List<PixelPoint> polygon)
    {
        if (polygon.Count < 3)
        {
            return;
        }

        Ink.Polygon(polygon);
        for (int i = 0; i < polygon.Count; i++)
        {
            Append(path, i == 0 ? 'M' : 'L', polygon[i]);
        }

        _ = path.Append('Z');
    }
}
