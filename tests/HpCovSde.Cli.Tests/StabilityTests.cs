using System.Text.Json;
using HpCovSde.Laws;

namespace HpCovSde.Cli.Tests;

/// <summary>The command <c>stability</c>, compared with known numbers.</summary>
public sealed class StabilityTests
{
    // beta = 0.1875/a^2 = 0.8 for the softplus about 0; the probability is that of a Gamma law of shape 1.8.
    private const string Explosive = "--activation softplus --a 0.48412291827592713";

    [Fact]
    public void An_explosive_activation_has_its_probability()
    {
        JsonElement document = Parse($"stability {Explosive} --json");

        Assert.Equal("stability", document.GetProperty("command").GetString());
        Assert.Equal(0.8, document.GetProperty("beta").GetDouble(), 1e-14);
        Assert.True(document.GetProperty("explodes").GetBoolean());
        Assert.Equal(0.24347, document.GetProperty("explosionProbability").GetDouble(), 5e-6);
        Assert.Equal("explodes-or-vanishes", document.GetProperty("longTime").GetString());
        Assert.Equal(JsonValueKind.Null, document.GetProperty("stationary").ValueKind);
        Assert.Equal(JsonValueKind.Null, document.GetProperty("explosionProbabilityByTime").ValueKind);
        Assert.Equal("softplus", document.GetProperty("model").GetProperty("activation").GetString());
    }

    [Fact]
    public void The_probability_of_explosion_by_a_time_is_smaller_than_the_total()
    {
        JsonElement document = Parse($"stability {Explosive} --time 1 --json");
        Assert.Equal(
            new SmoothStability(0.8).ExplosionTimeCdf(1, 1), document.GetProperty("explosionProbabilityByTime").GetDouble(), 1e-12);
        Assert.True(
            document.GetProperty("explosionProbabilityByTime").GetDouble() < document.GetProperty("explosionProbability").GetDouble());
        Assert.Equal(JsonValueKind.Null, document.GetProperty("meanInverseVariance").ValueKind);
        Assert.Equal(1, document.GetProperty("model").GetProperty("time").GetDouble());
    }

    [Fact]
    public void A_contracting_activation_has_a_stationary_law()
    {
        // tanh: beta = -2/a^2 = -8, so that E[1/V_t] = e^(-6t) (1/v - 4/3) + 4/3.
        JsonElement document = Parse("stability --activation tanh --a 0.5 --time 0.25 --json");
        Assert.Equal(-8, document.GetProperty("beta").GetDouble());
        Assert.False(document.GetProperty("explodes").GetBoolean());
        Assert.Equal(0, document.GetProperty("explosionProbability").GetDouble());
        Assert.Equal(7, document.GetProperty("stationary").GetProperty("shape").GetDouble());
        Assert.Equal(8, document.GetProperty("stationary").GetProperty("rate").GetDouble());
        Assert.Equal((4 - Math.Exp(-1.5)) / 3, document.GetProperty("meanInverseVariance").GetDouble(), 1e-14);
    }

    [Theory]
    [InlineData("softplus", "1e-100", 0.5)]
    [InlineData("softplus", "1e-9", 0.5)]
    [InlineData("softplus", "1e-8", 0.5)]
    [InlineData("softplus", "0.01", 0.49386)]
    [InlineData("tanh", "1e-100", 0.0)]
    public void The_law_of_a_small_shape_is_right(string activation, string a, double probability)
    {
        JsonElement document = Parse($"stability --activation {activation} --a {a} --time 1 --json");
        Assert.Equal(probability, document.GetProperty("explosionProbability").GetDouble(), 1e-5);
        Assert.Equal(probability, document.GetProperty("explosionProbabilityByTime").GetDouble(), 1e-5);
    }

    [Theory]
    [InlineData("softplus --a 1 --center 0.5596157879354227", "0")]
    [InlineData("softplus --a 1e-20 --center 0.5596157879354227", "0")]
    [InlineData("tanh --a 1.4142135623730951", "-1")]
    [InlineData("tanh --a 1.414213562373095", "-1")]
    public void A_sign_decided_by_rounding_is_the_critical_case_and_is_said_to_be(string shape, string critical)
    {
        JsonElement document = Parse($"stability --activation {shape} --json");
        Assert.True(document.GetProperty("critical").GetBoolean());
        Assert.False(document.GetProperty("explodes").GetBoolean());
        Assert.Equal("vanishes", document.GetProperty("longTime").GetString());
        Assert.InRange(
            document.GetProperty("beta").GetDouble() - double.Parse(critical, System.Globalization.CultureInfo.InvariantCulture),
            -document.GetProperty("betaError").GetDouble(),
            document.GetProperty("betaError").GetDouble());
        string text = CliRun.Succeed($"stability --activation {shape}");
        Assert.Contains($"beta is {critical} to within its rounding error", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_input_has_its_own_row()
    {
        using var folder = new Folder();
        string gram = folder.Write("gram.csv", "1,0,0\n0,0,0\n0,0,4\n");
        string[] command = ["stability", .. Explosive.Split(' '), "--gram", gram];

        JsonElement document = JsonDocument.Parse(CliRun.Succeed([.. command, "--json"])).RootElement;
        JsonElement[] inputs = [.. document.GetProperty("inputs").EnumerateArray()];

        Assert.Equal([1.0, 0, 4], inputs.Select(input => input.GetProperty("variance").GetDouble()));
        double[] probabilities = [.. inputs.Select(input => input.GetProperty("explosionProbability").GetDouble())];
        Assert.Equal(0, probabilities[1]);
        Assert.True(probabilities[0] < probabilities[2]);
        Assert.Contains("P(explodes)", CliRun.Succeed(command), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("--activation linear", 2)]
    [InlineData("--c-plus 0 --c-minus -1", 2)]
    [InlineData("--activation leaky-relu --negative-slope 0.5", (6 * 1.0625 / 1.5625) - 1)]
    public void Homogeneous_activations_never_explode_and_have_the_noise_of_one_layer(string options, double noise)
    {
        JsonElement document = Parse($"stability {options} --time 0.5 --json".Replace("  ", " ", StringComparison.Ordinal));
        Assert.Equal(0, document.GetProperty("beta").GetDouble());
        Assert.Equal(noise, document.GetProperty("noise").GetDouble(), 1e-14);
        Assert.Equal("vanishes", document.GetProperty("longTime").GetString());

        // log V_t ~ N(-noise t/2, noise t).
        Assert.Equal(Math.Exp(noise * 0.5), document.GetProperty("meanInverseVariance").GetDouble(), 1e-13);
    }

    private static JsonElement Parse(string commandLine) => JsonDocument.Parse(CliRun.Succeed(commandLine)).RootElement;
}
