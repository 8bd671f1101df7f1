using HpCovSde.Statistics;

namespace HpCovSde.Tests.Statistics;

public sealed class BootstrapTests
{
    [Fact]
    public void Multiplicities_sum_to_n_and_have_multinomial_moments()
    {
        const int N = 40;
        const int Resamples = 5000;
        var times = new int[N];
        var total = new double[N];
        double squares = 0;
        double products = 0;
        for (int b = 0; b < Resamples; b++)
        {
            Bootstrap.Resample(seed: 11, b, sample: 0, times);
            Assert.Equal(N, times.Sum());
            for (int i = 0; i < N; i++)
            {
                total[i] += times[i];
                squares += (times[i] - 1) * (times[i] - 1);
                products += (times[i] - 1) * (times[(i + 1) % N] - 1);
            }
        }

        // Each count: mean 1, variance 1 - 1/n, neighbours' covariance -1/n; fourth central moment below 4, so squares have sd below 2.
        Assert.All(total, t => Assert.Equal(1, t / Resamples, 5.5 / Math.Sqrt(Resamples)));
        Assert.Equal(1 - (1.0 / N), squares / (N * Resamples), 5 * 2 / Math.Sqrt(N * Resamples));
        Assert.Equal(-1.0 / N, products / (N * Resamples), 5 * 1.5 / Math.Sqrt(N * Resamples));
    }

    [Fact]
    public void Resamples_samples_and_seeds_are_different_streams()
    {
        int[][] drawn = [Draw(1, 0, 0), Draw(1, 1, 0), Draw(1, 0, 1), Draw(2, 0, 0), Draw(1, 1, 1)];
        Assert.Equal(drawn.Length, drawn.Select(times => string.Join(',', times)).Distinct().Count());
        Assert.Equal(Draw(1, 0, 0), Draw(1, 0, 0));

        static int[] Draw(ulong seed, int resample, int sample)
        {
            var times = new int[100];
            Bootstrap.Resample(seed, resample, sample, times);
            return times;
        }
    }

    [Fact]
    public void The_percentile_interval_leaves_the_same_share_on_both_sides()
    {
        double[] replicates = [.. Enumerable.Range(0, 101).Select(i => (double)i).Reverse()];
        Interval interval = Bootstrap.PercentileInterval(replicates, 0.9);
        Assert.Equal(5, interval.Lower, 1e-12);
        Assert.Equal(95, interval.Upper, 1e-12);
    }
}
