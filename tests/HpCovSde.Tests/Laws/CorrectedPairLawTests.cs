using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Models;
using MathNet.Numerics;

namespace HpCovSde.Tests.Laws;

/// <summary>The law of the correlation of a finite network to the order 1/n.</summary>
public sealed class CorrectedPairLawTests
{
    [Theory]
    [InlineData(20, 1)]
    [InlineData(1000, 4)]
    [InlineData(7, 0.3)]
    public void A_linear_network_has_the_limit_at_a_longer_time(int width, double time)
    {
        var law = new PairLaw(new(0, 0, width), 0.7, time);
        var longer = new PairLaw(new(0), 0.7, time * (1 + (1.5 / width)));
        Assert.Equal(longer.MeanRho.Value, law.MeanRho.Value, law.MeanRho.Error + longer.MeanRho.Error);
        Assert.Equal(
            longer.Cdf(law.Start).Value, law.Cdf(law.Start).Value, law.Cdf(law.Start).Error + longer.Cdf(law.Start).Error + 1e-12);
    }

    /// <summary>
    /// Log det R of a layer is the logarithm of a beta variable: E log(1 − ρ²) changes by ψ((n − 1)/2) − ψ(n/2) a layer. What is left is
    /// at most twice the next term, −7/3 n^−3.
    /// </summary>
    [Theory]
    [InlineData(8)]
    [InlineData(50)]
    [InlineData(400)]
    public void A_linear_network_has_the_mean_of_its_layers_to_the_order_of_its_width(int width)
    {
        ExactValue value = new PairLaw(new(0, 0, width), 0.7, 1).Mean(point => point.LogOneMinusRho + point.LogOnePlusRho);
        double layer = SpecialFunctions.DiGamma((width - 1) / 2.0) - SpecialFunctions.DiGamma(width / 2.0);
        double exact = Math.Log(1 - (0.3 * 0.3)) + (width * layer);
        double bound = 14.0 / 3 / (width * (double)width);
        Assert.InRange(Math.Abs(value.Value - exact), 0, bound);
        double limit = new PairLaw(new(0), 0.7, 1).Mean(point => point.LogOneMinusRho + point.LogOnePlusRho).Value;
        Assert.True(Math.Abs(limit - exact) > bound, $"{limit} {exact}");
    }

    /// <summary>
    /// An independent program: the delta method with the exact moments of a layer at finite width, and the logarithm of its transition by
    /// finite differences. It differs by terms in n^−2, here at most 4 n^−2, and by 2e-6.
    /// </summary>
    [Theory]
    [InlineData(0, -1, 50, .3475269)]
    [InlineData(0, -1, 100, .3471891)]
    [InlineData(0, -2, 50, .5838677)]
    [InlineData(0, -2, 100, .5726704)]
    [InlineData(1, -1, 50, .5233522)]
    [InlineData(1, -1, 100, .5308298)]
    public void It_agrees_with_the_moments_of_a_layer(double cPlus, double cMinus, int width, double expected)
    {
        PairLaw law = Law(cPlus, cMinus, width, LimitCoefficients.Corrected);
        double bound = (4.0 / (width * width)) + 2e-6;
        Assert.InRange(law.MeanRho.Error, 0, 1e-11);
        Assert.Equal(expected, law.MeanRho.Value, bound);
        Assert.True(Math.Abs(Law(cPlus, cMinus, width, LimitCoefficients.Matched).MeanRho.Value - expected) > bound);
    }

    [Fact]
    public void It_tends_to_the_limit_with_the_width()
    {
        double limit = new PairLaw(new(1), 0.7, 1).MeanRho.Value;
        double near = (new PairLaw(new(1, 0, 1e6), 0.7, 1).MeanRho.Value - limit) * 1e6;
        double far = (new PairLaw(new(1, 0, 1e4), 0.7, 1).MeanRho.Value - limit) * 1e4;
        Assert.Equal(near, far, 1e-3 * Math.Abs(near));
        Assert.InRange(Math.Abs(near), 0.1, 10);
    }

    [Fact]
    public void Its_moments_with_variances_are_not_known() =>
        Assert.Contains("in the limit only", new PairLaw(new(1, 0, 100), 0.7, 1).Moment(1, 0).Refusal, StringComparison.Ordinal);

    [Theory]
    [InlineData(1, 0, 19.9, "width")]
    [InlineData(0, 0, 3, "width")]
    [InlineData(0, 0, double.NaN, "width")]
    [InlineData(1, 0.5, 100, "centering")]
    public void Numbers_out_of_range_are_refused(double kappa, double centering, double width, string name)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new PairLaw(new(kappa, centering, width), 0.7, 1));
        Assert.Contains($"{name} = ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("difference")]
    [InlineData("time")]
    public void A_design_with_a_width_is_that_of_the_corrected_law(string solve)
    {
        Assert.True(DesignTarget.TryParse("rho=0.5", out DesignTarget? target));
        Design design = Design.Find(
            solve == "time" ? new() { CPlus = 0, CMinus = -2, Width = 400 } : new() { Width = 50, Time = 1 },
            target, solve == "time" ? DesignUnknown.Time : null).OrThrow();
        Assert.Equal(LimitCoefficients.Corrected, design.Model.LimitCoefficients);

        // A depth is an integer: a layer moves E rho by less than kappa/n.
        Assert.Equal(0.5, design.Reached.Value, solve == "time" ? 0.7 / 400 : 1e-10);
    }

    [Fact]
    public void A_design_beyond_the_corrected_law_is_matched()
    {
        Assert.True(DesignTarget.TryParse("rho=0.9", out DesignTarget? target));
        Design design = Design.Find(new() { Width = 20, Time = 1 }, target).OrThrow();
        Assert.Equal(LimitCoefficients.Matched, design.Model.LimitCoefficients);
        Refusal refusal = Design.Find(new() { Width = 20, Time = 1, LimitCoefficients = "corrected" }, target).Refusal!;
        Assert.Contains("is not reached by any difference; allowed: between", refusal.ToString(), StringComparison.Ordinal);
    }

    private static PairLaw Law(double cPlus, double cMinus, int width, LimitCoefficients coefficients) => (ModelSpec.Read(
        new() { CPlus = cPlus, CMinus = cMinus, Width = width, Depth = width }).OrThrow() with
    { LimitCoefficients = coefficients }).PairLaws().OrThrow().Of(0, 1);
}
