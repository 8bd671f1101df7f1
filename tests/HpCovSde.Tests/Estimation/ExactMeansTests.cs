using HpCovSde.Covariances;
using HpCovSde.Estimation;
using HpCovSde.Models;

namespace HpCovSde.Tests.Estimation;

/// <summary>Means that are known, against the numbers of an independent computation of the pair equation.</summary>
public sealed class ExactMeansTests
{
    private static readonly Quantity Rho = Quantity.Correlation(0, 1);

    [Fact]
    public void A_shaped_relu_has_the_means_of_single_inputs_and_of_pairs()
    {
        var means = new ExactMeans(Model(new() { CPlus = 0, CMinus = -1, Time = 1 }));
        Assert.Equal(0.34155119, means.Of(Rho)!.Value.Value, 1e-8);
        Assert.Equal(1 - 0.34155119, means.Of(Quantity.OneMinusCorrelation(0, 1))!.Value.Value, 1e-8);
        Assert.Equal(0.38035006, means.Of(Quantity.Covariance(0, 1))!.Value.Value, 1e-8);
        Assert.Equal(1, means.Of(Quantity.Covariance(1, 1))!.Value.Value);
        Assert.Equal(-1, means.Of(Quantity.LogVariance(1))!.Value.Value);
        Assert.Null(means.Of(Quantity.MeanCorrelation));
    }

    [Fact]
    public void Without_drift_log_det_falls_by_three_times_the_time()
    {
        var means = new ExactMeans(Model(new() { Activation = "linear", Time = 2 }));
        Assert.Equal(Math.Log(1 - 0.09) - 6, means.Of(Quantity.LogDeterminant)!.Value.Value, 1e-10);
    }

    [Fact]
    public void An_odd_smooth_shape_has_the_correlations_only_and_another_none()
    {
        var odd = new ExactMeans(Model(new() { Activation = "tanh", A = 1, Time = 1 }));
        Assert.InRange(odd.Of(Rho)!.Value.Error, 0, 1e-9);
        Assert.Null(odd.Of(Quantity.LogVariance(0)));
        Assert.Null(odd.Of(Quantity.Covariance(0, 1)));
        var other = new ExactMeans(Model(new() { Activation = "softplus", A = 1, Time = 1 }));
        Assert.Null(other.Of(Rho));
    }

    private static ModelSpec Model(ModelDocument document) => ModelSpec.Read(document).OrThrow();
}
