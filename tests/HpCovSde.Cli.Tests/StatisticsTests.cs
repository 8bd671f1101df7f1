using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace HpCovSde.Cli.Tests;

/// <summary>What a number in a table, a document or a figure claims is true, or it says what it does not claim.</summary>
public sealed class StatisticsTests
{
    [Theory]
    [InlineData(1e-162)]
    [InlineData(1e160)]
    [InlineData(1e-300)]
    public void Statistics_do_not_depend_on_the_unit_of_the_inputs(double unit)
    {
        using var folder = new Folder();
        JsonElement one = Variance(1);
        JsonElement other = Variance(unit);
        foreach (string name in (string[])["mean", "sd", "se", "q05", "max"])
        {
            Assert.Equal(1, other.GetProperty(name).GetDouble() / unit / one.GetProperty(name).GetDouble(), 1e-9);
        }

        JsonElement Variance(double norm)
        {
            string gram = folder.Write($"{norm:R}.csv", norm.ToString("R", CultureInfo.InvariantCulture));
            return Json($"sample --depth 20 --replicas 500 --gram {gram}").GetProperty("results").GetProperty("V[1,1]");
        }
    }

    // log V ~ N(−T, 2T): at T = 600 the spread is 35 around −600, and V itself is still in range.
    [Fact]
    public void Tiny_variances_have_a_deviation_and_their_mean_is_marked()
    {
        const string Command = "sde --activation linear --inputs-count 1 --time 600 --step 0.5 --replicas 1000";
        JsonElement variance = Json(Command).GetProperty("results").GetProperty("V[1,1]");
        Assert.True(variance.GetProperty("sd").GetDouble() > variance.GetProperty("mean").GetDouble());
        Assert.True(variance.GetProperty("se").GetDouble() > 0);
        Assert.True(variance.GetProperty("heavyTail").GetBoolean());
        const string Note = "* heavy tail: the mean and its standard error say little; read logV";
        Assert.Contains(Note, CliRun.Succeed(Command), StringComparison.Ordinal);
    }

    // The true mean is 1 at every T. At T = 0.5 two standard errors miss it in 5 % of runs, at T = 5 in 32 %.
    [Theory]
    [InlineData(0.5, false)]
    [InlineData(5, true)]
    [InlineData(10, true)]
    public void A_heavy_tail_is_marked_where_its_standard_error_says_little(double time, bool isMarked)
    {
        JsonElement results = Json($"sde --activation linear --inputs-count 1 --time {time}").GetProperty("results");
        Assert.Equal(isMarked, results.GetProperty("V[1,1]").GetProperty("heavyTail").GetBoolean());
        Assert.False(results.GetProperty("logV[1,1]").GetProperty("heavyTail").GetBoolean());
    }

    [Theory]
    [InlineData("sample --weights exact --activation linear --width 20 --depth 40000 --replicas 16", "logV")]
    [InlineData("sample --inputs-count 1 --width 20 --depth 40000 --replicas 16 --storage streaming", "logV")]
    [InlineData("sde --activation linear --time 2000 --step 1 --replicas 16", "logV")]
    public void Values_out_of_range_are_counted_and_the_quantity_to_read_is_named(string command, string instead)
    {
        JsonElement results = Json(command).GetProperty("results");
        long alive = results.GetProperty("logV[1,1]").GetProperty("covered").GetInt64();
        JsonElement variance = results.GetProperty("V[1,1]");
        Assert.Equal(0, variance.GetProperty("mean").GetDouble());
        Assert.Equal(alive, variance.GetProperty("outOfRange").GetInt64());
        Assert.Equal(0, results.GetProperty("logV[1,1]").GetProperty("outOfRange").GetInt64());
        string table = CliRun.Succeed(command);
        Assert.Contains(
            $"up to {alive} of 16 samples are 0 or infinite only because they are out of the range of numbers; read {instead}",
            table,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_said_where_everything_is_in_range()
    {
        string table = CliRun.Succeed("sample --c-plus 0 --c-minus -1 --width 400 --depth 10 --replicas 100");
        Assert.DoesNotContain("range", table, StringComparison.Ordinal);
        Assert.DoesNotContain('*', table);
    }

    // A network has values where its limit has exploded. Of the replicas below the start the distance tends to 0 as 1/n: .13, .055, ...
    [Fact]
    public void Replicas_below_the_start_are_compared_where_the_limit_explodes()
    {
        JsonElement narrow = Compared(25);
        JsonElement wide = Compared(100);
        Assert.InRange(Ks(narrow), 0.1, 0.17);
        Assert.InRange(Ks(wide), 0.02, 0.08);
        JsonElement population = wide.GetProperty("population");
        Assert.Equal("V[a,a] <= V0[a,a] for every input", population.GetProperty("event").GetString());
        Assert.Equal(0, population.GetProperty("finite").GetProperty("explodedFraction").GetDouble());
        double exploded = wide.GetProperty("limit").GetProperty("events").GetProperty("exploded").GetDouble();
        Assert.Equal(exploded / 8192, population.GetProperty("limit").GetProperty("explodedFraction").GetDouble(), 1e-12);
        double inside = population.GetProperty("limit").GetProperty("compared").GetDouble();
        Assert.InRange(inside, 0.6 * 8192, 8192 - exploded);
        Assert.Equal(inside / 8192, population.GetProperty("limit").GetProperty("fraction").GetDouble(), 1e-12);

        // Of the survivors alone, or of all, the distance is that of the probability of an explosion.
        Assert.True(exploded / 8192 > 3 * Ks(wide));

        static JsonElement Compared(int width) =>
            Json($"compare --activation gelu --a 1 --inputs-count 1 --width {width} --depth {width}");

        static double Ks(JsonElement document) => document.GetProperty("distances").GetProperty("V[1,1]").GetProperty("ks").GetDouble();
    }

    [Fact]
    public void A_table_and_a_figure_say_which_replicas_are_compared()
    {
        using var folder = new Folder();
        string path = folder.File("figure.svg");
        string table = CliRun.Succeed("compare", "--activation", "gelu", "--a", "1", "--replicas", "200", "--plot", path);
        Assert.Matches("Compared .* V\\[a,a\\] <= V0\\[a,a\\] for every input: [0-9]+ of 200 finite, [0-9]+ of 200 limit", table);
        string figure = string.Join(" ", Texts(path));
        Assert.Contains("Only replicas with V[a,a] <= V0[a,a] for every input: network", figure, StringComparison.Ordinal);
        Assert.Contains("(exploded 0.0 %)", figure, StringComparison.Ordinal);

        JsonElement all = Json("compare --c-plus 0 --c-minus -1 --width 20 --depth 20 --replicas 100").GetProperty("population");
        Assert.Equal(JsonValueKind.Null, all.GetProperty("event").ValueKind);
        Assert.Equal(1, all.GetProperty("finite").GetProperty("fraction").GetDouble());
    }

    [Fact]
    public void A_flow_without_noise_is_run_once()
    {
        const string Flow = "sde --c-plus 0 --c-minus -1 --exponent 0.3";
        foreach (string replicas in (string[])["", " --replicas 500"])
        {
            JsonElement document = Json(Flow + replicas);
            Assert.Equal(1, document.GetProperty("run").GetProperty("replicas").GetInt32());
            Assert.Equal(JsonValueKind.Null, document.GetProperty("results").GetProperty("rho[1,2]").GetProperty("sd").ValueKind);
            string table = CliRun.Succeed(Flow + replicas);
            Assert.Contains("1 replica,", table, StringComparison.Ordinal);
            Assert.Contains("The limit has no noise, so that all replicas are equal: one was run.", table, StringComparison.Ordinal);
        }

        // Outputs of the network are random.
        Assert.Equal(50, Json($"{Flow} --logits 2 --replicas 50").GetProperty("run").GetProperty("replicas").GetInt32());
    }

    [Fact]
    public void A_network_is_compared_with_a_flow_without_noise_as_with_a_number()
    {
        JsonElement document = Json("compare --c-plus 0 --c-minus -1 --exponent 0.3 --width 50 --depth 20 --replicas 300");
        Assert.Equal(300, document.GetProperty("run").GetProperty("replicas").GetInt32());
        JsonElement rho = document.GetProperty("distances").GetProperty("rho[1,2]");
        Assert.Equal(0, rho.GetProperty("p").GetDouble());
        Assert.Equal(
            document.GetProperty("finite").GetProperty("results").GetProperty("rho[1,2]").GetProperty("se").GetDouble(),
            rho.GetProperty("meanDifference").GetProperty("se").GetDouble());
    }

    [Theory]
    [InlineData("--replicas 20", "exact")]
    [InlineData("--replicas 500", "exact")]
    [InlineData("--replicas 500 --correlation 1", "asymptotic")]
    public void A_p_value_has_its_method(string options, string method)
    {
        string command = $"compare --c-plus 0 --c-minus -1 --width 20 --depth 10 {options}";
        Assert.Equal(method, Json(command).GetProperty("distances").GetProperty("rho[1,2]").GetProperty("pMethod").GetString());
        Assert.Equal(method == "asymptotic", CliRun.Succeed(command).Contains("~ asymptotic p-value", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sample --correlation 1 --replicas 100", "network: 100 % at 1", "correlation ρ[1,2]")]
    [InlineData("sde --c-plus 0 --c-minus -1 --exponent 0.3", "limit: 100 % at 0.", "correlation ρ[1,2]")]
    [InlineData("compare --c-plus 0 --c-minus -1 --replicas 200", "KS ", "correlation ρ[1,2]")]
    [InlineData("sde --activation gelu --a 1 --replicas 200", "replicas that did not explode: limit", "correlation ρ[1,2]")]
    [InlineData("compare --depth 300 --width 300 --replicas 100", "KS ", "log(1 − ρ[1,2])")]
    public void A_figure_shows_atoms_nearly_parallel_inputs_by_their_logarithm_and_what_is_left_out(
        string command, string note, string axis)
    {
        using var folder = new Folder();
        string path = folder.File("figure.svg");
        _ = CliRun.Succeed([.. command.Split(' '), "--plot", path]);
        Assert.Contains(Texts(path), text => text.Contains(note, StringComparison.Ordinal));
        Assert.Contains(axis, Texts(path));
    }

    private static string[] Texts(string path) =>
        [.. XDocument.Load(path).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];

    private static JsonElement Json(string command) => JsonDocument.Parse(CliRun.Succeed($"{command} --json")).RootElement;
}
