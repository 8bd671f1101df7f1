using System.Globalization;
using HpCovSde.Plots.Rendering;

namespace HpCovSde.Plots;

/// <summary>
/// A series of a <see cref="Chart"/>. Values that are not finite are omitted; a line is interrupted there. Data are copied.
/// </summary>
public abstract class Series
{
    private protected Series(string? name, PlotColor? color)
    {
        Name = name;
        Color = color;
    }

    /// <summary>The name in the legend; null or empty: the series is not in the legend.</summary>
    public string? Name { get; }

    /// <summary>The colour; null: <see cref="Palette.Cycle"/> of the position in the chart.</summary>
    public PlotColor? Color { get; }

    /// <summary>Whether an area starts at zero, which must then be visible.</summary>
    internal virtual bool StandsOnZero => false;

    /// <summary>Extends the ranges by the data.</summary>
    internal abstract void Measure(ref DataRange x, ref DataRange y);

    internal abstract void Draw(Canvas canvas, PlotColor color, int index);

    /// <summary>Draws the legend key into the box of <see cref="Legend.KeyWidth"/> by <see cref="Legend.KeyHeight"/> at (x, y).</summary>
    internal abstract void DrawKey(SvgWriter svg, double x, double y, PlotColor color, int index);

    /// <summary>The name of the series in error messages.</summary>
    internal string Describe() => string.IsNullOrEmpty(Name) ? "an unnamed series" : $"the series '{Name}'";

    /// <summary>Extends a range by values that must be positive where the axis is logarithmic.</summary>
    private protected void Include(ref DataRange range, ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (range.Scale == AxisScale.Logarithmic && double.IsFinite(values[i]) && values[i] <= 0)
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The {range.Name} axis is logarithmic, but {Describe()} has {range.Name}[{i}] = {values[i]:R}: "
                    + $"only positive values can be drawn."));
            }

            range.Include(values[i]);
        }
    }

    private protected static void CheckLengths(int x, int y, string name)
    {
        if (x != y)
        {
            throw new ArgumentException($"{name} has {y} values and x has {x}: the lengths must be equal.", name);
        }
    }

    private protected static double CheckWidth(double width)
    {
        if (!(width is > 0 and <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(width), width, "The stroke width must be above 0 and at most 100.");
        }

        return width;
    }
}
