using System.Text.Json;

namespace HpCovSde.Cli.Tests;

/// <summary>The command <c>law</c>.</summary>
public sealed class LawTests
{
    private const string Relu = "law --c-plus 0 --c-minus -1 --time 1";

    [Theory]
    [InlineData("rho[1,2]", .34155119, 0.51e-8)]
    [InlineData("V[1,2]", .38035006, 0.51e-8)]
    [InlineData("V[1,1]V[2,2]", 3.0980820, 0.51e-7)]
    [InlineData("V[1,2]^2", 2.6981646, 0.51e-7)]
    [InlineData("V[1,1]^-1V[2,2]^0", 7.38905609893065, 1e-11)]
    public void Json_has_moments_with_their_errors(string quantity, double value, double tolerance)
    {
        JsonElement entry = Parse($"{Relu} --moment -1,0").GetProperty("law").GetProperty(quantity);
        Assert.Equal(value, entry.GetProperty("mean").GetDouble(), tolerance);
        Assert.InRange(entry.GetProperty("error").GetDouble(), 1e-17, 1e-10);
    }

    [Fact]
    public void Json_has_quantiles_and_a_density_of_mass_one()
    {
        JsonElement rho = Parse(Relu).GetProperty("law").GetProperty("rho[1,2]");
        (double X, double Y)[] density =
        [
            .. rho.GetProperty("density").EnumerateArray().Select(point => (point[0].GetDouble(), point[1].GetDouble())),
        ];
        double mass = density.Zip(density.Skip(1)).Sum(pair => (pair.Second.X - pair.First.X) * (pair.First.Y + pair.Second.Y) / 2);
        Assert.Equal(1, mass, 1e-4);
        double mean = density.Zip(density.Skip(1))
            .Sum(pair => (pair.Second.X - pair.First.X) * ((pair.First.X * pair.First.Y) + (pair.Second.X * pair.Second.Y)) / 2);
        Assert.Equal(rho.GetProperty("mean").GetDouble(), mean, 1e-4);

        // The median and the standard deviation of 32,768 paths of another program: .536, .5900.
        JsonElement quantiles = rho.GetProperty("quantiles");
        Assert.Equal(.536, quantiles.GetProperty("median").GetDouble(), 0.02);
        Assert.Equal(.5900, rho.GetProperty("sd").GetDouble(), 0.01);
        Assert.True(quantiles.GetProperty("q05").GetDouble() < 0 && quantiles.GetProperty("q95").GetDouble() > 0.9);
    }

    [Fact]
    public void The_logarithm_stays_right_where_the_correlation_is_one()
    {
        JsonElement law = Parse("law --c-plus 0 --c-minus -1 --time 1000").GetProperty("law");
        Assert.Equal(1, law.GetProperty("rho[1,2]").GetProperty("mean").GetDouble(), 1e-11);
        Assert.Equal(-998.70064, law.GetProperty("log(1-rho)[1,2]").GetProperty("mean").GetDouble(), 1e-5);
        JsonElement refused = law.GetProperty("V[1,1]V[2,2]");
        Assert.Equal(JsonValueKind.Null, refused.GetProperty("mean").ValueKind);
        Assert.Contains("range of numbers", refused.GetProperty("refusal").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_ends_with_the_law()
    {
        JsonElement document = Parse($"{Relu} --depth 10 --record-every 4");
        JsonElement[] path = [.. document.GetProperty("path").EnumerateArray()];
        Assert.Equal([4, 8, 10], path.Select(record => record.GetProperty("layer").GetInt32()));
        Assert.Equal(0.4, path[0].GetProperty("time").GetDouble(), 1e-15);
        double last = path[2].GetProperty("law").GetProperty("rho[1,2]").GetProperty("mean").GetDouble();
        Assert.Equal(document.GetProperty("law").GetProperty("rho[1,2]").GetProperty("mean").GetDouble(), last);
        Assert.False(path[2].GetProperty("law").GetProperty("rho[1,2]").TryGetProperty("density", out _));
    }

    [Fact]
    public void Every_pair_of_many_inputs_has_a_law_on_any_number_of_threads()
    {
        using var folder = new Folder();
        IEnumerable<string> rows = Enumerable.Range(0, 10).Select(a => string.Join(
            ',', Enumerable.Range(0, 4).Select(b => FormattableString.Invariant($"{Math.Sin((7 * a) + b + 1):R}"))));
        string inputs = folder.Write("x.csv", string.Join('\n', rows));
        string[] command = ["law", "--c-plus", "0", "--c-minus", "-1", "--inputs", inputs];
        JsonElement one = Parse([.. command, "--threads", "1"]).GetProperty("law");
        JsonElement four = Parse([.. command, "--threads", "4"]).GetProperty("law");
        Assert.Equal(45 * 5, one.EnumerateObject().Count());
        Assert.Equal(one.GetRawText(), four.GetRawText());
        Assert.False(one.GetProperty("rho[1,2]").TryGetProperty("density", out _));
        Assert.Contains("over pairs", CliRun.Succeed(command), StringComparison.Ordinal);
        string all = CliRun.Succeed([.. command, "--results", "all"]);
        Assert.Contains("rho[9,10]", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("law --activation linear --correlation 1", 1)]
    [InlineData("law --activation linear --correlation -1", -1)]
    public void A_law_of_one_point_has_no_density(string command, double rho)
    {
        JsonElement law = Parse(command).GetProperty("law");
        JsonElement entry = law.GetProperty("rho[1,2]");
        Assert.Equal(rho, entry.GetProperty("mean").GetDouble());
        Assert.Equal(0, entry.GetProperty("sd").GetDouble());
        Assert.Equal(rho, entry.GetProperty("quantiles").GetProperty("median").GetDouble());
        Assert.False(entry.TryGetProperty("density", out _));
        Assert.Equal(Math.Exp(2), law.GetProperty("V[1,1]V[2,2]").GetProperty("mean").GetDouble(), 1e-13);
    }

    [Fact]
    public void Odd_activations_have_the_law_of_correlations_only()
    {
        string table = CliRun.Succeed("law --activation tanh --a 1");
        Assert.Contains("0.2407105221", table, StringComparison.Ordinal);
        Assert.DoesNotContain("V[1,2]", table, StringComparison.Ordinal);
        Assert.Contains("only correlations", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Relu, "rho[1,2]")]
    [InlineData($"{Relu} --record-every 20", "median, 5 % to 95 %")]
    [InlineData("law --c-plus 0 --c-minus -1 --time 30", "log(1-rho)[1,2]")]
    [InlineData("law --activation linear --correlation -1", "rho[1,2]")]
    public void The_figure_shows_the_density_or_the_path(string command, string text)
    {
        using var folder = new Folder();
        _ = CliRun.Succeed([.. command.Split(' '), "--plot", folder.File("law.svg")]);
        Assert.Contains(text, File.ReadAllText(folder.File("law.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_with_the_exact_law_finds_no_difference_in_the_limit_and_one_in_a_wrong_one()
    {
        JsonElement right = Parse("compare --c-plus 0 --c-minus -1 --replicas 4000 --against exact --threads 2").GetProperty("exact");
        foreach (string quantity in (string[])["rho[1,2]", "log(1-rho[1,2])", "logV[1,1]", "V[1,2]", "V[2,2]"])
        {
            JsonElement limit = right.GetProperty("limit").GetProperty(quantity);
            Assert.InRange(limit.GetProperty("meanDifference").GetProperty("z").GetDouble(), -5, 5);
            Assert.True(quantity == "V[1,2]" || limit.GetProperty("p").GetDouble() > 1e-6);
        }

        // A width of 20 is far from the limit.
        JsonElement narrow = Parse("compare --c-plus 0 --c-minus -3 --width 20 --depth 20 --replicas 4000 --against exact")
            .GetProperty("exact");
        JsonElement finite = narrow.GetProperty("finite").GetProperty("rho[1,2]");
        Assert.True(finite.GetProperty("p").GetDouble() < 1e-9);
        Assert.True(Math.Abs(finite.GetProperty("meanDifference").GetProperty("z").GetDouble()) > 6);
        Assert.True(narrow.GetProperty("limit").GetProperty("rho[1,2]").GetProperty("p").GetDouble() > 1e-6);
    }

    [Fact]
    public void A_comparison_with_the_exact_law_of_odd_activations_has_correlations_only()
    {
        JsonElement exact = Parse("compare --activation tanh --a 1 --replicas 1000 --against exact").GetProperty("exact")
            .GetProperty("limit");
        Assert.InRange(exact.GetProperty("rho[1,2]").GetProperty("meanDifference").GetProperty("z").GetDouble(), -5, 5);
        Assert.False(exact.TryGetProperty("V[1,2]", out _));
    }

    [Theory]
    [InlineData("sample --activation linear")]
    [InlineData("sde --c-plus 0 --c-minus -1")]
    [InlineData("compare --c-plus 0 --c-minus -1 --time 20")]
    public void Densities_are_drawn_with_the_exact_curve(string command)
    {
        using var folder = new Folder();
        _ = CliRun.Succeed([.. command.Split(' '), "--replicas", "200", "--plot", folder.File("d.svg")]);
        Assert.Contains(">exact<", File.ReadAllText(folder.File("d.svg")), StringComparison.Ordinal);
    }

    private static JsonElement Parse(string command) => Parse(command.Split(' '));

    private static JsonElement Parse(string[] command) => JsonDocument.Parse(CliRun.Succeed([.. command, "--json"])).RootElement;
}
