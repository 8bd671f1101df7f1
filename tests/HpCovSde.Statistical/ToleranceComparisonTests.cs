using HpCovSde.Covariances;
using HpCovSde.Estimation;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Statistical;

/// <summary>Differences between the means of networks and of their limits, to a tolerance.</summary>
public sealed class ToleranceComparisonTests
{
    /// <summary>The width, which is the depth; the quantity; the difference from other sources, and its standard error.</summary>
    public static TheoryData<int, string, double, double> Differences => new()
    {
        // E rho of the network and E log V[2,2] by NumPy (4e6 networks, each layer by its Cholesky factor); of the limit by collocation
        // (T = 1, kappa = 1/(2 pi), rho_0 = 0.3: 0.34155119), and -T.
        { 20, "rho[1,2]", 0.34529 - 0.34155119, 0.00030 },
        { 20, "logV[2,2]", -1.10028 + 1, 0.00075 },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void Differences_at_finite_width_are_those_of_another_program(int width, string name, double value, double standardError)
    {
        Assert.True(Quantity.TryParse(name, out Quantity quantity));
        const double Error = 6e-4;
        var document = new ModelDocument { CPlus = 0, CMinus = -1, Width = width, Depth = width };
        RunSpec run = RunSpec.Read(RunKind.Compare, ModelSpec.Read(document).OrThrow(), new()).OrThrow();
        using var ensemble = new Ensemble(seed: 1);
        ToleranceComparison comparison = ToleranceSearch.Compare(run, new(Error, false, [quantity]), ensemble);
        Assert.True(comparison.IsReached);
        MeanWithin difference = comparison.Differences[quantity];
        Assert.InRange(difference.Error, 0, Error);
        double noise = double.Hypot(difference.StandardError, standardError);
        Assert.InRange(Math.Abs(difference.Value - value), 0, difference.Bias + (Evidence.Sigmas * noise));

        // The limit itself is not the network: the difference is seen.
        Assert.True(Math.Abs(difference.Value) > difference.Bias + (Evidence.Sigmas * difference.StandardError));
    }

    [Fact]
    public void Errors_of_both_sides_are_in_that_of_the_difference()
    {
        // V of the limit has no exact law, so that both sides are simulated.
        var document = new ModelDocument { Activation = "tanh", A = 1, Width = 30, Depth = 30 };
        RunSpec run = RunSpec.Read(RunKind.Compare, ModelSpec.Read(document).OrThrow(), new()).OrThrow();
        using var ensemble = new Ensemble(seed: 1);
        Quantity log = Quantity.LogVariance(0);
        ToleranceComparison comparison = ToleranceSearch.Compare(run, new(0.02, false, [log]), ensemble);
        MeanWithin finite = comparison.Finite.Means[log];
        MeanWithin limit = comparison.Limit.Means[log];
        MeanWithin difference = comparison.Differences[log];
        Assert.True(comparison.IsReached && comparison.Finite.IsReached && comparison.Limit.IsReached);
        Assert.True(limit.Bias > 0 && limit.StandardError > 0 && finite.StandardError > 0);
        Assert.Equal(limit.Bias, difference.Bias);
        Assert.Equal(double.Hypot(finite.StandardError, limit.StandardError), difference.StandardError, 1e-15);
        Assert.Equal(finite.Value - limit.Value, difference.Value, 1e-15);
    }
}
