using HpCovSde.Models;

namespace HpCovSde.Tests.Models;

/// <summary>Shapes and times for targets of the law, compared with numbers of independent prototypes and with the laws.</summary>
public sealed class DesignTests
{
    [Theory]
    [InlineData(0.4, 1, 1.309530)]
    [InlineData(0.5, 1, 1.804610)]
    [InlineData(0.7, 1, 2.931756)]
    public void The_difference_of_slopes_gives_a_mean_correlation(double rho, double time, double difference)
    {
        Design design = Find(FormattableString.Invariant($"rho={rho}"), new() { Time = time, Correlation = 0.3 });
        Assert.Equal(difference, design.Difference!.Value, 0.51e-6);
        Assert.Equal(difference * difference / (2 * Math.PI), design.Kappa!.Value, 1e-6);
        Assert.Equal(rho, design.Reached.Value, 1e-10);
        Assert.Equal(rho, design.Model.PairLaws().OrThrow().Of(0, 1).MeanRho.Value, 1e-10);
    }

    [Theory]
    [InlineData("softplus", 0.010597, 4.206)]
    [InlineData("silu", 0.010597, 8.413)]
    [InlineData("gelu", 0.010597, 13.42)]
    public void A_shape_has_a_probability_of_explosion(string activation, double beta, double a)
    {
        Design design = Find("explosion=0.01", new() { Activation = activation });
        Assert.Equal(beta, design.Beta!.Value, 0.51e-6);
        Assert.Equal(a, design.A!.Value, a > 10 ? 0.0051 : 0.00051);
        Assert.Equal(0.01, design.Model.Stability().OrThrow().ExplosionProbability(1), 1e-14);
    }

    [Theory]
    [InlineData("tanh", 0.4472)]
    [InlineData("sin", 0.3162)]
    public void A_shape_has_a_stationary_mean(string activation, double a)
    {
        Design design = Find("stationary=0.9", new() { Activation = activation });
        Assert.Equal(a, design.A!.Value, 0.51e-4);
        Assert.Equal(-10, design.Beta!.Value, 1e-12);
        Assert.Equal(0.9, design.Model.Stability().OrThrow().Stationary!.Mean, 1e-14);
    }

    [Theory]
    [InlineData(0.30840210, 0.5)]
    [InlineData(0.34155119, 1)]
    [InlineData(0.42464295, 2)]
    public void The_time_gives_a_mean_correlation(double rho, double time)
    {
        Design design = Find(FormattableString.Invariant($"rho={rho}"), new() { CPlus = 0, CMinus = -1 }, DesignUnknown.Time);
        Assert.Equal(time, design.Time!.Value, 5e-7);
        Assert.Equal(rho, design.Reached.Value, 1e-10);
    }

    [Theory]
    [InlineData(0.4, null)]
    [InlineData(1e-3, null)]
    [InlineData(1e-8, null)]
    [InlineData(0.3, 40)]
    public void The_median_of_1_minus_rho_is_that_of_the_law(double median, int? width)
    {
        Design design = Find(FormattableString.Invariant($"median={median}"), new() { Width = width, Time = 2 });
        double z = design.Model.PairLaws().OrThrow().Of(0, 1).Quantile(0.5).Value;
        Assert.Equal(1, 2 / (1 + Math.Exp(2 * z)) / median, 1e-9);
        Assert.Equal(1, design.Reached.Value / median, 1e-9);
    }

    // κ_n = n (s₊ − s₋)²/(π (s₊² + s₋²)), s_± = 1 + c_±/√n, with the κ that the target takes.
    [Theory]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(1000)]
    public void With_the_matched_limit_the_slopes_have_the_kappa_of_the_target(int width)
    {
        const double Kappa = 1.8046095195 * 1.8046095195 / (2 * Math.PI);
        Design design = Find("rho=0.5", new() { Width = width, Time = 1, LimitCoefficients = "matched" });
        double minus = 1 - (design.Difference!.Value / Math.Sqrt(width));
        Assert.Equal(Kappa, width * (1 - minus) * (1 - minus) / (Math.PI * (1 + (minus * minus))), 1e-8);
        Assert.Equal(Kappa, design.Kappa!.Value, 1e-8);
        Assert.Equal((width, width), (design.Model.Width, design.Model.Depth));

        Design asymptotic = Find("rho=0.5", new() { Width = width, Time = 1, LimitCoefficients = "asymptotic" });
        Assert.Equal(1.804610, asymptotic.Difference!.Value, 0.51e-6);
    }

    [Fact]
    public void A_depth_is_the_nearest_integer_and_its_number_is_said()
    {
        Design design = Find("rho=0.9", new() { CPlus = 0, CMinus = -1, Width = 30 }, DesignUnknown.Time);
        Assert.Equal(design.Model.PairLaws().OrThrow().Of(0, 1).MeanRho.Value, design.Reached.Value, 1e-12);
        Assert.NotEqual(0.9, design.Reached.Value, 1e-6);
        double[] neighbours =
        [
            .. new[] { -1, 1 }.Select(step =>
                (design.Model with { Depth = design.Model.Depth + step }).PairLaws().OrThrow().Of(0, 1).MeanRho.Value),
        ];
        Assert.All(neighbours, other => Assert.True(Math.Abs(other - 0.9) > Math.Abs(design.Reached.Value - 0.9)));
    }

    [Fact]
    public void A_shaped_resnet_has_half_the_kappa_on_its_own_clock()
    {
        Design residual = Find("rho=0.5", new() { Network = "shaped-resnet", Beta = 0.5, Width = 200, Depth = 100 });
        Design plain = Find("rho=0.5", new() { Time = 1.5 * 100 / 200 });
        Assert.Equal(plain.Kappa!.Value, residual.Kappa!.Value, 1e-9);
    }

    [Theory]
    [InlineData("explosion=0.01", 1.0, 1)]
    [InlineData("explosion=0.2", 3.0, 1)]
    [InlineData("explosion=0.4", 1.0, 4)]
    public void Explosions_by_a_time_are_those_of_the_law(string target, double time, double variance)
    {
        var inputs = new ModelDocument { Activation = "softplus", Start = [[variance]] };
        double value = double.Parse(target.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture);
        Design shape = Find(target, inputs with { Time = time });
        Assert.Equal(value, shape.Model.Stability().OrThrow().ExplosionProbability(variance, time), 1e-9);
        Design again = Find(target, inputs with { A = shape.A }, DesignUnknown.Time);
        Assert.Equal(time, again.Time!.Value, 1e-7 * time);
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.0665)]
    public void The_probability_of_explosion_of_a_small_input_rises_and_falls_with_beta(double probability)
    {
        // For V_0 = 1/2 the greatest probability is between those at powers of 2.
        Design design = Find(
            FormattableString.Invariant($"explosion={probability}"), new() { Activation = "SoftPlus", Start = [[0.5]] });
        Assert.Equal(probability, design.Reached.Value, 1e-12);
    }

    [Theory]
    [InlineData("rho=0.1", null, "between 0.240711 and 1")]
    [InlineData("rho=0.9", 4, "'rho=0.9' is not reached by any difference; allowed: between 0.240711 and 0.8")]
    [InlineData("median=1.9", null, "'median=1.9' is not reached by any difference; allowed: between")]
    public void A_target_that_is_not_reached_has_the_range_that_is(string target, int? width, string text)
    {
        Assert.True(DesignTarget.TryParse(target, out DesignTarget? parsed));
        Answer<Design> answer = Design.Find(new() { Time = 1, Width = width }, parsed);
        Assert.Contains(text, answer.Refusal!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_design_takes_milliseconds()
    {
        _ = Find("rho=0.5", new());
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        _ = Find("rho=0.6", new());
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 1);
    }

    private static Design Find(string target, ModelDocument model, DesignUnknown? unknown = null)
    {
        Assert.True(DesignTarget.TryParse(target, out DesignTarget? parsed));
        Assert.Equal(target, parsed.ToString());
        return Design.Find(model, parsed, unknown).OrThrow();
    }
}
