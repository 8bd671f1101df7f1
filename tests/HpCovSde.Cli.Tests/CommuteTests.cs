using System.Text.Json;
using System.Xml.Linq;

namespace HpCovSde.Cli.Tests;

/// <summary>The command <c>commute</c>.</summary>
public sealed class CommuteTests
{
    private const string Small = "commute --widths 8,32 --depths 2,4,8 --replicas 64 --threads 1";

    [Fact]
    public void Json_has_cells_fits_and_the_stability_of_the_branches()
    {
        JsonElement document = JsonDocument.Parse(
            CliRun.Succeed($"{Small} --network resnet --correlation -0.3 --seed 4 --json".Replace("64", "1024", StringComparison.Ordinal)))
            .RootElement;
        Assert.Equal("commute", document.GetProperty("command").GetString());
        Assert.Equal("resnet", document.GetProperty("model").GetProperty("network").GetString());
        Assert.Equal("uniform", document.GetProperty("model").GetProperty("branchScaling").GetString());
        Assert.Equal("V[1,2]", document.GetProperty("quantity").GetString());
        Assert.Equal(-.14859, document.GetProperty("limit").GetDouble(), 0.5e-5);
        Assert.True(document.GetProperty("commutes").GetBoolean());
        JsonElement[] cells = [.. document.GetProperty("cells").EnumerateArray()];
        Assert.Equal(
            [(8, 2), (32, 2), (8, 4), (32, 4), (8, 8), (32, 8)],
            cells.Select(cell => (cell.GetProperty("width").GetInt32(), cell.GetProperty("depth").GetInt32())));
        Assert.All(cells, cell =>
        {
            JsonElement error = cell.GetProperty("meanSquareError");
            Assert.InRange(
                error.GetProperty("value").GetDouble(), error.GetProperty("low").GetDouble(), error.GetProperty("high").GetDouble());
            Assert.True(cell.GetProperty("squaredBias").GetDouble() <= error.GetProperty("value").GetDouble());
        });
        Assert.Equal(-.1846, cells[0].GetProperty("atInfiniteWidth").GetDouble(), 0.5e-4);
        JsonElement fit = document.GetProperty("fit");
        Assert.InRange(fit.GetProperty("depthRate").GetProperty("value").GetDouble(), -1, -0.85);
        Assert.True(
            fit.GetProperty("widthRate").GetProperty("low").GetDouble() < fit.GetProperty("widthRate").GetProperty("high").GetDouble());
        JsonElement stability = document.GetProperty("stability");
        Assert.Equal("normalized", stability.GetProperty("regime").GetString());
        Assert.Equal(1, stability.GetProperty("largestSumOfSquares").GetDouble(), 1e-12);
        Assert.Equal(17, stability.GetProperty("rows").GetArrayLength());
    }

    [Theory]
    [InlineData("--quantity rho", "mlp, relu; 2 inputs")]
    [InlineData("--network mlp --quantity rho", "the limits do not commute")]
    [InlineData("--activation tanh", "no theorem says whether the limits commute")]
    [InlineData("--network shaped-mlp", "the limits do not commute")]
    [InlineData("--network shaped-resnet --beta 0.6", "beta 0.6")]
    [InlineData("--network resnet --branch-scaling log-series", "convergent-series")]
    [InlineData("--network resnet --branch-scaling power:0.3", "unstable")]
    [InlineData("--network resnet --branch-scaling power:1 --inputs-count 1", "convergent-series")]
    public void Every_family_has_a_table(string options, string text) =>
        Assert.Contains(text, CliRun.Succeed($"{Small} {options}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("--network shaped-mlp")]
    [InlineData("--network mlp --activation linear")]
    [InlineData("--network shaped-resnet --definition hayou")]
    public void A_mean_of_squares_has_an_interval_above_zero_or_none_with_the_reason(string options)
    {
        string command = $"commute {options} --widths 8,128 --depths 2,32 --replicas 512 --threads 1";
        JsonElement document = JsonDocument.Parse(CliRun.Succeed($"{command} --json")).RootElement;
        int without = 0;
        foreach (JsonElement cell in document.GetProperty("cells").EnumerateArray())
        {
            bool isHeavy = cell.GetProperty("heavyTailed").GetBoolean();
            without += isHeavy ? 1 : 0;
            Assert.Equal(isHeavy, cell.GetProperty("largestShare").GetDouble() > 0.05 + (6.0 / 512));
            foreach (string name in (string[])["variance", "meanSquareError", "meanSquareOfWidth"])
            {
                JsonElement square = cell.GetProperty(name);
                bool isMissing = isHeavy || square.GetProperty("value").ValueKind == JsonValueKind.Null;
                Assert.Equal(isMissing, square.GetProperty("low").ValueKind == JsonValueKind.Null);
                Assert.Equal(isMissing, square.GetProperty("high").ValueKind == JsonValueKind.Null);
                Assert.True(isMissing || square.GetProperty("low").GetDouble() > 0);
            }
        }

        Assert.InRange(without, 1, 3);
        Assert.Contains($"no interval for {without} of 4 cells", CliRun.Succeed(command), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("noci", "V_0 fixed (noci)", "at infinite width and depth")]
    [InlineData("hayou", "c = 1, Y_0 = W_in x drawn (hayou)", "has no limit of infinite depth")]
    [InlineData("hayou-critical", "c = 1/E phi^2, Y_0 = W_in x drawn (hayou-critical)", "at infinite width and depth")]
    public void The_shaped_residual_network_says_which_paper_defines_it(string name, string model, string limit)
    {
        string text = CliRun.Succeed($"commute --network shaped-resnet --definition {name} --widths 12 --depths 1 --replicas 64");
        Assert.Contains(model, text, StringComparison.Ordinal);
        Assert.Contains(limit, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grid_of_one_cell_can_be_given_by_width_and_depth()
    {
        JsonElement document = JsonDocument.Parse(CliRun.Succeed("commute --width 16 --depth 4 --replicas 64 --json")).RootElement;
        JsonElement cell = Assert.Single(document.GetProperty("cells").EnumerateArray());
        Assert.Equal((16, 4), (cell.GetProperty("width").GetInt32(), cell.GetProperty("depth").GetInt32()));
    }

    [Fact]
    public void The_figure_is_a_heat_map_with_a_number_in_each_cell()
    {
        using var folder = new Folder();
        string path = folder.File("commute.svg");
        _ = CliRun.Succeed([.. Small.Split(' '), "--plot", path]);
        IEnumerable<XElement> elements = XDocument.Load(path).Descendants();
        string[] texts = [.. elements.Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        Assert.Contains("width n", texts);
        Assert.Contains("depth L", texts);
        Assert.Contains("32", texts);
        Assert.Equal(["commute.svg"], folder.Files);
    }
}
