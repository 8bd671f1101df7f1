using HpCovSde.Statistics;

namespace HpCovSde.Statistical;

/// <summary>Chains approach their limits at the theoretical rates. The fitted exponent agrees, and other exponents are rejected.</summary>
public sealed class ConvergenceRateTests
{
    // Two-sided 5e-4 for a Gaussian. Most of the error is the bound of the next term, which is not random.
    private const double Sigmas = 3.5;

    public static TheoryData<string> Names => [.. ConvergenceRates.All.Select(pair => pair.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_distance_to_the_limit_decreases_at_its_rate(string name)
    {
        ConvergenceRate pair = ConvergenceRates.All.Single(p => p.Name == name);
        Estimate rate = pair.Fit();
        string message = FormattableString.Invariant($"{rate.Value:0.000} ± {rate.StandardError:0.000}, {pair.Rate} expected");
        Assert.True(Math.Abs(rate.Value - pair.Rate) < Sigmas * rate.StandardError, message);

        // A rate that differs by one half, or a rate of zero, would not pass.
        double other = Math.Min(0.5, pair.Rate);
        Assert.True(Sigmas * rate.StandardError < 0.3, message);
        Assert.True(Math.Abs(rate.Value - (pair.Rate - other)) > Sigmas * rate.StandardError, message);
        Assert.True(Math.Abs(rate.Value - (pair.Rate + other)) > Sigmas * rate.StandardError, message);
    }
}
