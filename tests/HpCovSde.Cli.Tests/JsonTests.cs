using System.Text.Json;

namespace HpCovSde.Cli.Tests;

/// <summary>The fields of the JSON documents that scripts rely on.</summary>
public sealed class JsonTests
{
    private const string Shaped = "--c-plus 0 --c-minus -1 --width 20 --depth 10 --replicas 100 --threads 1";
    private static readonly string[] PairQuantities =
        ["V[1,1]", "V[1,2]", "V[2,2]", "logV[1,1]", "logV[2,2]", "rho[1,2]", "1-rho[1,2]", "log(1-rho[1,2])", "logdet"];
    private static readonly string[] Statistics = ["mean", "sd", "se", "min", "q05", "q25", "median", "q75", "q95", "max"];
    private static readonly string[] Events = ["exploded", "vanished", "notPositiveDefinite", "nonFinite", "overflowed", "underflowed"];

    [Fact]
    public void Sample_has_every_field_of_the_contract()
    {
        JsonElement document = Parse($"sample {Shaped} --seed 7 --precision single --json");

        Assert.Equal("sample", document.GetProperty("command").GetString());
        Assert.False(string.IsNullOrEmpty(document.GetProperty("version").GetString()));
        JsonElement model = document.GetProperty("model");
        Assert.Equal("mlp", model.GetProperty("network").GetString());
        Assert.Equal("relu", model.GetProperty("activation").GetString());
        Assert.Equal(20, model.GetProperty("width").GetInt32());
        Assert.Equal(10, model.GetProperty("depth").GetInt32());
        Assert.Equal(0.0, model.GetProperty("cPlus").GetDouble());
        Assert.Equal(-1.0, model.GetProperty("cMinus").GetDouble());
        Assert.Equal(0.5, model.GetProperty("exponent").GetDouble());
        Assert.Equal(0.3, model.GetProperty("correlation").GetDouble());
        Assert.Equal(2, model.GetProperty("inputsCount").GetInt32());
        JsonElement run = document.GetProperty("run");
        Assert.Equal(100, run.GetProperty("replicas").GetInt32());
        Assert.Equal(7, run.GetProperty("seed").GetInt32());
        Assert.Equal(1, run.GetProperty("threads").GetInt32());
        Assert.Equal("single", run.GetProperty("precision").GetString());
        Assert.Equal("conditional", run.GetProperty("weights").GetString());
        Assert.Equal("managed", run.GetProperty("blas").GetString());
        Assert.False(string.IsNullOrEmpty(run.GetProperty("blasVersion").GetString()));
        Assert.False(string.IsNullOrEmpty(run.GetProperty("blasMode").GetString()));
        Assert.Equal(JsonValueKind.Null, run.GetProperty("scheme").ValueKind);
        Assert.Equal(JsonValueKind.Null, run.GetProperty("step").ValueKind);
        Assert.True(run.GetProperty("seconds").GetDouble() >= 0);
        Assert.False(string.IsNullOrEmpty(run.GetProperty("instructionSet").GetString()));
        CheckOutcome(document, PairQuantities);
    }

    [Theory]
    [InlineData("--inputs-count 1 --width 1000000000")]
    [InlineData("--activation linear --width 2 --correlation 1")]
    [InlineData("--network resnet --activation abs --inputs-count 1 --precision single")]
    public void Exact_laws_are_named(string model)
    {
        JsonElement document = Parse($"sample {model} --weights exact --depth 5 --replicas 50 --threads 1 --json");
        Assert.Equal("exact", document.GetProperty("run").GetProperty("weights").GetString());
        Assert.Equal(0, document.GetProperty("events").GetProperty("nonFinite").GetInt32());
    }

    [Fact]
    public void Shaped_smooth_activations_have_their_shape_and_the_limit_its_beta()
    {
        JsonElement document = Parse(
            "compare --activation softplus --a 2 --center 0.5 --width 20 --depth 10 --replicas 100 --threads 1 --json");
        JsonElement model = document.GetProperty("model");
        Assert.Equal("softplus", model.GetProperty("activation").GetString());
        Assert.Equal(2, model.GetProperty("a").GetDouble());
        Assert.Equal(0.5, model.GetProperty("center").GetDouble());
        Assert.Equal(0.5, model.GetProperty("exponent").GetDouble());
        Assert.Equal(JsonValueKind.Null, model.GetProperty("cPlus").ValueKind);
        double sigmoid = 1 / (1 + Math.Exp(-0.5));
        Assert.Equal((1 - sigmoid) * (1.75 - (2.75 * sigmoid)) / 4, model.GetProperty("limit").GetProperty("beta").GetDouble(), 1e-14);
        Assert.Equal("tri2", document.GetProperty("run").GetProperty("scheme").GetString());
    }

    [Fact]
    public void Explosions_are_counted_and_left_out_of_the_statistics()
    {
        // Softplus about 0 has beta = 0.1875/a^2 = 3: most variances explode.
        JsonElement document = Parse("sde --activation softplus --a 0.25 --inputs-count 1 --time 10 --replicas 200 --json");
        int exploded = document.GetProperty("events").GetProperty("exploded").GetInt32();
        Assert.InRange(exploded, 50, 180);
        Assert.Equal(0, document.GetProperty("events").GetProperty("nonFinite").GetInt32());
        Assert.True(double.IsFinite(document.GetProperty("results").GetProperty("logV[1,1]").GetProperty("max").GetDouble()));
        JsonElement times = document.GetProperty("events").GetProperty("explosionTimes");
        Assert.Equal(exploded, times.GetProperty("covered").GetInt32());
        Assert.True(times.GetProperty("min").GetDouble() > 0);
        Assert.InRange(times.GetProperty("max").GetDouble(), times.GetProperty("median").GetDouble(), 10);
        Assert.False(document.GetProperty("results").TryGetProperty("explosionTime", out _));
    }

    [Fact]
    public void Explosion_times_are_absent_without_explosions_and_are_not_compared()
    {
        JsonElement document = Parse($"compare {Shaped} --json");
        Assert.Equal(JsonValueKind.Null, document.GetProperty("finite").GetProperty("events").GetProperty("explosionTimes").ValueKind);
        Assert.Equal(JsonValueKind.Null, document.GetProperty("limit").GetProperty("events").GetProperty("explosionTimes").ValueKind);
        Assert.False(document.GetProperty("distances").TryGetProperty("explosionTime", out _));
    }

    [Theory]
    [InlineData("sde", "reciprocal-angle")]
    [InlineData("sde --inputs-count 1 --activation abs", "reciprocal-angle")]
    public void The_default_model_has_its_first_order_correction(string command, string scheme)
    {
        JsonElement document = Parse($"{command} --replicas 64 --json");
        Assert.Equal("first-order-correction", document.GetProperty("model").GetProperty("limit").GetProperty("kind").GetString());
        Assert.Equal(scheme, document.GetProperty("run").GetProperty("scheme").GetString());
    }

    [Fact]
    public void Sde_names_scheme_step_and_limit()
    {
        JsonElement document = Parse($"sde {Shaped} --step 0.15 --json");

        JsonElement run = document.GetProperty("run");
        Assert.Equal("tri2", run.GetProperty("scheme").GetString());
        Assert.Equal(0.125, run.GetProperty("step").GetDouble());
        Assert.Equal(JsonValueKind.Null, run.GetProperty("weights").ValueKind);
        JsonElement limit = document.GetProperty("model").GetProperty("limit");
        Assert.Equal("covariance-sde", limit.GetProperty("kind").GetString());
        Assert.Equal(1 / (2 * Math.PI), limit.GetProperty("kappa").GetDouble(), 1e-15);
        Assert.Equal(0.5, document.GetProperty("model").GetProperty("time").GetDouble());
        CheckOutcome(document, PairQuantities);
    }

    [Theory]
    [InlineData("--c-plus 0 --c-minus -1 --exponent 0.25", "deterministic-flow")]
    [InlineData("--c-plus 0 --c-minus -1 --exponent 0.75", "linear-sde")]
    [InlineData("--c-plus 1 --c-minus 1", "linear-sde")]
    [InlineData("--activation linear", "linear-sde")]
    public void Sde_names_the_kind_of_its_limit(string options, string kind)
    {
        JsonElement document = Parse($"sde {options} --replicas 8 --json");
        Assert.Equal(kind, document.GetProperty("model").GetProperty("limit").GetProperty("kind").GetString());
    }

    [Fact]
    public void Compare_has_both_sides_and_distances_for_every_quantity()
    {
        JsonElement document = Parse($"compare {Shaped} --json");

        CheckOutcome(document.GetProperty("finite"), PairQuantities);
        CheckOutcome(document.GetProperty("limit"), PairQuantities);
        JsonElement distances = document.GetProperty("distances");
        Assert.Equal(PairQuantities, distances.EnumerateObject().Select(property => property.Name));
        JsonElement rho = distances.GetProperty("rho[1,2]");
        Assert.InRange(rho.GetProperty("ks").GetDouble(), 0, 1);
        Assert.InRange(rho.GetProperty("p").GetDouble(), 0, 1);
        Assert.True(rho.GetProperty("wasserstein1").GetDouble() > 0);
        double difference = Mean(document.GetProperty("finite"), "rho[1,2]") - Mean(document.GetProperty("limit"), "rho[1,2]");
        Assert.Equal(difference, rho.GetProperty("meanDifference").GetProperty("value").GetDouble());
        Assert.True(rho.GetProperty("meanDifference").GetProperty("se").GetDouble() > 0);
    }

    [Fact]
    public void Compare_is_sample_and_sde_in_one_document()
    {
        JsonElement both = Parse($"compare {Shaped} --json");
        Assert.Equal(Mean(Parse($"sample {Shaped} --json"), "V[1,2]"), Mean(both.GetProperty("finite"), "V[1,2]"));
        Assert.Equal(Mean(Parse($"sde {Shaped} --json"), "V[1,2]"), Mean(both.GetProperty("limit"), "V[1,2]"));
    }

    [Fact]
    public void Records_of_compare_are_at_the_same_times_and_end_with_the_results()
    {
        JsonElement document = Parse($"compare {Shaped} --record-every 5 --step 0.2 --json");

        JsonElement[] finite = [.. document.GetProperty("finite").GetProperty("records").EnumerateArray()];
        JsonElement[] limit = [.. document.GetProperty("limit").GetProperty("records").EnumerateArray()];
        Assert.Equal([5, 10], finite.Select(record => record.GetProperty("step").GetInt32()));
        Assert.Equal([2, 4], limit.Select(record => record.GetProperty("step").GetInt32()));
        Assert.Equal([0.25, 0.5], finite.Select(record => record.GetProperty("time").GetDouble()));
        Assert.Equal([0.25, 0.5], limit.Select(record => record.GetProperty("time").GetDouble()));
        Assert.Equal(Mean(document.GetProperty("finite"), "rho[1,2]"), Mean(finite[^1], "rho[1,2]"));
    }

    [Fact]
    public void With_more_than_eight_inputs_results_are_short_unless_all_are_requested()
    {
        using var folder = new Folder();
        string gram = folder.Write(
            "gram.csv",
            string.Join('\n', Enumerable.Range(0, 9).Select(a => string.Join(',', Enumerable.Range(0, 9).Select(b => a == b ? 1 : 0.5)))));
        string[] command = ["sample", "--gram", gram, "--replicas", "4", "--depth", "2", "--json"];

        string[] few = Quantities(CliRun.Succeed(command));
        string[] all = Quantities(CliRun.Succeed([.. command, "--results", "all"]));

        Assert.Equal([.. Enumerable.Range(1, 9).Select(a => $"V[{a},{a}]"), "meanRho", "logdet"], few);
        Assert.Equal(45 + 9 + 36 + 36 + 36 + 1, all.Length);
        Assert.Contains("rho[8,9]", all);
    }

    [Fact]
    public void Values_that_are_not_finite_are_null()
    {
        // Parallel inputs stay parallel: det V = 0 for every replica.
        JsonElement logdet = Parse($"sample {Shaped} --correlation 1 --json").GetProperty("results").GetProperty("logdet");
        Assert.Equal(0, logdet.GetProperty("covered").GetInt32());
        Assert.All(Statistics, name => Assert.Equal(JsonValueKind.Null, logdet.GetProperty(name).ValueKind));
    }

    [Fact]
    public void Info_shows_the_active_parts_and_the_reasons()
    {
        JsonElement document = Parse("info --json");
        Assert.Equal("managed", document.GetProperty("blas").GetProperty("active").GetString());
        Assert.False(string.IsNullOrEmpty(document.GetProperty("blas").GetProperty("reason").GetString()));
        Assert.Equal(
            ["managed", "mkl", "openblas"],
            document.GetProperty("blas").GetProperty("providers").EnumerateArray().Select(
                provider => provider.GetProperty("name").GetString()));
        Assert.All(document.GetProperty("blas").GetProperty("providers").EnumerateArray(), CheckProvider);
        Assert.True(document.GetProperty("features").EnumerateObject().Any());
        Assert.Contains(document.GetProperty("instructionSet").GetString()!, CliRun.Succeed("info"), StringComparison.Ordinal);
    }

    // A usable provider has a version and a mode, another one has the reason.
    private static void CheckProvider(JsonElement provider)
    {
        bool isUsable = provider.GetProperty("usable").GetBoolean();
        Assert.Equal(isUsable, provider.GetProperty("version").ValueKind == JsonValueKind.String);
        Assert.Equal(isUsable, provider.GetProperty("mode").ValueKind == JsonValueKind.String);
        Assert.Equal(!isUsable, provider.GetProperty("refusal").ValueKind == JsonValueKind.String);
    }

    private static JsonElement Parse(string commandLine) => JsonDocument.Parse(CliRun.Succeed(commandLine)).RootElement;

    private static double Mean(JsonElement outcome, string quantity) =>
        outcome.GetProperty("results").GetProperty(quantity).GetProperty("mean").GetDouble();

    private static string[] Quantities(string json) =>
        [.. JsonDocument.Parse(json).RootElement.GetProperty("results").EnumerateObject().Select(property => property.Name)];

    private static void CheckOutcome(JsonElement outcome, string[] quantities)
    {
        JsonElement results = outcome.GetProperty("results");
        Assert.Equal(quantities, results.EnumerateObject().Select(property => property.Name));
        foreach (JsonProperty quantity in results.EnumerateObject())
        {
            Assert.All(Statistics, name => Assert.True(double.IsFinite(quantity.Value.GetProperty(name).GetDouble())));
        }

        Assert.All(Events, name => Assert.Equal(0, outcome.GetProperty("events").GetProperty(name).GetInt64()));
    }
}
