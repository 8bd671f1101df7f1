using HpCovSde.Plots.Rendering;

namespace HpCovSde.Plots;

/// <summary>
/// Several charts in one figure, row by row. If all of them have series with the same names, kinds and colours, there is one legend, below
/// the title.
/// </summary>
public sealed class ChartGrid
{
    private const double Padding = 10;

    /// <summary>The title above all panels; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>A line below the title; empty for none.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The number of panels in a row, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Columns
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Columns));
            field = value;
        }
    } = 3;

    /// <summary>The panels, row by row. A column is as wide as its widest panel, a row as high as its highest panel.</summary>
    public IList<Chart> Panels { get; } = [];

    /// <summary>The figure as an SVG document.</summary>
    /// <exception cref="ArgumentException">A series has a value that a logarithmic axis cannot show.</exception>
    /// <exception cref="InvalidOperationException">There is no panel, or text leaves no room for a plot.</exception>
    public string ToSvg()
    {
        if (Panels.Count == 0)
        {
            throw new InvalidOperationException("A grid of charts needs at least one panel.");
        }

        Chart[][] rows = [.. Panels.Chunk(Columns)];
        double[] lefts = Offsets(rows[0].Length, column => rows.Where(row => column < row.Length).Max(row => row[column].Width));
        double[] tops = Offsets(rows.Length, row => rows[row].Max(chart => chart.Height));
        double width = lefts[^1];

        bool sharedLegend = Panels.Count > 1 && Panels.All(panel => SameKeys(panel, Panels[0]));
        var header = new Header(Title, Typography.FigureTitle, Subtitle, sharedLegend ? [.. Panels[0].Series] : [], width - (2 * Padding));
        double headerHeight = header.Height > 0 ? header.Height + Padding : 0;

        return Figure.Render(Title, width, headerHeight + tops[^1], svg =>
        {
            header.Draw(svg, Padding, Padding);
            for (int row = 0; row < rows.Length; row++)
            {
                double top = headerHeight + tops[row];
                double height = tops[row + 1] - tops[row];
                PixelRect[] bounds =
                [
                    .. rows[row].Select((_, column) => new PixelRect(lefts[column], top, lefts[column + 1] - lefts[column], height)),
                ];
                foreach (Panel panel in Panel.Row(rows[row], bounds, withLegend: !sharedLegend))
                {
                    panel.Draw(svg);
                }
            }
        });
    }

    /// <summary>Writes the figure as an SVG document.</summary>
    /// <inheritdoc cref="ToSvg" path="/exception"/>
    public void Write(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(ToSvg());
    }

    private static bool SameKeys(Chart a, Chart b) =>
        a.Series.Select(Key).SequenceEqual(b.Series.Select(Key));

    private static (Type Kind, string? Name, PlotColor? Color) Key(Series series) => (series.GetType(), series.Name, series.Color);

    private static double[] Offsets(int count, Func<int, double> size)
    {
        var offsets = new double[count + 1];
        for (int i = 0; i < count; i++)
        {
            offsets[i + 1] = offsets[i] + size(i);
        }

        return offsets;
    }
}
