namespace HpCovSde.Plots.Rendering;

/// <summary>
/// The layout of one chart in a rectangle: from top to bottom title, subtitle, legend, the notes if the plot area has no free place for
/// them, and the plot area with its axes.
/// </summary>
internal sealed class Panel
{
    private const double Padding = 10;
    private const double HeaderGap = 6;
    private const double TickLength = 4;
    private const double TickLabelGap = 3;
    private const double AxisLabelHeight = 18;
    private const double NotePadding = 5;
    private const double SmallestSide = 40;

    private readonly Chart _chart;
    private readonly PixelRect _bounds;
    private readonly Header _header;
    private PixelRect? _notesPlace;
    private readonly bool _isEmpty;
    private readonly AxisMap _x;
    private readonly AxisMap _y;
    private readonly Ticks _xTicks;
    private readonly Ticks _yTicks;
    private readonly PixelRect _area;

    private Panel(Chart chart, in PixelRect bounds, Header header, double headerHeight)
    {
        _chart = chart;
        _bounds = bounds;
        _header = header;
        var xData = new DataRange("x", chart.X.Scale);
        var yData = new DataRange("y", chart.Y.Scale);
        bool standsOnZero = false;
        foreach (Series series in chart.Series)
        {
            series.Measure(ref xData, ref yData);
            standsOnZero |= series.StandsOnZero;
        }

        _isEmpty = xData.IsEmpty || yData.IsEmpty;
        (double xMinimum, double xMaximum) = xData.Ends(chart.X, standsOnZero: false, padding: 0.02);
        (double yMinimum, double yMaximum) = yData.Ends(chart.Y, standsOnZero, padding: 0.06);

        double top = bounds.Top + Padding + headerHeight + HeaderGap;
        double axisHeight = TickLength + TickLabelGap + Typography.TickX.LineHeight + (chart.X.Label.Length > 0 ? AxisLabelHeight : 0);
        double bottom = bounds.Bottom - Padding - axisHeight;
        _yTicks = Ticks.For(chart.Y.Scale, yMinimum, yMaximum, target: Math.Max(2, (int)((bottom - top) / 42)));
        double labelWidth = _yTicks.Major.Count == 0 ? 0 : _yTicks.Major.Max(LabelWidth);
        double left = bounds.Left + Padding + (chart.Y.Label.Length > 0 ? AxisLabelHeight : 0) + labelWidth + TickLabelGap + TickLength;
        double right = bounds.Right - Padding - 6;
        if (right - left < SmallestSide || bottom - top < SmallestSide)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The chart '{chart.Title}' of {bounds.Width:0} x {bounds.Height:0} pixels has no room to draw besides its text."));
        }

        _xTicks = TicksThatFit(chart.X.Scale, xMinimum, xMaximum, right - left);
        _area = new(left, top, right - left, bottom - top);
        _x = new(chart.X.Scale, xMinimum, xMaximum, left, right);
        _y = new(chart.Y.Scale, yMinimum, yMaximum, bottom, top);
    }

    /// <summary>
    /// Lays out the charts of one row so that their plot areas begin at the same height: the notes are inside all of them or above all.
    /// </summary>
    /// <param name="charts">The charts from left to right.</param>
    /// <param name="bounds">The rectangle of each chart.</param>
    /// <param name="withLegend">Whether each panel has its own legend.</param>
    public static Panel[] Row(IReadOnlyList<Chart> charts, IReadOnlyList<PixelRect> bounds, bool withLegend)
    {
        Header[] headers =
        [
            .. charts.Select((chart, i) => new Header(
                chart.Title, Typography.Title, chart.Subtitle, withLegend ? [.. chart.Series] : [], bounds[i].Width - (2 * Padding))),
        ];
        Panel[] panels = Build(headers.Max(header => header.Height));
        return panels.All(panel => panel.TryPlaceNotesInside())
            ? panels
            : Build(headers.Select((header, i) => header.Height + (charts[i].Notes.Count * Typography.Note.LineHeight)).Max());

        Panel[] Build(double height)
        {
            Panel[] built = [.. charts.Select((chart, i) => new Panel(chart, bounds[i], headers[i], height))];
            if (built.All(panel => panel._yTicks.Exponent == 0))
            {
                return built;
            }

            // The common power of ten of the labels of a vertical axis needs a line above the axis.
            return [.. charts.Select((chart, i) => new Panel(chart, bounds[i], headers[i], height + Typography.TickY.LineHeight))];
        }
    }

    /// <summary>Draws the panel.</summary>
    public void Draw(SvgWriter svg)
    {
        svg.Start("g");
        _header.Draw(svg, _bounds.Left + Padding, _bounds.Top + Padding);
        DrawGrid(svg);
        _ = DrawSeries(svg);
        DrawAxes(svg);
        DrawNotes(svg);
        svg.End();
    }

    // Labels of the horizontal axis are side by side, so long labels allow only a few.
    private static Ticks TicksThatFit(AxisScale scale, double minimum, double maximum, double length)
    {
        const double Gap = 8;
        for (int target = Math.Max(2, (int)(length / 56)); ; target--)
        {
            var ticks = Ticks.For(scale, minimum, maximum, target);
            var map = new AxisMap(scale, minimum, maximum, 0, length);
            bool fits = ticks.Major.Zip(ticks.Major.Skip(1)).All(pair =>
                map.Map(pair.Second.Value) - map.Map(pair.First.Value) >= ((LabelWidth(pair.First) + LabelWidth(pair.Second)) / 2) + Gap);
            if (fits || target == 1)
            {
                return ticks;
            }
        }
    }

    private Ink DrawSeries(SvgWriter svg)
    {
        var canvas = new Canvas(svg, _area, _x, _y);
        for (int i = 0; i < _chart.Series.Count; i++)
        {
            Series series = _chart.Series[i];
            series.Draw(canvas, series.Color ?? Palette.Cycle(i), i);
        }

        return canvas.Ink;
    }

    private static double LabelWidth(Tick tick) =>
        TextMetrics.Width(tick.Label, Typography.TickY.Size) + TextMetrics.Width(tick.Superscript, 8);

    private void DrawNotes(SvgWriter svg)
    {
        if (_isEmpty)
        {
            TextStyle style = Typography.Note with { Anchor = "middle" };
            Typography.Write(svg, _area.Left + (_area.Width / 2), _area.Top + (_area.Height / 2), "no finite data", style);
        }

        if (_notesPlace is PixelRect place)
        {
            Rectangle(svg, place, "#ffffff", opacity: 0.85);
            _ = Typography.WriteLines(svg, place.Left + NotePadding, place.Top + NotePadding - 1, _chart.Notes, Typography.Note);
        }
        else
        {
            _ = Typography.WriteLines(svg, _bounds.Left + Padding, _bounds.Top + Padding + _header.Height, _chart.Notes, Typography.Note);
        }
    }

    private bool TryPlaceNotesInside()
    {
        if (_chart.Notes.Count == 0)
        {
            return true;
        }

        double width = _chart.Notes.Max(note => TextMetrics.Width(note, Typography.Note.Size)) + (2 * NotePadding);
        double height = (_chart.Notes.Count * Typography.Note.LineHeight) + (2 * NotePadding) - 2;
        _notesPlace = DrawSeries(new SvgWriter()).FreePlace(width, height);
        return _notesPlace is not null;
    }

    private static void Rectangle(SvgWriter svg, in PixelRect rect, string fill, double opacity) =>
        svg.Empty(
            "rect",
            ("x", SvgWriter.Number(rect.Left)),
            ("y", SvgWriter.Number(rect.Top)),
            ("width", SvgWriter.Number(rect.Width)),
            ("height", SvgWriter.Number(rect.Height)),
            ("fill", fill),
            ("fill-opacity", SvgWriter.Number(opacity)));

    private void DrawGrid(SvgWriter svg)
    {
        svg.Start("g", ("stroke", "#e4e4e4"), ("stroke-width", "0.8"));
        foreach (Tick tick in _xTicks.Major)
        {
            Line(svg, _x.Map(tick.Value), _area.Top, _x.Map(tick.Value), _area.Bottom);
        }

        foreach (Tick tick in _yTicks.Major)
        {
            Line(svg, _area.Left, _y.Map(tick.Value), _area.Right, _y.Map(tick.Value));
        }

        svg.End();
    }

    private void DrawAxes(SvgWriter svg)
    {
        svg.Start("g", ("stroke", "#444444"), ("stroke-width", "1"), ("stroke-linecap", "square"));
        Line(svg, _area.Left, _area.Bottom, _area.Right, _area.Bottom);
        Line(svg, _area.Left, _area.Top, _area.Left, _area.Bottom);
        foreach (Tick tick in _xTicks.Major)
        {
            Line(svg, _x.Map(tick.Value), _area.Bottom, _x.Map(tick.Value), _area.Bottom + TickLength);
        }

        foreach (Tick tick in _yTicks.Major)
        {
            Line(svg, _area.Left - TickLength, _y.Map(tick.Value), _area.Left, _y.Map(tick.Value));
        }

        foreach (double value in _xTicks.Minor)
        {
            Line(svg, _x.Map(value), _area.Bottom, _x.Map(value), _area.Bottom + (TickLength / 2));
        }

        foreach (double value in _yTicks.Minor)
        {
            Line(svg, _area.Left - (TickLength / 2), _y.Map(value), _area.Left, _y.Map(value));
        }

        svg.End();
        DrawAxisText(svg);
    }

    private void DrawAxisText(SvgWriter svg)
    {
        double labelTop = _area.Bottom + TickLength + TickLabelGap;
        foreach (Tick tick in _xTicks.Major)
        {
            Typography.Write(svg, _x.Map(tick.Value), labelTop + 9, tick.Label, Typography.TickX, tick.Superscript);
        }

        foreach (Tick tick in _yTicks.Major)
        {
            double x = _area.Left - TickLength - TickLabelGap;
            Typography.Write(svg, x, _y.Map(tick.Value) + 4, tick.Label, Typography.TickY, tick.Superscript);
        }

        double axisLabelY = labelTop + Typography.TickX.LineHeight + 12;
        if (_chart.X.Label.Length > 0)
        {
            Typography.Write(svg, _area.Left + (_area.Width / 2), axisLabelY, _chart.X.Label, Typography.AxisLabel);
        }

        if (_chart.Y.Label.Length > 0)
        {
            double x = _bounds.Left + Padding + 11;
            Typography.Write(svg, x, _area.Top + (_area.Height / 2), _chart.Y.Label, Typography.AxisLabel, upwards: true);
        }

        if (_xTicks.Exponent != 0)
        {
            WritePower(svg, _area.Right, axisLabelY, _xTicks.Exponent, Typography.TickY);
        }

        if (_yTicks.Exponent != 0)
        {
            WritePower(svg, _area.Left, _area.Top - 6, _yTicks.Exponent, Typography.TickX);
        }
    }

    private static void WritePower(SvgWriter svg, double x, double y, int exponent, in TextStyle style) =>
        Typography.Write(svg, x, y, "×10", style, Ticks.Label(exponent, 0));

    private static void Line(SvgWriter svg, double x1, double y1, double x2, double y2) =>
        svg.Empty(
            "line",
            ("x1", SvgWriter.Number(x1)),
            ("y1", SvgWriter.Number(y1)),
            ("x2", SvgWriter.Number(x2)),
            ("y2", SvgWriter.Number(y2)));
}
