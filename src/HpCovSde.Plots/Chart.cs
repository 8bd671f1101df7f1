using HpCovSde.Plots.Rendering;

namespace HpCovSde.Plots;

/// <summary>
/// One chart: series over two axes, with title, subtitle, legend and lines of text. Written as SVG without scripts, styles or
/// ids; the same chart gives the same bytes on every machine.
/// <code>
/// var chart = new Chart
/// {
///     Title = "Correlation at the last layer",
///     X = new Axis("ρ"),
///     Y = new Axis("density"),
///     Series = { new DensitySeries("network", x, finite), new LineSeries("limit SDE", x, limit) },
///     Notes = { "KS 0.012  p 0.63" },
/// };
/// File.WriteAllText("rho.svg", chart.ToSvg());
/// </code>
/// </summary>
/// <remarks>
/// Series are drawn in their order, later ones on top. The notes are in a corner of the plot area that the series leave free, or
/// above the plot area if there is none. A chart without finite data shows its axes and the text "no finite data".
/// </remarks>
public sealed class Chart
{
    /// <summary>The title; empty for none. Long titles are broken into lines.</summary>
    public string Title { get; init; } = "";

    /// <summary>A line below the title; empty for none.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The horizontal axis.</summary>
    public Axis X { get; init; } = new();

    /// <summary>The vertical axis.</summary>
    public Axis Y { get; init; } = new();

    /// <summary>The series, the first one at the bottom.</summary>
    public IList<Series> Series { get; } = [];

    /// <summary>Lines of text on the plot, such as statistics.</summary>
    public IList<string> Notes { get; } = [];

    /// <summary>The width in pixels, 120 to 20000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Width
    {
        get;
        init => field = Figure.CheckSize(value, nameof(Width));
    } = 480;

    /// <summary>The height in pixels, 120 to 20000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Height
    {
        get;
        init => field = Figure.CheckSize(value, nameof(Height));
    } = 360;

    /// <summary>The chart as an SVG document.</summary>
    /// <exception cref="ArgumentException">A series has a value that a logarithmic axis cannot show.</exception>
    /// <exception cref="InvalidOperationException">The text leaves no room for the plot.</exception>
    public string ToSvg() =>
        Figure.Render(Title, Width, Height, svg => Panel.Row([this], [new(0, 0, Width, Height)], withLegend: true)[0].Draw(svg));

    /// <summary>Writes the chart as an SVG document.</summary>
    /// <inheritdoc cref="ToSvg" path="/exception"/>
    public void Write(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(ToSvg());
    }
}
