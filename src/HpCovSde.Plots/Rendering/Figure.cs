namespace HpCovSde.Plots.Rendering;

/// <summary>The outermost element of a figure: size, font, name for screen readers, white background.</summary>
internal static class Figure
{
    /// <summary>Writes a figure with the given content.</summary>
    public static string Render(string title, double width, double height, Action<SvgWriter> content)
    {
        var svg = new SvgWriter();
        string w = SvgWriter.Number(width);
        string h = SvgWriter.Number(height);
        svg.Start(
            "svg",
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("width", w),
            ("height", h),
            ("viewBox", $"0 0 {w} {h}"),
            ("font-family", Typography.Family),
            ("role", "img"));
        svg.Text("title", title.Length > 0 ? title : "Chart", "");
        svg.Empty("rect", ("width", w), ("height", h), ("fill", "#ffffff"));
        content(svg);
        svg.End();
        return svg.ToString();
    }

    public static int CheckSize(int pixels, string name)
    {
        const int Smallest = 120;
        const int Largest = 20_000;
        if (pixels is < Smallest or > Largest)
        {
            throw new ArgumentOutOfRangeException(name, pixels, $"{name} must be {Smallest} to {Largest} pixels.");
        }

        return pixels;
    }
}
