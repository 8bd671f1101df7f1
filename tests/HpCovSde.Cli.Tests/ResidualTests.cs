using System.Globalization;
using System.Text.Json;

namespace HpCovSde.Cli.Tests;

/// <summary>Residual networks on the command line: their own results, and branch scalings.</summary>
public sealed class ResidualTests
{
    private const string Small = "--network resnet --width 5 --depth 8 --replicas 400 --threads 1";

    [Fact]
    public void A_residual_network_reports_q_and_the_norm_of_its_features()
    {
        JsonElement document = Parse($"sample {Small} --json");

        JsonElement model = document.GetProperty("model");
        Assert.Equal("resnet", model.GetProperty("network").GetString());
        Assert.Equal("uniform", model.GetProperty("branchScaling").GetString());
        Assert.Equal(1, model.GetProperty("branchSumOfSquares").GetDouble(), 1e-15);
        Assert.Equal(0.125, model.GetProperty("branchLargestSquare").GetDouble(), 1e-15);
        JsonElement results = document.GetProperty("results");
        Assert.Equal(
            [
                "V[1,1]", "V[1,2]", "V[2,2]", "logV[1,1]", "logV[2,2]", "rho[1,2]", "1-rho[1,2]", "log(1-rho[1,2])", "logdet",
                "logNorm[1]", "logNorm[2]",
            ],
            results.EnumerateObject().Select(property => property.Name));
        Assert.False(results.GetProperty("V[1,1]").TryGetProperty("alive", out _));

        // All five neurons are dead at the start with probability 1/32. The tolerance is six standard errors.
        Assert.Equal(
            1 - (1 / 32.0), results.GetProperty("logNorm[1]").GetProperty("alive").GetDouble(), 6 * Math.Sqrt(31 / 32.0 / 32 / 400));
    }

    [Fact]
    public void The_limit_is_the_diffusion_at_the_same_width()
    {
        JsonElement document = Parse($"compare {Small} --branch-scaling power:1 --step 0.05 --record-every 4 --json");

        JsonElement limit = document.GetProperty("model").GetProperty("limit");
        Assert.Equal("residual-diffusion", limit.GetProperty("kind").GetString());
        Assert.Equal(5, limit.GetProperty("width").GetInt32());
        Assert.Equal(0.125, limit.GetProperty("time").GetDouble(), 1e-15);
        Assert.Equal(0.125, document.GetProperty("model").GetProperty("time").GetDouble(), 1e-15);
        Assert.Equal("euler-maruyama", document.GetProperty("run").GetProperty("scheme").GetString());
        Assert.True(document.GetProperty("distances").GetProperty("logNorm[1]").GetProperty("ks").GetDouble() > 0);
        Assert.Equal(Times(document.GetProperty("finite")), Times(document.GetProperty("limit")), (x, y) => Math.Abs(x - y) < 1e-14);
    }

    [Theory]
    [InlineData("log-norm", "relu")]
    [InlineData("clock", "ou")]
    public void A_single_input_has_its_own_schemes(string scheme, string activation)
    {
        JsonElement document = Parse($"sde {Small} --inputs-count 1 --activation {activation} --step 0.1 --scheme {scheme} --json");
        Assert.Equal(scheme, document.GetProperty("run").GetProperty("scheme").GetString());
        Assert.Equal(0, document.GetProperty("events").GetProperty("vanished").GetInt64());
    }

    [Fact]
    public void One_neuron_with_the_activation_of_Ornstein_and_Uhlenbeck_has_the_law_of_its_process()
    {
        // logNorm is Z_1² − Z_0² with Z_1 ~ N(Z_0 e^{−θ}, ½(1 − e^{−2θ})), θ = π/4, erfi Z_0 ~ N(0, 1): E Z_0² = 0.4085573 by quadrature.
        const double Exact = (0.5 - 0.4085573) * 0.7921204;
        const string Model = "--network resnet --width 1 --inputs-count 1 --activation ou";
        JsonElement both = Parse($"compare {Model} --depth 1000 --scheme clock --replicas 16384 --json");
        JsonElement[] outcomes =
        [
            both.GetProperty("finite"), both.GetProperty("limit"), Parse($"sample {Model} --depth 1000 --replicas 16384 --seed 1 --json"),
            Parse($"sde {Model} --scheme clock --step 0.03125 --replicas 16384 --seed 1 --json"),
        ];
        Assert.All(outcomes, outcome =>
        {
            JsonElement norm = outcome.GetProperty("results").GetProperty("logNorm[1]");
            double error = norm.GetProperty("se").GetDouble();
            Assert.Equal(1, norm.GetProperty("alive").GetDouble());
            Assert.Equal(Exact, norm.GetProperty("mean").GetDouble(), 5.5 * error);

            // The process without its drift: E Z_1² − Z_0² = θ.
            Assert.True(Math.Abs(norm.GetProperty("mean").GetDouble() - (Math.PI / 4)) > 5.5 * error);
        });
        Assert.True(both.GetProperty("distances").GetProperty("logNorm[1]").GetProperty("p").GetDouble() > 4e-8);
    }

    [Fact]
    public void A_file_of_branch_scalings_sets_the_depth()
    {
        using var folder = new Folder();
        string column = folder.Write("column.csv", "0.5\n0.25\n0.125\n");
        string row = folder.Write("row.csv", "0.5,0.25,0.125\n");
        string[] command = ["sample", "--network", "resnet", "--replicas", "8", "--json", "--branch-scaling"];

        JsonElement byColumn = JsonDocument.Parse(CliRun.Succeed([.. command, $"file:{column}"])).RootElement;
        JsonElement byRow = JsonDocument.Parse(CliRun.Succeed([.. command, $"file:{row}", "--depth", "3"])).RootElement;

        Assert.Equal(3, byColumn.GetProperty("model").GetProperty("depth").GetInt32());
        Assert.Equal($"file:{column}", byColumn.GetProperty("model").GetProperty("branchScaling").GetString());
        Assert.Equal(0.328125, byColumn.GetProperty("model").GetProperty("branchSumOfSquares").GetDouble());
        Assert.Equal(byColumn.GetProperty("results").GetRawText(), byRow.GetProperty("results").GetRawText());
    }

    [Fact]
    public void Records_are_at_the_times_of_uneven_layers()
    {
        using var folder = new Folder();
        string path = folder.File("v.csv");
        JsonElement document = Parse($"sample {Small} --branch-scaling log-series --record-every 3 --out {path} --json");
        double[] times = [.. new[] { 3, 6, 8 }.Select(BranchScaling.LogSeries(8).Clock)];
        Assert.Equal(times, Times(document));
        Assert.Equal(
            times, File.ReadLines(path).Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)).Distinct());
    }

    [Fact]
    public void A_table_has_the_branches()
    {
        Assert.Contains(
            "resnet, relu, branches uniform (sum of squares 1, largest 0.125); width 5, depth 8; 2 inputs, correlation 0.3",
            CliRun.Succeed($"sample {Small}"), StringComparison.Ordinal);
        Assert.Contains(
            "diffusion of 5 neurons, relu, T = 0.5; euler-maruyama, h = 0.01 (50 steps)",
            CliRun.Succeed($"sde {Small} --time 0.5"),
            StringComparison.Ordinal);
    }

    private static double[] Times(JsonElement outcome) =>
        [.. outcome.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("time").GetDouble())];

    private static JsonElement Parse(string commandLine) => JsonDocument.Parse(CliRun.Succeed(commandLine)).RootElement;
}
