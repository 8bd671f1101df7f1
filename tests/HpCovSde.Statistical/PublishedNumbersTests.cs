using HpCovSde.Activations;
using HpCovSde.Dynamics;
using HpCovSde.Statistics;
using HpCovSde.TestSupport;

namespace HpCovSde.Statistical;

/// <summary>Our computations reproduce all published numbers, within the errors of both.</summary>
public sealed class PublishedNumbersTests
{
    public static TheoryData<string> Names => [.. PublishedNumbers.All.Select(number => number.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_published_number_is_reproduced_within_its_error(string name)
    {
        PublishedNumber number = PublishedNumbers.All.Single(n => n.Name == name);
        Estimate ours = number.Ours();
        double stated = double.IsNaN(number.Error) ? ours.StandardError * Math.Sqrt((double)number.Size() / number.Replicas) : number.Error;
        double tolerance = ours.StandardError == 0 ? stated : Evidence.Sigmas * double.Hypot(ours.StandardError, stated);
        Assert.True(
            Math.Abs(ours.Value - number.Value) <= tolerance,
            FormattableString.Invariant($"{number.Value} ± {stated:g3} is published, {ours.Value} ± {ours.StandardError:g3} found."));

        // Our error is not larger, so the published error determines the power of the test.
        Assert.InRange(ours.StandardError, 0, 1.5 * stated);
    }

    [Theory]
    [InlineData("tanh", 0.0)]
    [InlineData("softplus", 0.0)]
    [InlineData("softplus", 0.55961578793542266)]
    public void The_drift_of_shaped_smooth_networks_agrees_with_a_layer_of_width_a_million(string activation, double center)
    {
        // Li, Nica, Roy 2022 (arXiv 2206.02768): n (E V' − V) at n = 10⁶ by quadrature, to 5 or 6 digits; the next term is of order 1/n.
        const int Width = 1_000_000;
        var shape = new SmoothShape(activation == "tanh" ? Activation.Tanh : Activation.Softplus, 0.8, center: center);
        Activation layer = shape.At(Width);
        SmoothDrift drift = SmoothDrift.Of(shape);
        foreach ((double va, double vb, double rho) in new[] { (1.2, 0.8, 0.3), (0.5, 0.5, -0.6), (2, 1, 0.9) })
        {
            double vab = rho * Math.Sqrt(va * vb);
            double expected = (drift.Quadratic * ((va * vb) + (vab * ((2 * vab) - 3)))) + (drift.Cubic * vab * (va + vb - 2));
            double moved = Width * (
                (layer.Normalization * BivariateExpectation.OfProduct(x => layer.Apply(x), va, vb, 1 - rho).Value) - vab);
            Assert.Equal(expected, moved, 5e-5);
        }
    }
}
