namespace HpCovSde.Plots.Rendering;

/// <summary>The look of a kind of text.</summary>
internal readonly record struct TextStyle(double Size, string Color, string Anchor = "start", bool Bold = false)
{
    /// <summary>The distance from one line of this text to the next.</summary>
    public double LineHeight => Math.Round(Size * 1.38);
}

/// <summary>The kinds of text in a figure.</summary>
internal static class Typography
{
    public const string Family = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

    public static readonly TextStyle FigureTitle = new(16, "#111111", Bold: true);
    public static readonly TextStyle Title = new(14, "#111111", Bold: true);
    public static readonly TextStyle Subtitle = new(12, "#444444");
    public static readonly TextStyle Legend = new(12, "#222222");
    public static readonly TextStyle Note = new(11, "#333333");
    public static readonly TextStyle AxisLabel = new(12, "#222222", "middle");
    public static readonly TextStyle TickX = new(11, "#333333", "middle");
    public static readonly TextStyle TickY = new(11, "#333333", "end");

    /// <summary>Writes a line of text with its baseline at y.</summary>
    public static void Write(
        SvgWriter svg, double x, double y, string text, in TextStyle style, string superscript = "", bool upwards = false)
    {
        string px = SvgWriter.Number(x);
        string py = SvgWriter.Number(y);
        svg.Text(
            "text",
            text,
            superscript,
            upwards ? ("transform", $"translate({px} {py}) rotate(-90)") : ("transform", $"translate({px} {py})"),
            ("font-size", SvgWriter.Number(style.Size)),
            ("fill", style.Color),
            ("text-anchor", style.Anchor),
            ("font-weight", style.Bold ? "bold" : "normal"));
    }

    /// <summary>Writes lines of text, the first below y = <paramref name="top"/>; returns the lower edge of the last.</summary>
    public static double WriteLines(SvgWriter svg, double left, double top, IEnumerable<string> lines, in TextStyle style)
    {
        double y = top;
        foreach (string line in lines)
        {
            Write(svg, left, y + style.Size, line, style);
            y += style.LineHeight;
        }

        return y;
    }
}
