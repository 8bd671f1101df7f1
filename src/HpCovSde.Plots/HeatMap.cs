using System.Globalization;
using HpCovSde.Plots.Rendering;

namespace HpCovSde.Plots;

/// <summary>
/// A number for every point of a grid, as coloured cells that contain the number, with a colour bar. Written as SVG without scripts,
/// styles or ids; the same heat map gives the same bytes on every machine.
/// <code>
/// var map = new HeatMap([8, 32, 128], [2, 8, 32], errors)
/// {
///     Title = "Mean square error",
///     X = new Axis("width n", AxisScale.Logarithmic),
///     Y = new Axis("depth L", AxisScale.Logarithmic),
///     ValueScale = AxisScale.Logarithmic,
/// };
/// File.WriteAllText("error.svg", map.ToSvg());
/// </code>
/// </summary>
/// <remarks>
/// Cells meet midway between the points of the grid; on a logarithmic axis, at the geometric mean. A value that is not finite, or not
/// positive if <see cref="ValueScale"/> is logarithmic, has a grey cell. A cell that is too small for its number has no number.
/// </remarks>
public sealed class HeatMap
{
    /// <summary>Describes a heat map. Data are copied.</summary>
    /// <param name="x">The abscissas, finite and increasing, at least one.</param>
    /// <param name="y">The ordinates, finite and increasing, at least one.</param>
    /// <param name="values">The numbers, row by row: one row for each y, from the first.</param>
    /// <exception cref="ArgumentException">
    /// There is no coordinate, a coordinate is not finite or not above the one before, or the lengths do not match.
    /// </exception>
    public HeatMap(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> values)
    {
        CheckIncreasing(x, nameof(x));
        CheckIncreasing(y, nameof(y));
        if (values.Length != x.Length * y.Length)
        {
            throw new ArgumentException(
                $"A grid of {x.Length} by {y.Length} needs {x.Length * y.Length} values; values has {values.Length}.", nameof(values));
        }

        Abscissas = x.ToArray();
        Ordinates = y.ToArray();
        Values = values.ToArray();
    }

    /// <summary>The title; empty for none. Long titles are broken into lines.</summary>
    public string Title { get; init; } = "";

    /// <summary>A line below the title; empty for none.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The horizontal axis; its ends are those of the outer cells.</summary>
    public Axis X { get; init; } = new();

    /// <summary>The vertical axis; its ends are those of the outer cells.</summary>
    public Axis Y { get; init; } = new();

    /// <summary>The text at the colour bar that says what the numbers are.</summary>
    public string ValueLabel { get; init; } = "";

    /// <summary>The scale from numbers to colours.</summary>
    public AxisScale ValueScale { get; init; }

    /// <summary>The width in pixels, 120 to 20000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Width
    {
        get;
        init => field = Figure.CheckSize(value, nameof(Width));
    } = 560;

    /// <summary>The height in pixels, 120 to 20000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Height
    {
        get;
        init => field = Figure.CheckSize(value, nameof(Height));
    } = 420;

    internal double[] Abscissas { get; }

    internal double[] Ordinates { get; }

    internal double[] Values { get; }

    /// <summary>The heat map as an SVG document.</summary>
    /// <exception cref="ArgumentException">A coordinate is not positive on a logarithmic axis.</exception>
    /// <exception cref="InvalidOperationException">The text leaves no room for the cells.</exception>
    public string ToSvg() => Figure.Render(Title, Width, Height, new HeatMapPanel(this).Draw);

    /// <summary>Writes the heat map as an SVG document.</summary>
    /// <inheritdoc cref="ToSvg" path="/exception"/>
    public void Write(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(ToSvg());
    }

    private static void CheckIncreasing(ReadOnlySpan<double> values, string name)
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException($"{name} has no values; a grid needs at least one.", name);
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]) || (i > 0 && !(values[i] > values[i - 1])))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"{name}[{i}] = {values[i]:R} must be finite and above the one before."),
                    name);
            }
        }
    }
}
