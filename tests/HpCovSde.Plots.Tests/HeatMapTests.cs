using System.Globalization;
using System.Xml.Linq;

namespace HpCovSde.Plots.Tests;

public sealed class HeatMapTests
{
    private static readonly double[] Widths = [8, 64, 512];
    private static readonly double[] Depths = [2, 16];
    private static readonly double[] Errors = [0.5, 1.24e-3, 4e-6, 0.6, 2.5e-2, 1e-5];

    [Fact]
    public void Every_point_of_the_grid_has_a_cell_with_its_number()
    {
        IReadOnlyList<string> texts = Svg.Texts(Map(Errors).ToSvg());
        string[] expected =
            ["0.5", "1.2×10−3", "4.0×10−6", "0.6", "0.025", "1.0×10−5", "8", "64", "512", "2", "16", "width n", "depth L"];
        Assert.Subset(texts.ToHashSet(), expected.ToHashSet());
        Assert.Equal(6, Cells(Map(Errors)).Count);
    }

    [Fact]
    public void Cells_of_a_geometric_grid_are_equal_on_logarithmic_axes_and_not_on_linear_ones()
    {
        double[] logarithmic = [.. Cells(Map(Errors)).Select(cell => (double)cell.Attribute("width")!)];
        Assert.All(logarithmic, width => Assert.Equal(logarithmic[0], width, 0.011));
        var map = new HeatMap(Widths, Depths, Errors) { ValueScale = AxisScale.Logarithmic };
        double[] linear = [.. Cells(map).Select(cell => (double)cell.Attribute("width")!)];
        Assert.True(linear[2] > 2 * linear[0]);
    }

    [Fact]
    public void Larger_values_are_darker_and_the_first_row_is_at_the_bottom()
    {
        List<XElement> cells = Cells(Map(Errors));
        double[] light = [.. cells.Select(cell => Lightness((string)cell.Attribute("fill")!))];
        Assert.Equal(
            Errors.Select((value, i) => (value, i)).OrderBy(pair => pair.value).Select(pair => pair.i),
            light.Select((value, i) => (value, i)).OrderByDescending(pair => pair.value).Select(pair => pair.i));
        Assert.True((double)cells[0].Attribute("y")! > (double)cells[3].Attribute("y")!);
    }

    [Fact]
    public void Numbers_without_a_colour_have_grey_cells_and_are_not_written()
    {
        string svg = Map([double.NaN, 0, -1, 1, double.PositiveInfinity, 2]).ToSvg();
        Assert.Equal(4, Svg.Parse(svg).All("rect").Count(rect => (string?)rect.Attribute("fill") == "#dddddd"));
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
        Assert.Contains("no finite data", Svg.Texts(Map([.. Enumerable.Repeat(double.NaN, 6)]).ToSvg()));
    }

    [Fact]
    public void One_point_and_many_points_are_drawn()
    {
        Assert.Contains("0.5", Svg.Texts(new HeatMap([1], [1], [0.5]).ToSvg()));
        double[] many = [.. Enumerable.Range(1, 200).Select(i => (double)i)];
        IReadOnlyList<string> texts = Svg.Texts(new HeatMap(many, many, [.. Enumerable.Repeat(0.123, 40_000)]).ToSvg());
        Assert.DoesNotContain("0.123", texts);
        Assert.InRange(texts.Count, 5, 120);
    }

    [Fact]
    public void The_same_map_gives_the_same_bytes_in_any_culture()
    {
        string expected = Map(Errors).ToSvg();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            odd.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = odd;
            using var writer = new StringWriter();
            Map(Errors).Write(writer);
            Assert.Equal(expected, writer.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Bad_descriptions_are_refused_with_their_values()
    {
        AssertMessage("x[1] = 8", () => new HeatMap([8, 8], [1], [1, 1]));
        AssertMessage("y has no values", () => new HeatMap([8], [], []));
        AssertMessage("2 by 1 needs 2 values; values has 3", () => new HeatMap([1, 2], [1], [1, 2, 3]));
        AssertMessage("x[0] = -1", () => new HeatMap([-1], [1], [1]) { X = new Axis("", AxisScale.Logarithmic) }.ToSvg());
        var crowded = new HeatMap([1], [1], [1])
        {
            Width = 120,
            Height = 120,
            ValueLabel = "error",
            Y = new Axis("y"),
            Title = new string('x', 40) + " " + new string('y', 40),
        };
        _ = Assert.Throws<InvalidOperationException>(crowded.ToSvg);
    }

    private static void AssertMessage(string expected, Func<object> action) =>
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static HeatMap Map(double[] values) => new(Widths, Depths, values)
    {
        Title = "Error",
        X = new Axis("width n", AxisScale.Logarithmic),
        Y = new Axis("depth L", AxisScale.Logarithmic),
        ValueScale = AxisScale.Logarithmic,
        ValueLabel = "mean square",
    };

    // The cells come first after the background; the steps of the colour bar follow.
    private static List<XElement> Cells(HeatMap map) =>
        [.. Svg.Parse(map.ToSvg()).All("rect").Skip(1).Take(6)];

    private static double Lightness(string color) =>
        Convert.ToInt32(color[1..3], 16) + (2 * Convert.ToInt32(color[3..5], 16)) + (0.5 * Convert.ToInt32(color[5..7], 16));
}
