using System.Xml.Linq;

namespace HpCovSde.Cli.Tests;

/// <summary>The figures.</summary>
public sealed class PlotTests
{
    [Theory]
    [InlineData("compare --c-plus 0 --c-minus -1", 3, "KS ")]
    [InlineData("compare --c-plus 0 --c-minus -1 --record-every 10", 4, "5 % to 95 %")]
    [InlineData("compare --c-plus 0 --c-minus -1 --exponent 0.3", 3, "deterministic flow")]
    [InlineData("compare --activation linear --inputs-count 1", 1, "linear SDE")]
    [InlineData("compare --c-plus 0 --c-minus -1 --gram GRAM --record-every 10", 6, "log det V")]
    [InlineData("sample --correlation 1", 3, "mean (sd)")]
    [InlineData("sample --width 1 --depth 30 --replicas 3", 3, "Finite network")]
    [InlineData("sde --activation linear --record-every 20", 4, "Limit of a network")]
    public void A_figure_is_an_svg_with_a_panel_per_quantity(string command, int panels, string text)
    {
        using var folder = new Folder();
        string gram = folder.Write("gram.csv", "1,0,0.5\n0,1,0\n0.5,0,1\n");
        string path = folder.File("figure.svg");
        string[] args = command.Replace("GRAM", gram, StringComparison.Ordinal).Split(' ');
        string[] size = args.Contains("--replicas") ? [] : ["--replicas", "200"];
        _ = CliRun.Succeed([.. args, .. size, "--plot", path]);

        IEnumerable<XElement> elements = XDocument.Load(path).Descendants();
        string[] texts = [.. elements.Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        Assert.Contains(texts, value => value.Contains(text, StringComparison.Ordinal));
        Assert.Equal(panels, texts.Count(value => value == "density") + texts.Count(value => value == "time"));
    }

    [Theory]
    [InlineData("compare --c-plus 0 --c-minus -1 --replicas 1", "mean (sd): network")]
    [InlineData("compare --activation linear --gram ONES --replicas 20 --record-every 50", "no finite data")]
    [InlineData("sample --gram ZEROS --replicas 20 --record-every 50", "no finite data")]
    public void A_figure_never_shows_NaN(string command, string text)
    {
        using var folder = new Folder();
        string ones = folder.Write("ones.csv", "1,1,1\n1,1,1\n1,1,1\n");
        string zeros = folder.Write("zeros.csv", "0,0\n0,0\n");
        string path = folder.File("figure.svg");
        _ = CliRun.Succeed(
            [.. command.Split(' ').Select(arg => arg switch { "ONES" => ones, "ZEROS" => zeros, _ => arg }), "--plot", path]);

        string figure = File.ReadAllText(path);
        Assert.Contains(text, figure, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", figure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_is_the_same_for_any_number_of_threads()
    {
        using var folder = new Folder();
        foreach (string threads in new[] { "1", "3" })
        {
            _ = CliRun.Succeed(
                "compare", "--activation", "linear", "--replicas", "100", "--threads", threads, "--plot", folder.File($"{threads}.svg"));
        }

        Assert.Equal(File.ReadAllBytes(folder.File("1.svg")), File.ReadAllBytes(folder.File("3.svg")));
    }
}
