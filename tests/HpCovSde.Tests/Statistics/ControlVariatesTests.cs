using HpCovSde.Statistics;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Tests.Statistics;

/// <summary>Linear control variates: closed cases, chunks, and the coverage of their intervals.</summary>
public sealed class ControlVariatesTests
{
    [Fact]
    public void Without_controls_it_is_the_mean_with_its_standard_error()
    {
        double[] y = Normals(1, 100);
        var sums = new ControlVariates(1, []);
        sums.Add([y]);
        Moments moments = Moments.Of(y);
        Assert.Equal(moments.Mean, sums.Mean(0).Value, 1e-15);
        Assert.Equal(moments.StandardError, sums.Mean(0).StandardError, 1e-15);
    }

    [Fact]
    public void A_linear_function_of_the_controls_has_its_exact_mean()
    {
        double[] x = Normals(1, 50);
        double[] z = Normals(2, 50);
        double[] y = [.. x.Zip(z, (a, b) => 3 + (2 * a) - b)];
        var sums = new ControlVariates(1, [0, 0.5]);
        sums.Add([y, x, z]);
        Assert.Equal(2.5, sums.Mean(0).Value, 1e-13);
        Assert.Equal(0, sums.Mean(0).StandardError, 1e-7);
    }

    [Fact]
    public void Controls_that_depend_on_others_or_are_constant_change_nothing()
    {
        double[] x = Normals(1, 60);
        double[] y = [.. x.Zip(Normals(3, 60), (a, b) => a + b)];
        var one = new ControlVariates(1, [0]);
        one.Add([y, x]);
        var many = new ControlVariates(1, [0, 1, 7, 0]);
        many.Add([y, x, [.. x.Select(a => 1 - (3 * a))], [.. x.Select(_ => 7.0)], x]);
        Assert.Equal(one.Mean(0).Value, many.Mean(0).Value, 1e-12);
        Assert.Equal(one.Mean(0).StandardError, many.Mean(0).StandardError, 1e-12);
    }

    [Fact]
    public void Chunks_add_up()
    {
        double[] x = Normals(1, 60);
        double[] y = [.. x.Zip(Normals(3, 60), (a, b) => 1e6 + a + b)];
        var whole = new ControlVariates(1, [0]);
        whole.Add([y, x]);
        var parts = new ControlVariates(1, [0]);
        parts.Add([y[..7], x[..7]]);
        parts.Add([[], []]);
        parts.Add([y[7..], x[7..]]);
        Assert.Equal(60, parts.Count);
        Assert.Equal(whole.Mean(0).Value, parts.Mean(0).Value, 1e-9);
        Assert.Equal(1, parts.Mean(0).StandardError / whole.Mean(0).StandardError, 1e-9);
    }

    [Fact]
    public void The_interval_covers_the_mean_as_often_as_it_says_with_few_samples_and_a_control_that_is_not_linear()
    {
        // y = x + x²/3 + noise: E y = 1/3. 20,000 intervals: five standard deviations of the count are 0.8 %.
        const int Seeds = 20_000;
        int covered = 0;
        int coveredByWrong = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            double[] x = Normals(seed, 100);
            double[] y = [.. x.Zip(Normals(seed + 1_000_000, 100), (a, b) => a + (a * a / 3) + (0.5 * b))];
            var sums = new ControlVariates(1, [0]);
            sums.Add([y, x]);
            Estimate mean = sums.Mean(0);
            covered += mean.ConfidenceInterval(0.95).Contains(1 / 3.0) ? 1 : 0;

            // The variance of y, as if there were no control.
            Estimate wrong = mean with { StandardError = Moments.Of(y).StandardError };
            coveredByWrong += wrong.ConfidenceInterval(0.95).Contains(1 / 3.0) ? 1 : 0;
        }

        Assert.InRange(covered / (double)Seeds, 0.93, 0.96);
        Assert.InRange(coveredByWrong / (double)Seeds, 0.97, 1);
    }

    [Fact]
    public void Bad_samples_are_refused()
    {
        var sums = new ControlVariates(1, [0]);
        Assert.Contains("not finite", Assert.Throws<ArgumentException>(() => sums.Add([[1, double.NaN], [1, 2]])).Message);
        Assert.Contains("2 of one length", Assert.Throws<ArgumentException>(() => sums.Add([[1, 2], [1]])).Message);
        Assert.Contains("too few", Assert.Throws<InvalidOperationException>(() => sums.Mean(0)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ControlVariates(1, [double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => sums.Mean(1));
    }

    private static double[] Normals(int seed, int count)
    {
        double[] samples = new double[count];
        Normal.Samples(new Random(seed), samples, 0, 1);
        return samples;
    }
}
