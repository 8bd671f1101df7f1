using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Models;

namespace HpCovSde.Statistical;

/// <summary>
/// Networks that were designed for E ρ = 1/2 have it but for O(1/n), nearer with the slopes of their own width, and but for O(1/n²) with
/// the corrected law.
/// </summary>
public sealed class DesignTests
{
    // The numbers of an independent prototype, with 4000 replicas and the arcsine of a linear network as a control.
    [Theory]
    [InlineData(50, 0.5321, 0.4847)]
    [InlineData(100, 0.5218, 0.4882)]
    public void Slopes_of_the_width_are_nearer_to_the_target(int width, double asymptotic, double matched)
    {
        const double PrototypeError = 0.0034;
        Estimated naive = Mean(width, "asymptotic");
        Estimated own = Mean(width, "matched");
        Assert.InRange(naive.Mean, asymptotic - Tolerance(naive, PrototypeError), asymptotic + Tolerance(naive, PrototypeError));
        Assert.InRange(own.Mean, matched - Tolerance(own, PrototypeError), matched + Tolerance(own, PrototypeError));
        double gain = Math.Abs(naive.Mean - 0.5) - Math.Abs(own.Mean - 0.5);
        Assert.True(gain > Tolerance(naive, own.Error), $"|E rho - 1/2| is {naive.Mean - 0.5:G3} and {own.Mean - 0.5:G3}.");

        const double NextOrder = 4;
        Estimated corrected = Mean(width, null);
        Assert.Equal(0.5, corrected.Mean, (NextOrder / (width * width)) + (5 * corrected.Error));
    }

    private static Estimated Mean(int width, string? coefficients)
    {
        Quantity rho = Quantity.Correlation(0, 1);
        Assert.True(DesignTarget.TryParse("rho=0.5", out DesignTarget? target));
        ModelSpec model = Design.Find(new() { Time = 1, Width = width, LimitCoefficients = coefficients }, target).OrThrow().Model;
        IChain network = model.Network().OrThrow().Chain;
        double[] samples = [.. Experiment.Run(network, model.Start, 1 << 17, keep: [rho]).Samples(rho)];
        double mean = samples.Average();
        return new(mean, Math.Sqrt(samples.Average(x => (x - mean) * (x - mean)) / samples.Length));
    }

    private static double Tolerance(Estimated estimate, double other) =>
        5 * Math.Sqrt((estimate.Error * estimate.Error) + (other * other));

    private sealed record Estimated(double Mean, double Error);
}
