namespace HpCovSde.Plots.Rendering;

/// <summary>Title, subtitle and legend above one panel or above a grid of panels.</summary>
internal sealed class Header
{
    private readonly TextStyle _titleStyle;
    private readonly List<string> _title;
    private readonly List<string> _subtitle;
    private readonly IReadOnlyList<Series> _legend;
    private readonly double _width;

    /// <summary>Breaks the text into lines of the given width.</summary>
    public Header(string title, in TextStyle titleStyle, string subtitle, IReadOnlyList<Series> legend, double width)
    {
        _titleStyle = titleStyle;
        _title = TextMetrics.Wrap(title, titleStyle.Size, titleStyle.Bold, width);
        _subtitle = TextMetrics.Wrap(subtitle, Typography.Subtitle.Size, Typography.Subtitle.Bold, width);
        _legend = legend;
        _width = width;
        Height = (_title.Count * titleStyle.LineHeight)
            + (_subtitle.Count * Typography.Subtitle.LineHeight)
            + (Legend.Rows(legend, width) * Legend.RowHeight);
    }

    /// <summary>The total height.</summary>
    public double Height { get; }

    /// <summary>Draws the header with its upper left corner at (left, top).</summary>
    public void Draw(SvgWriter svg, double left, double top)
    {
        double y = Typography.WriteLines(svg, left, top, _title, _titleStyle);
        y = Typography.WriteLines(svg, left, y, _subtitle, Typography.Subtitle);
        Legend.Draw(svg, _legend, left, y, _width);
    }
}
