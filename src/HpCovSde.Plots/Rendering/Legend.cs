using System.Text;

namespace HpCovSde.Plots.Rendering;

/// <summary>The names of the series with their keys, in rows above the plot area.</summary>
internal static class Legend
{
    public const double KeyWidth = 22;
    public const double KeyHeight = 10;
    public const double RowHeight = 18;
    public const double FontSize = 12;

    private const double KeyGap = 6;
    private const double EntryGap = 18;

    /// <summary>The number of rows of the legend for a given width.</summary>
    public static int Rows(IReadOnlyList<Series> series, double width) => Place(series, width, static (_, _, _, _) => { });

    /// <summary>Draws the legend with its upper left corner at (left, top).</summary>
    public static void Draw(SvgWriter svg, IReadOnlyList<Series> series, double left, double top, double width) =>
        _ = Place(series, width, (entry, index, x, row) =>
        {
            double y = top + (row * RowHeight);
            PlotColor color = entry.Color ?? Palette.Cycle(index);
            entry.DrawKey(svg, left + x, y + ((RowHeight - KeyHeight) / 2), color, index);
            Typography.Write(svg, left + x + KeyWidth + KeyGap, y + 13, entry.Name!, Typography.Legend);
        });

    /// <summary>A line across the key box.</summary>
    public static void LineKey(SvgWriter svg, double x, double y, in Stroke stroke)
    {
        var path = new StringBuilder();
        Canvas.Append(path, 'M', new(x, y + (KeyHeight / 2)));
        Canvas.Append(path, 'L', new(x + KeyWidth, y + (KeyHeight / 2)));
        Canvas.StrokePath(svg, path.ToString(), stroke);
    }

    /// <summary>A filled key box, outlined if an outline width is given.</summary>
    public static void AreaKey(SvgWriter svg, double x, double y, PlotColor color, double opacity, double outline = 0) =>
        svg.Empty(
            "rect",
            ("x", SvgWriter.Number(x)),
            ("y", SvgWriter.Number(y)),
            ("width", SvgWriter.Number(KeyWidth)),
            ("height", SvgWriter.Number(KeyHeight)),
            ("fill", color.ToString()),
            ("fill-opacity", SvgWriter.Number(opacity)),
            ("stroke", outline > 0 ? color.ToString() : "none"),
            ("stroke-width", SvgWriter.Number(outline)));

    // Fills rows from the left; measuring and drawing both use it, so they agree.
    private static int Place(IReadOnlyList<Series> series, double width, Action<Series, int, double, int> visit)
    {
        double x = 0;
        int row = 0;
        bool any = false;
        for (int index = 0; index < series.Count; index++)
        {
            Series entry = series[index];
            if (string.IsNullOrEmpty(entry.Name))
            {
                continue;
            }

            double length = KeyWidth + KeyGap + TextMetrics.Width(entry.Name, FontSize);
            if (any && x + length > width)
            {
                x = 0;
                row++;
            }

            visit(entry, index, x, row);
            any = true;
            x += length + EntryGap;
        }

        return any ? row + 1 : 0;
    }
}
