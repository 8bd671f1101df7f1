using System.Text.Json;

namespace HpCovSde.Cli.Tests;

/// <summary><c>--limit</c>: the coefficients of infinite width, or of the width of the network.</summary>
public sealed class LimitOptionTests
{
    [Theory]
    [InlineData("sde --c-plus 0 --c-minus -3", "kappa", 1.4323944878270582, 1.9226771648691378)]
    [InlineData("compare --c-plus 0 --c-minus -3 --depth 2", "kappa", 1.4323944878270582, 1.9226771648691378)]
    [InlineData("sde --activation tanh --a 1", "beta", -2, -1.9300665902946528)]
    [InlineData("sde --network shaped-resnet --c-plus 0 --c-minus -3", "kappa", 0.7161972439135291, 0.9613385824345689)]
    [InlineData("sde --c-plus 0 --c-minus -1 --exponent 0.75", "kappa", 0, 0.016426740070703962)]
    public void Both_coefficients_are_printed_and_one_is_integrated(string command, string name, double asymptotic, double matched)
    {
        foreach (string limit in (string[])["", " --limit asymptotic", " --limit matched"])
        {
            string text = $"{command} --replicas 8{limit}";
            JsonElement model = JsonDocument.Parse(CliRun.Succeed($"{text} --json")).RootElement.GetProperty("model");
            JsonElement document = model.GetProperty("limit");
            bool isMatched = limit.EndsWith("matched", StringComparison.Ordinal);
            Assert.Equal(isMatched ? "matched" : "asymptotic", model.GetProperty("limitCoefficients").GetString());
            Assert.Equal(isMatched ? matched : asymptotic, document.GetProperty(name).GetDouble(), 1e-6);
            Assert.Equal(asymptotic, document.GetProperty($"{name}Asymptotic").GetDouble(), 1e-6);
            Assert.Equal(matched, document.GetProperty($"{name}Matched").GetDouble(), 1e-6);
            string table = CliRun.Succeed(text);
            Assert.Contains("asymptotically (--limit asymptotic), ", table, StringComparison.Ordinal);
            Assert.Contains("at width 100 (--limit matched)", table, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("sde --activation linear --replicas 8")]
    [InlineData("sde --replicas 8")]
    [InlineData("sde --network resnet --width 5 --replicas 8")]
    public void A_limit_with_one_value_prints_one(string command) =>
        Assert.DoesNotContain("--limit", CliRun.Succeed(command), StringComparison.Ordinal);
}
