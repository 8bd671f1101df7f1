using System.Xml.Linq;

namespace HpCovSde.Plots.Tests;

public sealed class ChartGridTests
{
    [Fact]
    public void Panels_are_placed_row_by_row_and_determine_the_size_of_the_figure()
    {
        var grid = new ChartGrid { Columns = 2, Panels = { Panel("a", 200, 150), Panel("b", 300, 250), Panel("c", 250, 200) } };
        XDocument svg = Svg.Parse(grid.ToSvg());

        Assert.Equal("0 0 550 478", (string?)svg.Root!.Attribute("viewBox"));
        Assert.Equal(["translate(10 52)", "translate(260 52)", "translate(10 302)"], Titles(svg, "a", "b", "c"));
    }

    [Fact]
    public void A_legend_common_to_all_panels_is_written_once()
    {
        Assert.Equal(1, CountOfKeys(Panel("a"), Panel("b")));
        Assert.Equal(2, CountOfKeys(Panel("a"), new Chart { Series = { new LineSeries("limit", [0, 1], [0, 1], Palette.Green) } }));

        static int CountOfKeys(Chart a, Chart b) =>
            Svg.Texts(new ChartGrid { Panels = { a, b } }.ToSvg()).Count(text => text == "limit");
    }

    [Fact]
    public void Plot_areas_of_a_row_begin_at_the_same_height()
    {
        Chart full = Panel("a", notes: ["one", "two"], everywhere: true);
        XDocument svg = Svg.Parse(new ChartGrid { Panels = { full, Panel("b") } }.ToSvg());

        double[] tops = [.. svg.All("g")
            .Where(g => (string?)g.Attribute("stroke") == "#444444")
            .Select(g => (double)g.Elements().ElementAt(1).Attribute("y1")!)];
        Assert.Equal(2, tops.Length);
        Assert.Equal(tops[0], tops[1]);
    }

    [Fact]
    public void A_grid_without_panels_or_columns_is_refused()
    {
        _ = Assert.Throws<InvalidOperationException>(new ChartGrid().ToSvg);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new ChartGrid { Columns = 0 });
    }

    private static IEnumerable<string?> Titles(XDocument svg, params string[] titles) =>
        titles.Select(title => (string?)svg.All("text").Single(text => text.Value == title).Attribute("transform"));

    private static Chart Panel(string title, int width = 300, int height = 240, string[]? notes = null, bool everywhere = false)
    {
        double reach = everywhere ? 1e9 : 0.1;
        var chart = new Chart
        {
            Title = title,
            Width = width,
            Height = height,
            Series = { new BandSeries("limit", [0, 1], [0, 1], [-reach, -reach], [reach, reach]) },
        };
        foreach (string note in notes ?? [])
        {
            chart.Notes.Add(note);
        }

        return chart;
    }
}
