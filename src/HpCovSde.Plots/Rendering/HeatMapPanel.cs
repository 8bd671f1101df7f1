using System.Globalization;

namespace HpCovSde.Plots.Rendering;

/// <summary>The layout of a heat map: from left to right the vertical axis, the cells, the colour bar with its ticks.</summary>
internal sealed class HeatMapPanel
{
    private const double Padding = 10;
    private const double TickLength = 4;
    private const double TickGap = 3;
    private const double AxisLabelHeight = 18;
    private const double BarGap = 16;
    private const double BarWidth = 14;
    private const double SmallestSide = 40;
    private const int BarSteps = 64;

    private readonly HeatMap _map;
    private readonly Header _header;
    private readonly PixelRect _area;
    private readonly AxisMap _values;
    private readonly Ticks _valueTicks;
    private readonly bool _hasValues;
    private readonly double[] _columns;
    private readonly double[] _rows;
    private readonly (string Text, string Superscript)[] _xLabels;
    private readonly (string Text, string Superscript)[] _yLabels;

    internal HeatMapPanel(HeatMap map)
    {
        _map = map;
        _header = new(map.Title, Typography.Title, map.Subtitle, [], map.Width - (2 * Padding));
        _xLabels = [.. map.Abscissas.Select(NumberText)];
        _yLabels = [.. map.Ordinates.Select(NumberText)];
        double top = Padding + _header.Height + 10;
        double bottom = map.Height - Padding - TickLength - TickGap - Typography.TickX.LineHeight
            - (map.X.Label.Length > 0 ? AxisLabelHeight : 0);

        var range = new DataRange("value", map.ValueScale);
        range.IncludeDrawable(map.Values);
        _hasValues = !range.IsEmpty;
        (double low, double high) = range.Ends(new Axis("", map.ValueScale), standsOnZero: false, padding: 0);
        _valueTicks = Ticks.For(map.ValueScale, low, high, Math.Max(2, (int)((bottom - top) / 42)));
        double valueWidth = _valueTicks.Major.Select(tick => Width((tick.Label, tick.Superscript))).DefaultIfEmpty(0).Max();
        double left = Padding + (map.Y.Label.Length > 0 ? AxisLabelHeight : 0) + _yLabels.Max(Width) + TickGap + TickLength;
        double right = map.Width - Padding - (map.ValueLabel.Length > 0 ? AxisLabelHeight : 0)
            - valueWidth - TickGap - TickLength - BarWidth - BarGap;
        if (right - left < SmallestSide || bottom - top < SmallestSide)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The heat map '{map.Title}' of {map.Width} x {map.Height} pixels has no room for cells besides its text."));
        }

        _area = new(left, top, right - left, bottom - top);
        _values = new(map.ValueScale, low, high, bottom, top);
        _columns = Edges(map.Abscissas, map.X.Scale, left, right, "x");
        _rows = Edges(map.Ordinates, map.Y.Scale, bottom, top, "y");
    }

    internal void Draw(SvgWriter svg)
    {
        svg.Start("g");
        _header.Draw(svg, Padding, Padding);
        DrawCells(svg);
        DrawAxes(svg);
        DrawBar(svg);
        svg.End();
    }

    // The edges of the cells in pixels: midway between the points, and at the same distance outside the outer points.
    private static double[] Edges(double[] points, AxisScale scale, double pixelAtFirst, double pixelAtLast, string name)
    {
        double[] places = new double[points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            places[i] = scale == AxisScale.Linear ? points[i]
                : points[i] > 0 ? Math.Log10(points[i])
                : throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The {name} axis is logarithmic, but {name}[{i}] = {points[i]:R}: only positive values can be drawn."));
        }

        double[] edges = new double[points.Length + 1];
        for (int i = 1; i < points.Length; i++)
        {
            edges[i] = (places[i - 1] / 2) + (places[i] / 2);
        }

        edges[0] = points.Length == 1 ? places[0] - 1 : places[0] - (edges[1] - places[0]);
        edges[^1] = points.Length == 1 ? places[0] + 1 : places[^1] + (places[^1] - edges[^2]);
        var map = new AxisMap(AxisScale.Linear, edges[0], edges[^1], pixelAtFirst, pixelAtLast);
        return [.. edges.Select(map.Map)];
    }

    // A number with two or three digits, plain or with a power of ten.
    private static (string Text, string Superscript) ValueText(double value)
    {
        double size = Math.Abs(value);
        if (size is 0 or >= 0.01 and < 1000)
        {
            string format = size >= 100 ? "0" : size >= 10 ? "0.#" : size >= 1 ? "0.##" : "0.###";
            return (value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '\u2212'), "");
        }

        string[] parts = value.ToString("0.0e+0", CultureInfo.InvariantCulture).Split('e');
        return ($"{parts[0].Replace('-', '\u2212')}×10", parts[1].TrimStart('+').Replace('-', '\u2212'));
    }

    // A number with all its digits: the coordinates of a grid are usually round.
    private static (string Text, string Superscript) NumberText(double value) =>
        Math.Abs(value) is 0 or (>= 0.001 and < 1e6)
            ? (value.ToString("0.######", CultureInfo.InvariantCulture).Replace('-', '\u2212'), "")
            : ValueText(value);

    private static double Width((string Text, string Superscript) label) =>
        TextMetrics.Width(label.Text, Typography.TickY.Size) + TextMetrics.Width(label.Superscript, 8);

    private static void Rectangle(SvgWriter svg, double left, double top, double width, double height, PlotColor color) => svg.Empty(
        "rect",
        ("x", SvgWriter.Number(left)),
        ("y", SvgWriter.Number(top)),
        ("width", SvgWriter.Number(width)),
        ("height", SvgWriter.Number(height)),
        ("fill", color.ToString()));

    private static void Line(SvgWriter svg, double x1, double y1, double x2, double y2) => svg.Empty(
        "line", ("x1", SvgWriter.Number(x1)), ("y1", SvgWriter.Number(y1)), ("x2", SvgWriter.Number(x2)), ("y2", SvgWriter.Number(y2)));

    private void DrawCells(SvgWriter svg)
    {
        for (int row = 0; row < _map.Ordinates.Length; row++)
        {
            for (int column = 0; column < _map.Abscissas.Length; column++)
            {
                double value = _map.Values[(row * _map.Abscissas.Length) + column];
                bool isDrawable = double.IsFinite(value) && (_map.ValueScale == AxisScale.Linear || value > 0);
                PlotColor color = isDrawable ? ColorRamp.At((_area.Bottom - _values.Map(value)) / _area.Height) : ColorRamp.Missing;
                double width = _columns[column + 1] - _columns[column];
                double height = _rows[row] - _rows[row + 1];
                Rectangle(svg, _columns[column], _rows[row + 1], width, height, color);
                (string Text, string Superscript) label = double.IsFinite(value) ? ValueText(value) : ("\u2013", "");
                if (Width(label) + 4 <= width && Typography.TickX.LineHeight <= height)
                {
                    TextStyle style = Typography.TickX with { Color = ColorRamp.TextOn(color) };
                    double x = _columns[column] + (width / 2);
                    double y = _rows[row + 1] + (height / 2) + 4;
                    Typography.Write(svg, x, y, label.Text, style, label.Superscript);
                }
            }
        }

        // White lines on the edges between cells.
        svg.Start("g", ("stroke", "#ffffff"), ("stroke-width", "1"));
        foreach (double x in _columns[1..^1])
        {
            Line(svg, x, _area.Top, x, _area.Bottom);
        }

        foreach (double y in _rows[1..^1])
        {
            Line(svg, _area.Left, y, _area.Right, y);
        }

        svg.End();
    }

    private void DrawAxes(SvgWriter svg)
    {
        svg.Start("g", ("stroke", "#444444"), ("stroke-width", "1"), ("stroke-linecap", "square"));
        Line(svg, _area.Left, _area.Bottom, _area.Right, _area.Bottom);
        Line(svg, _area.Left, _area.Top, _area.Left, _area.Bottom);
        for (int i = 0; i < _xLabels.Length; i++)
        {
            Line(svg, Center(_columns, i), _area.Bottom, Center(_columns, i), _area.Bottom + TickLength);
        }

        for (int i = 0; i < _yLabels.Length; i++)
        {
            Line(svg, _area.Left - TickLength, Center(_rows, i), _area.Left, Center(_rows, i));
        }

        svg.End();
        double labelTop = _area.Bottom + TickLength + TickGap;
        double free = double.NegativeInfinity;
        for (int i = 0; i < _xLabels.Length; i++)
        {
            // A label that would touch the previous one is omitted.
            double x = Center(_columns, i);
            if (x - (Width(_xLabels[i]) / 2) >= free)
            {
                Typography.Write(svg, x, labelTop + 9, _xLabels[i].Text, Typography.TickX, _xLabels[i].Superscript);
                free = x + (Width(_xLabels[i]) / 2) + 6;
            }
        }

        free = double.PositiveInfinity;
        for (int i = 0; i < _yLabels.Length; i++)
        {
            double y = Center(_rows, i);
            if (y + (Typography.TickY.LineHeight / 2) <= free)
            {
                double x = _area.Left - TickLength - TickGap;
                Typography.Write(svg, x, y + 4, _yLabels[i].Text, Typography.TickY, _yLabels[i].Superscript);
                free = y - (Typography.TickY.LineHeight / 2);
            }
        }

        if (_map.X.Label.Length > 0)
        {
            double y = labelTop + Typography.TickX.LineHeight + 11;
            Typography.Write(svg, _area.Left + (_area.Width / 2), y, _map.X.Label, Typography.AxisLabel);
        }

        if (_map.Y.Label.Length > 0)
        {
            Typography.Write(svg, Padding + 11, _area.Top + (_area.Height / 2), _map.Y.Label, Typography.AxisLabel, upwards: true);
        }
    }

    private void DrawBar(SvgWriter svg)
    {
        double left = _area.Right + BarGap;
        if (!_hasValues)
        {
            TextStyle style = Typography.Note with { Anchor = "middle" };
            Typography.Write(svg, _area.Left + (_area.Width / 2), _area.Top - 4, "no finite data", style);
            return;
        }

        for (int i = 0; i < BarSteps; i++)
        {
            double top = _area.Bottom - (_area.Height * (i + 1) / BarSteps);

            // Neighbours overlap by a pixel, so that no background shows between them.
            double height = Math.Min((_area.Height / BarSteps) + 1, _area.Bottom - top);
            Rectangle(svg, left, top, BarWidth, height, ColorRamp.At((i + 0.5) / BarSteps));
        }

        double right = left + BarWidth;
        svg.Start("g", ("stroke", "#444444"), ("stroke-width", "1"));
        foreach (Tick tick in _valueTicks.Major)
        {
            Line(svg, right, _values.Map(tick.Value), right + TickLength, _values.Map(tick.Value));
        }

        svg.End();
        foreach (Tick tick in _valueTicks.Major)
        {
            TextStyle style = Typography.TickY with { Anchor = "start" };
            Typography.Write(svg, right + TickLength + TickGap, _values.Map(tick.Value) + 4, tick.Label, style, tick.Superscript);
        }

        if (_valueTicks.Exponent != 0)
        {
            Typography.Write(svg, right, _area.Top - 6, "×10", Typography.TickX, Ticks.Label(_valueTicks.Exponent, 0));
        }

        if (_map.ValueLabel.Length > 0)
        {
            double x = _map.Width - Padding - 4;
            Typography.Write(svg, x, _area.Top + (_area.Height / 2), _map.ValueLabel, Typography.AxisLabel, upwards: true);
        }
    }

    private static double Center(double[] edges, int i) => (edges[i] + edges[i + 1]) / 2;
}
