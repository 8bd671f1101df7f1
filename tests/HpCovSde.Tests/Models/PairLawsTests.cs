using HpCovSde.Models;

namespace HpCovSde.Tests.Models;

/// <summary>Which models have exact laws of pairs.</summary>
public sealed class PairLawsTests
{
    [Theory]
    [InlineData("relu", 0.0, -1.0, null, 1 / (2 * Math.PI), true)]
    [InlineData("linear", null, null, null, 0, true)]
    [InlineData("tanh", null, null, 1.0, 0, false)]
    [InlineData("erf", null, null, 0.7, 0, false)]
    public void Shaped_relu_linear_and_odd_networks_have_them(
        string activation, double? cPlus, double? cMinus, double? a, double kappa, bool hasVariances)
    {
        PairLaws laws = Read(new() { Activation = activation, CPlus = cPlus, CMinus = cMinus, A = a }).PairLaws().OrThrow();
        Assert.Equal(kappa, laws.Drift.Kappa, 1e-15);
        Assert.Equal(hasVariances, laws.HasVariances);
        Assert.Equal(1, laws.Time);
        Assert.Equal([(0, 1)], laws.Pairs);
        Assert.Equal(kappa > 0 ? .34155119 : .24071052, laws.Of(0, 1).MeanRho.Value, 0.51e-8);
    }

    [Theory]
    [InlineData("tanh", 0, false)]
    [InlineData("relu", 0.156, true)]
    public void The_matched_limit_has_the_coefficients_of_the_width(string activation, double kappa, bool hasVariances)
    {
        bool isRelu = activation == "relu";
        PairLaws laws = Read(new()
        {
            Activation = activation,
            CPlus = isRelu ? 0 : null,
            CMinus = isRelu ? -1 : null,
            A = isRelu ? null : 1,
            LimitCoefficients = "matched",
        }).PairLaws().OrThrow();
        Assert.Equal(kappa, laws.Drift.Kappa, 0.02);
        Assert.Equal(hasVariances, laws.HasVariances);
    }

    [Theory]
    [InlineData("mlp", "softplus", 1.0, 0.5, "phi''(0) is not 0")]
    [InlineData("mlp", "gelu", 2.0, 0.5, "phi''(0) is not 0")]
    [InlineData("mlp", "tanh", 1.0, 0.4, "deterministic flow")]
    [InlineData("mlp", "relu", null, null, "unshaped")]
    [InlineData("resnet", "relu", null, null, "finite width")]
    public void Other_limits_say_why_not(string network, string activation, double? a, double? exponent, string reason)
    {
        Answer<PairLaws> answer = Read(new() { Network = network, Activation = activation, A = a, Exponent = exponent }).PairLaws();
        Assert.False(answer.IsGranted);
        Assert.Contains(reason, answer.Refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_that_is_drawn_has_none()
    {
        Answer<PairLaws> answer = Read(new() { Network = "shaped-resnet", Definition = "hayou-critical" }).PairLaws();
        Assert.Contains("random before the first layer", answer.Refusal!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_input_has_no_pair()
    {
        Answer<PairLaws> answer = Read(new() { InputsCount = 1, Activation = "linear" }).PairLaws();
        Assert.Contains("one input", answer.Refusal!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_is_zero_has_no_correlation()
    {
        ModelSpec model = Read(new() { Activation = "linear" });
        Answer<PairLaws> answer = (model with { Inputs = InputSpec.Of(GramMatrix.FromMatrix(new double[2, 2] { { 1, 0 }, { 0, 0 } })) })
            .PairLaws();
        Assert.Contains("input 2 is zero", answer.Refusal!.ToString(), StringComparison.Ordinal);
    }

    private static ModelSpec Read(ModelDocument document) => ModelSpec.Read(document).OrThrow();
}
