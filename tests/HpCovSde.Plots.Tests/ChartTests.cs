using System.Globalization;
using System.Xml.Linq;
using HpCovSde.Plots.Rendering;

namespace HpCovSde.Plots.Tests;

public sealed class ChartTests
{
    // A colour that is not in the palette marks the paths of one series; the series has no name, so none of them is a legend key.
    private static readonly PlotColor Ours = new(1, 2, 3);

    private static readonly double[] X = [0, 1, 2, 3, 4];
    private static readonly double[] Y = [1, 3, 2, 5, 4];

    [Fact]
    public void Every_kind_of_series_makes_well_formed_xml_with_only_plain_elements()
    {
        XDocument svg = Svg.Parse(EveryKind().ToSvg());

        Assert.Equal("svg", svg.Root!.Name.LocalName);
        string[] allowed = ["svg", "title", "g", "rect", "line", "path", "circle", "text", "tspan"];
        Assert.Empty(svg.Descendants().Select(element => element.Name.LocalName).Except(allowed));
        Assert.DoesNotContain(svg.Descendants().Attributes(), attribute => attribute.Name.LocalName is "id" or "style" or "class");
    }

    [Fact]
    public void Text_is_escaped_and_can_be_read_back()
    {
        const string Nasty = "a<b & \"c\" > 'd' ρ₁₂ </text><script>";
        string svg = new Chart
        {
            Title = Nasty,
            Subtitle = Nasty,
            X = new Axis(Nasty),
            Y = new Axis(Nasty),
            Width = 900,
            Height = 500,
            Series = { new LineSeries(Nasty, X, Y) },
            Notes = { Nasty },
        }.ToSvg();

        Assert.Equal(6, Svg.Texts(svg).Count(text => text == Nasty));
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Characters_that_xml_forbids_are_replaced_and_runs_of_spaces_keep_their_length()
    {
        Assert.Equal("a\uFFFDb\uFFFDc d \u00A0e", SvgWriter.Escape("a\u0001b\uD800c\nd  e"));
        string svg = new Chart { Title = "\u0000\uFFFF\uDC00", Series = { new LineSeries("\u001B[1m", X, Y) } }.ToSvg();
        _ = Svg.Parse(svg);
    }

    [Fact]
    public void The_same_chart_gives_the_same_bytes_in_any_culture()
    {
        string expected = EveryKind().ToSvg();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            odd.NumberFormat.NumberDecimalSeparator = ",";
            odd.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = odd;
            Assert.Equal(expected, EveryKind().ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Write_writes_the_result_of_ToSvg_for_any_line_ending_of_the_writer()
    {
        using var writer = new StringWriter { NewLine = "\r\n" };
        EveryKind().Write(writer);
        Assert.Equal(EveryKind().ToSvg(), writer.ToString());
        Assert.DoesNotContain('\r', writer.ToString());
    }

    [Fact]
    public void A_point_that_is_not_finite_interrupts_the_line()
    {
        string svg = Line([0, 1, 2, 3, 4, 5, 6, 7], [1, 2, double.NaN, 3, double.PositiveInfinity, 4, 5, 6]);
        string path = Assert.Single(Svg.Paths(svg, Ours));

        Assert.Equal(3, path.Count(c => c == 'M'));
        Assert.Equal(4, path.Count(c => c == 'L'));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Values_that_are_not_finite_never_reach_the_file(double bad)
    {
        double[] y = [1, bad, 3, bad, bad];
        string svg = new Chart
        {
            Series =
            {
                new LineSeries("a", y, Y), new LineSeries("b", X, y), new BandSeries("c", X, Y, y, Y), new BandSeries("d", X, y, Y, y),
                new DensitySeries("e", X, y), new PointSeries("f", y, Y, Y), new PointSeries("g", X, Y, [1, double.NaN, 2, 0, 0]),
            },
        }.ToSvg();

        Assert.DoesNotContain("NaN", svg, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Infinity", svg, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chart_without_finite_data_says_so()
    {
        Assert.Contains("no finite data", Svg.Texts(Line([double.NaN], [1])));
        Assert.Contains("no finite data", Svg.Texts(new Chart { Y = new Axis("", AxisScale.Logarithmic) }.ToSvg()));
        Assert.DoesNotContain("no finite data", Svg.Texts(Line([0], [1])));
    }

    [Theory]
    [InlineData(0.0, "y[2] = 0")]
    [InlineData(-1.5, "y[2] = -1.5")]
    public void A_logarithmic_axis_rejects_values_that_are_not_positive(double bad, string expected)
    {
        var chart = new Chart { Y = new Axis("", AxisScale.Logarithmic), Series = { new LineSeries("error", X, [1, 2, bad, 3, 4]) } };
        string message = Assert.Throws<ArgumentException>(chart.ToSvg).Message;

        Assert.Contains("'error'", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        var horizontal = new Chart { X = new Axis("", AxisScale.Logarithmic), Series = { new LineSeries("x", X, Y) } };
        _ = Assert.Throws<ArgumentException>(horizontal.ToSvg);
    }

    [Fact]
    public void On_a_logarithmic_axis_empty_bins_and_long_error_bars_end_at_the_edge()
    {
        string svg = new Chart
        {
            Y = new Axis("", AxisScale.Logarithmic),
            Series = { new HistogramSeries(null, [0, 1, 2, 3], [5, 0, 7], Ours), new PointSeries(null, [1], [2], [3], Palette.Grey) },
        }.ToSvg();
        double bottom = Svg.Paths(svg, Ours).SelectMany(Svg.Points).Max(p => p.Y);
        string bar = Svg.Paths(svg, Palette.Grey)[0];

        Assert.Equal(bottom, Svg.Points(bar).Max(p => p.Y));
        Assert.Equal(4, Svg.Points(bar).Count);
    }

    [Fact]
    public void Data_outside_fixed_axes_are_cut_at_the_plot_area()
    {
        string svg = new Chart
        {
            X = new Axis("", minimum: 0, maximum: 1),
            Y = new Axis("", minimum: 0, maximum: 1),
            Series =
            {
                new LineSeries(null, [-1, 2, 1e300, -1e308, 0.5], [-1, 2, -1e308, 1e308, 0.5], Ours),
                new DensitySeries(null, [-5, 0.5, 5], [0, 50, 0], Ours),
                new BandSeries(null, [-5, 5], [0.5, 0.5], [-9, 0.1], [0.2, 9], Ours),
                new PointSeries(null, [0.5, 7], [7, 0.5], [1e308, 1e308], Ours),
            },
        }.ToSvg();
        XElement[] axes = [.. Svg.Parse(svg).All("line").Where(line => (string?)line.Parent!.Attribute("stroke") == "#444444").Take(2)];
        double left = (double)axes[0].Attribute("x1")!;
        double right = (double)axes[0].Attribute("x2")!;
        double top = (double)axes[1].Attribute("y1")!;
        double bottom = (double)axes[1].Attribute("y2")!;

        (double X, double Y)[] points = [.. Svg.Paths(svg, Ours).SelectMany(Svg.Points)];
        Assert.Empty(Svg.Parse(svg).All("circle"));
        Assert.InRange(points.Min(p => p.X), left, right);
        Assert.InRange(points.Max(p => p.X), left, right);
        Assert.InRange(points.Min(p => p.Y), top, bottom);
        Assert.InRange(points.Max(p => p.Y), top, bottom);

        // The diagonal from (-1, -1) to (2, 2) enters and leaves at the corners.
        (double X, double Y)[] diagonal = [.. Svg.Points(Svg.Paths(svg, Ours)[0]).Take(2)];
        Assert.Equal([(left, bottom), (right, top)], diagonal);
    }

    [Fact]
    public void The_axis_of_a_density_includes_zero_and_that_of_a_line_need_not()
    {
        double[] x = [1, 2, 3];
        double[] y = [50, 60, 70];
        Assert.Contains("0", Svg.Texts(new Chart { Series = { new DensitySeries(null, x, y) } }.ToSvg()));
        Assert.DoesNotContain("0", Svg.Texts(Line(x, y)));
    }

    [Fact]
    public void Notes_are_in_a_free_corner_or_above_the_plot_if_there_is_none()
    {
        static double NoteY(IEnumerable<Series> series)
        {
            var chart = new Chart { Notes = { "KS 0.012" } };
            foreach (Series one in series)
            {
                chart.Series.Add(one);
            }

            XElement note = Svg.Parse(chart.ToSvg()).All("text").Single(text => text.Value == "KS 0.012");
            string transform = (string)note.Attribute("transform")!;
            return double.Parse(transform.Split(' ', ')')[1], CultureInfo.InvariantCulture);
        }

        double axisTop = 16;
        Assert.InRange(NoteY([new LineSeries(null, X, X)]), axisTop + 8, 60);
        Assert.InRange(NoteY([new LineSeries(null, X, [0, 0, 0, 0, 1]), new LineSeries(null, [0, 4], [1, 0])]), axisTop, 360);
        Assert.InRange(NoteY([new BandSeries(null, X, X, [-1e9, -1e9, -1e9, -1e9, -1e9], [1e9, 1e9, 1e9, 1e9, 1e9])]), 0, 24);
    }

    [Fact]
    public void Data_are_copied()
    {
        double[] y = [1, 2, 3, 4, 5];
        var chart = new Chart { Series = { new LineSeries(null, X, y) } };
        string before = chart.ToSvg();
        y[2] = 99;
        Assert.Equal(before, chart.ToSvg());
    }

    [Fact]
    public void Equal_and_extreme_values_are_drawn()
    {
        foreach (double value in (double[])[0, 1, -7, 1e-320, 1e300, -1e308, double.MaxValue])
        {
            _ = Svg.Parse(Line([value, value], [value, value]));
        }

        _ = Svg.Parse(Line([-double.MaxValue, double.MaxValue], [-double.MaxValue, double.MaxValue]));
        _ = Svg.Parse(new Chart
        {
            X = new Axis("", AxisScale.Logarithmic),
            Y = new Axis("", AxisScale.Logarithmic, minimum: 10),
            Series = { new LineSeries(null, [double.Epsilon, double.MaxValue], [1e-3, 1e-4]) },
        }.ToSvg());
    }

    [Fact]
    public void Bad_descriptions_are_refused_with_their_values()
    {
        AssertMessage("y has 2 values and x has 5", () => new LineSeries("a", X, [1, 2]));
        AssertMessage("lower has 1 values", () => new BandSeries("a", X, Y, [1], Y));
        AssertMessage("edges[2] = 1", () => new HistogramSeries("a", [0, 1, 1], [1, 1]));
        AssertMessage("heights[1] = -1", () => new HistogramSeries("a", [0, 1, 2], [1, -1]));
        AssertMessage("3 heights need 4 edges", () => new HistogramSeries("a", [0, 1, 2], [1, 2, 3]));
        AssertMessage("error[0] = -2", () => new PointSeries("a", [1], [1], [-2]));
        AssertMessage("minimum = 0 must be positive", () => new Axis("a", AxisScale.Logarithmic, minimum: 0));
        AssertMessage("minimum = 2 must be below maximum = 1", () => new Axis("a", minimum: 2, maximum: 1));
        AssertMessage("maximum = NaN must be finite", () => new Axis("a", maximum: double.NaN));
        AssertMessage("Width must be 120 to 20000", () => new Chart { Width = 7 });
        AssertMessage("stroke width", () => new LineSeries("a", X, Y, width: double.NaN));
    }

    [Fact]
    public void Text_that_leaves_no_room_is_refused()
    {
        var chart = new Chart { Width = 120, Height = 120, Title = string.Join(' ', Enumerable.Repeat("long", 40)) };
        Assert.Contains("no room", Assert.Throws<InvalidOperationException>(chart.ToSvg).Message, StringComparison.Ordinal);
    }

    private static void AssertMessage(string expected, Func<object> action) =>
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static string Line(double[] x, double[] y) => new Chart { Series = { new LineSeries(null, x, y, Ours) } }.ToSvg();

    private static Chart EveryKind() => new()
    {
        Title = "Every kind",
        Subtitle = "of series",
        X = new Axis("x"),
        Y = new Axis("y"),
        Series =
        {
            new HistogramSeries("histogram", [0, 1.5, 3, 4.25], [1, 4, 2]),
            new DensitySeries("density", X, Y),
            new BandSeries("band", X, Y, [0.5, 2.5, 1.5, 4.5, -3.5], [1.5, 3.5, 2.5, 5.5, 4.5]),
            new LineSeries("line", X, Y, dash: LineDash.Dashed),
            new LineSeries("dots", X, Y, dash: LineDash.Dotted),
            new PointSeries("disc", X, Y, [0.1, 0.2, 0.3, 0.4, 0.5]),
            new PointSeries("square", X, Y),
            new PointSeries("triangle", X, Y),
            new PointSeries("diamond", X, Y),
        },
        Notes = { "KS 0.012  p 0.63" },
    };
}
