using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using HpCovSde.Activations;
using HpCovSde.Dynamics;
using HpCovSde.Models;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Tests.Data;

namespace HpCovSde.Tests.Models;

/// <summary>Models and their JSON.</summary>
public sealed class ModelSpecTests
{
    // Values that lose bits if they are written with too few digits.
    private const double Third = 1.0 / 3;

    public static TheoryData<string> Models => new(
        "{}",
        """{ "network": "mlp", "width": 37, "depth": 6, "activation": "leaky-relu", "negativeSlope": 0.1 }""",
        """{ "activation": "relu", "cPlus": 0.1, "cMinus": -1e-17, "exponent": 0.3333333333333333, "time": 1e-300 }""",
        """{ "activation": "tanh", "a": 0.30000000000000004, "center": 0.7 }""",
        """{ "activation": "gelu", "center": 0.1, "inputsCount": 1 }""",
        """{ "network": "resnet", "activation": "silu", "branchScaling": "power:0.7", "width": 4, "correlation": -0.1 }""",
        """{ "network": "resnet", "branchScaling": "log-series", "depth": 12 }""",
        """{ "network": "shaped-mlp", "start": [[2, 0.1, 0], [0.1, 1, 0.3], [0, 0.3, 0.7]] }""",
        """{ "network": "shaped-resnet", "beta": 0.1 }""",
        """{ "network": "shaped-resnet", "cPlus": 1, "cMinus": 0, "beta": 0.6 }""");

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_that_is_written_and_read_is_the_same_to_the_bit(string json)
    {
        ModelSpec model = Read(json).OrThrow();
        string written = Json(model);
        ModelSpec again = Read(written).OrThrow();
        Assert.Equal(written, Json(again));
        Assert.Equal(model.GetType(), again.GetType());
        Assert.Equal(Fingerprint(model), Fingerprint(again));
    }

    [Fact]
    public void Any_numbers_are_the_same_after_writing_and_reading_JSON() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll<NormalFloat, NormalFloat, ulong>((plus, minus, seed) =>
        {
            ModelSpec model = new FeedforwardSpec { Activation = ActivationSpec.Shaped(new ReluShape(plus.Item, minus.Item, Third)) };
            Assert.Equal(model.Activation.ReluShape, Read(Json(model)).OrThrow().Activation.ReluShape);
            Assert.Equal(seed, Parse($$"""{ "run": { "seed": {{seed}} } }""").Run!.Seed);
        }));

    [Fact]
    public void Inputs_given_in_memory_keep_their_correlations()
    {
        // 1 − ρ is 5e-17, which the matrix does not show.
        GramMatrix gram = GramMatrix.FromInputs(new double[,] { { 1, 0 }, { 1, 1e-8 } });
        ModelSpec model = new FeedforwardSpec { Inputs = InputSpec.Of(gram) };
        GramMatrix read = Read(Json(model)).OrThrow().Start;
        Assert.Equal(gram.OneMinusCorrelation(0, 1), read.OneMinusCorrelation(0, 1));
        Assert.True(read.OneMinusCorrelation(0, 1) is > 4e-17 and < 6e-17);
    }

    [Fact]
    public void A_file_that_has_changed_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("inputs.csv", "1,2\n3,4\n");
        string json = Json(new FeedforwardSpec { Inputs = InputSpec.OfInputsFile(path) });
        Assert.True(Read(json).IsGranted);
        _ = folder.Write("inputs.csv", "1,2\n3,5\n");
        Assert.Contains("has changed", Read(json).Refusal!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "width": 0 }""", "width: '0' is not allowed; allowed: an integer from 1 to 1000000000")]
    [InlineData("""{ "network": "rnn" }""", "network: 'rnn'")]
    [InlineData("""{ "cPlus": 1 }""", "cPlus: '1' given without cMinus")]
    [InlineData(
        """{ "activation": "tanh", "branchScaling": "uniform" }""",
        "branchScaling: 'uniform' given with network mlp; allowed: with resnet only")]
    [InlineData("""{ "network": "resnet", "beta": 0.3 }""", "beta: '0.3' given with network resnet; allowed: with shaped-resnet only")]
    [InlineData("""{ "network": "shaped-resnet", "activation": "tanh" }""", "activation: 'tanh' given with network shaped-resnet")]
    [InlineData("""{ "start": [[1, 2], [2, 1]] }""", "start: The matrix is not positive semidefinite")]
    [InlineData("""{ "start": [[1, 0], [0]] }""", "start: 2 rows, one of them with 1 number; allowed: a square matrix")]
    [InlineData("""{ "correlation": 0.3, "inputsCount": 1 }""", "inputsCount, correlation: given together")]
    public void A_value_that_is_not_allowed_is_refused_with_the_name_of_the_field(string json, string message) =>
        Assert.StartsWith(message, Read(json).Refusal!.ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_refusal_can_name_fields_in_another_way() =>
        Assert.StartsWith(
            "--cPlus: '1' given without --cMinus", Read("""{ "cPlus": 1 }""").Refusal!.Text(name => $"--{name}"), StringComparison.Ordinal);

    [Fact]
    public void A_model_without_a_limit_or_a_kernel_gives_a_refusal()
    {
        ModelSpec tanh = new FeedforwardSpec { Activation = ActivationSpec.Of(Activation.Tanh) };
        Assert.Contains("Shape it (a)", tanh.Limit().Refusal!.ToString(), StringComparison.Ordinal);
        Assert.Equal("weights", tanh.Network(WeightSampling.Exact).Refusal!.Field);
        Assert.Throws<ArgumentException>(() => tanh.Limit().OrThrow());
        Assert.False(new ResidualSpec().Stability().IsGranted);
        Assert.True(new ResidualSpec().Network().IsGranted);
    }

    [Fact]
    public void Every_family_has_a_network_a_limit_and_a_kernel() => Assert.All(ModelSpec.Families, family =>
    {
        ModelSpec model = Read($$"""{ "network": "{{family}}" }""").OrThrow();
        Assert.Equal(family, model.Family);
        Assert.Equal(100, model.Network().OrThrow().Chain.Steps);
        Assert.IsAssignableFrom<LimitProcess>(model.Limit().OrThrow());
        Assert.True(model.Kernel().OrThrow().Layers > 0);
        Assert.True(model.Commutation().IsGranted);
    });

    [Fact]
    public void The_branch_scalings_of_a_deep_network_are_made_once()
    {
        var model = new ResidualSpec { Depth = 1_000_000 };
        BranchScaling first = model.Branches.At(model.Depth).OrThrow();
        Assert.Same(first, ((ResidualNetwork)model.Network().OrThrow().Chain).Branches);
        Assert.Same(first, model.Branches.At(model.Depth).OrThrow());
    }

    private static Answer<ModelSpec> Read(string model) =>
        ModelSpec.Read(Parse($$"""{ "model": {{model}} }""").Model!);

    private static SpecDocument Parse(string json) => SpecDocument.Parse(Encoding.UTF8.GetBytes(json), "spec.json");

    private static string Json(ModelSpec model)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            model.ToDocument().WriteTo(json);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    // The bits of a run of the network.
    private static double[] Fingerprint(ModelSpec model)
    {
        ModelSpec small = model with { Depth = Math.Min(model.Depth, 12) };
        using var ensemble = new Ensemble(1);
        var options = new RunOptions { Replicas = 3 };
        EnsembleResult result = ensemble.Run(small.Network().OrThrow().Chain, small.Start, options);
        return [.. result.Quantities.SelectMany(quantity => result.Samples(quantity).ToArray())];
    }
}
