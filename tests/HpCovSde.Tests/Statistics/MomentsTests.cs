using FsCheck;
using FsCheck.Fluent;
using HpCovSde.Statistics;

namespace HpCovSde.Tests.Statistics;

public sealed class MomentsTests
{
    // Bounded magnitudes: the central moments themselves are compared.
    private static readonly Arbitrary<double[]> Samples =
        Gen.ArrayOf(Gen.Choose(-1_000_000, 1_000_000).Select(k => k / 997.0)).ToArbitrary();

    [Fact]
    public void Moments_of_a_small_sample_agree_with_a_computation_by_hand()
    {
        // 1, 2, 3, 10: mean 4, deviations -3, -2, -1, 6.
        Moments moments = Moments.Of([1, 2, 3, 10]);
        Assert.Equal(4, moments.Count);
        Assert.Equal(4, moments.Mean);
        Assert.Equal(50 / 4.0, moments.CentralMoment2);
        Assert.Equal(180 / 4.0, moments.CentralMoment3);
        Assert.Equal(1394 / 4.0, moments.CentralMoment4);
        Assert.Equal(50 / 3.0, moments.Variance);
        Assert.Equal(Math.Sqrt(50 / 3.0), moments.StandardDeviation);
        Assert.Equal(Math.Sqrt(50 / 12.0), moments.StandardError);
        Assert.Equal(45 / Math.Pow(12.5, 1.5), moments.Skewness, 1e-15);
        Assert.Equal(1394 / 4.0 / (12.5 * 12.5), moments.Kurtosis, 1e-15);
        Assert.Equal(1, moments.Min);
        Assert.Equal(10, moments.Max);
    }

    [Fact]
    public void A_large_offset_does_not_change_the_variance()
    {
        // 1e9 + {0, 1, 2} repeated: variance of the exact population is 2/3. Naive sums of squares lose all digits here.
        var samples = new double[9000];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = 1e9 + (i % 3);
        }

        // Means are rounded to 1.2e-7 and those of the chunks differ by less than 2e-3: at each of 4 levels of the tree the second
        // moment errs by the product, the third by three times the second moment times the rounding.
        Moments moments = Moments.Of(samples);
        Assert.Equal(2 / 3.0, moments.CentralMoment2, 4 * 1.2e-7 * 2e-3);
        Assert.Equal(0, moments.CentralMoment3, 4 * 3 * 1.2e-7);
        Assert.Equal(2 / 3.0, moments.CentralMoment4, 1e-6);
    }

    // Powers of two, so that scaling the samples is exact, and an expected value has the same bits.
    [Theory]
    [InlineData(-1000)]
    [InlineData(-540)]
    [InlineData(-250)]
    [InlineData(-100)]
    [InlineData(250)]
    [InlineData(540)]
    [InlineData(1015)]
    public void Samples_of_any_size_have_the_statistics_of_the_scaled_ones(int power)
    {
        double[] samples = [.. new double[Moments.ChunkLength], .. new Draws(3).Exponential(3000)];
        Moments expected = Moments.Of(samples);
        Moments actual = Moments.Of([.. samples.Select(x => Math.ScaleB(x, power))]);
        Assert.Equal(Math.ScaleB(expected.Mean, power), actual.Mean);
        Assert.Equal(Math.ScaleB(expected.StandardDeviation, power), actual.StandardDeviation);
        Assert.Equal(Math.ScaleB(expected.StandardError, power), actual.StandardError);
        Assert.Equal(expected.Skewness, actual.Skewness);
        Assert.Equal(expected.Kurtosis, actual.Kurtosis);
        Assert.Equal(Math.ScaleB(expected.Max, power), actual.Max);
        Assert.Equal(expected.CentralMoment2 * Math.ScaleB(1, power) * Math.ScaleB(1, power), actual.CentralMoment2);
    }

    [Theory]
    [InlineData(0.9e-162, 1e-162)]
    [InlineData(1e160, 3e160)]
    [InlineData(-1.2e308, 1.2e308)]
    [InlineData(0, 2e-322)]
    [InlineData(1e-300, 1e300)]
    public void Two_samples_of_any_size_have_a_mean_and_a_deviation(double low, double high)
    {
        Moments two = Moments.Of([low, high]);
        double half = (high / 2) - (low / 2);
        Assert.Equal((low / 2) + (high / 2), two.Mean, 1e-15 * Math.Abs(high));
        Assert.Equal(1, two.StandardDeviation / (Math.Sqrt(2) * half), high > 1e-300 ? 1e-15 : 0.1);
        Assert.Equal(half, two.StandardError, 1e-15 * Math.Abs(high));
        var merged = Moments.Merge(Moments.Of([low]), Moments.Of([high]));
        Assert.Equal(two.Mean, merged.Mean, 1e-15 * Math.Abs(high));
        Assert.Equal(two.StandardError, merged.StandardError, 1e-15 * Math.Abs(high));
    }

    [Fact]
    public void A_heavy_tail_is_marked_where_intervals_miss_the_mean_and_not_where_they_cover_it()
    {
        const int N = 8192;
        const int Repetitions = 20;
        Assert.InRange(Marked(0.5), 0, 2);
        Assert.InRange(Marked(1), 0, 7);
        Assert.InRange(Marked(3), 12, 20);
        Assert.InRange(Marked(5), 17, 20);
        Assert.InRange(Marked(10), 19, 20);
        Assert.Equal(0, Enumerable.Range(0, Repetitions).Count(seed => Moments.Of(new Draws(seed).Exponential(N)).HasHeavyTail));

        // Few Gaussian samples have intervals that cover exactly.
        foreach (int n in (int[])[2, 3, 5, 10, 20])
        {
            Assert.InRange(Enumerable.Range(0, 1000).Count(seed => Moments.Of(new Draws(seed).Normal(n)).HasHeavyTail), 0, 20);
        }

        int Marked(double time) => Enumerable.Range(0, Repetitions).Count(seed =>
            Moments.Of([.. new Draws(seed).Normal(N, -time, Math.Sqrt(2 * time)).Select(Math.Exp)]).HasHeavyTail);
    }

    [Fact]
    public void A_constant_sample_has_variance_exactly_zero()
    {
        var samples = new double[5000];
        samples.AsSpan().Fill(0.1);
        Moments moments = Moments.Of(samples);
        Assert.Equal(0.1, moments.Mean);
        Assert.Equal(0, moments.Variance);
        Assert.Equal(double.NaN, moments.Skewness);
    }

    [Fact]
    public void Merge_equals_the_moments_of_the_concatenation()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(Samples, Samples, (x, y) =>
            AssertClose(Moments.Of([.. x, .. y]), Moments.Merge(Moments.Of(x), Moments.Of(y)), [.. x, .. y])));
    }

    [Fact]
    public void Merge_is_associative_to_rounding()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(Samples, Samples, Samples, (x, y, z) =>
        {
            Moments a = Moments.Of(x);
            Moments b = Moments.Of(y);
            Moments c = Moments.Of(z);
            AssertClose(Moments.Merge(Moments.Merge(a, b), c), Moments.Merge(a, Moments.Merge(b, c)), [.. x, .. y, .. z]);
        }));
    }

    [Fact]
    public void Adding_one_by_one_equals_the_moments_of_all()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(Samples, x =>
        {
            Moments added = default;
            foreach (double sample in x)
            {
                added = added.Add(sample);
            }

            AssertClose(Moments.Of(x), added, x);
        }));
    }

    [Fact]
    public void The_empty_sample_is_neutral()
    {
        Moments some = Moments.Of([3, 1, 4]);
        Assert.Equal(some, Moments.Merge(default, some));
        Assert.Equal(some, Moments.Merge(some, default));
        Assert.Equal(default, Moments.Of([]));
        Moments none = default;
        Assert.All([none.Mean, none.Min, none.Max, none.Variance, none.CentralMoment4], value => Assert.Equal(double.NaN, value));
        Assert.Equal(double.NaN, none.Add(7).Variance);
        Assert.Equal(7, none.Add(7).Mean);
    }

    [Theory]
    [InlineData(1025, 1)]
    [InlineData(2048, 1)]
    [InlineData(2049, 2)]
    [InlineData(5000, 4)]
    [InlineData(9000, 8)]
    public void Blocks_cut_where_the_tree_cuts_merge_to_the_same_bits(int length, int leftChunks)
    {
        double[] samples = new Draws(length).Normal(length, mean: 3);
        int cut = leftChunks * Moments.ChunkLength;
        Moments merged = Moments.Merge(Moments.Of(samples.AsSpan(0, cut)), Moments.Of(samples.AsSpan(cut)));
        Assert.Equal(Moments.Of(samples), merged);

        // Other cuts agree only up to rounding. The fixed tree makes the bits equal.
        Moments elsewhere = Moments.Merge(Moments.Of(samples.AsSpan(0, 1000)), Moments.Of(samples.AsSpan(1000)));
        Assert.NotEqual(Moments.Of(samples), elsewhere);
        AssertClose(Moments.Of(samples), elsewhere, samples);
    }

    [Fact]
    public void Infinite_samples_make_the_mean_infinite_and_nothing_throws()
    {
        foreach (double infinity in new[] { double.PositiveInfinity, double.NegativeInfinity })
        {
            foreach (int at in new[] { 0, 1, 1023, 1024, 2999 })
            {
                double[] samples = new Draws(1).Normal(3000);
                samples[at] = infinity;
                Moments moments = Moments.Of(samples);
                Assert.Equal(infinity, moments.Mean);
                Assert.Equal(double.NaN, moments.Variance);
                Assert.Equal(infinity, infinity > 0 ? moments.Max : moments.Min);
                Assert.True(double.IsFinite(infinity > 0 ? moments.Min : moments.Max));
                Assert.Equal(infinity, moments.Add(5).Mean);
            }
        }

        Assert.Equal(double.NaN, Moments.Of([double.PositiveInfinity, double.NegativeInfinity]).Mean);
    }

    [Fact]
    public void A_NaN_sample_makes_everything_but_the_count_NaN()
    {
        double[] samples = new Draws(2).Normal(3000);
        samples[1500] = double.NaN;
        Moments moments = Moments.Of(samples);
        Assert.Equal(3000, moments.Count);
        Assert.All([moments.Mean, moments.Variance, moments.Min, moments.Max], value => Assert.Equal(double.NaN, value));
    }

    [Fact]
    public void The_interval_for_the_mean_of_Gaussian_samples_has_its_nominal_coverage()
    {
        const int Repetitions = 2000;
        const double Level = 0.9;
        double coverage = Coverage.Of(Repetitions, seed => Five(seed).ConfidenceInterval(Level).Contains(2));
        Assert.Equal(Level, coverage, Coverage.Tolerance(Level, Repetitions));

        // With normal instead of Student critical values five samples cover too rarely.
        double wrong = Coverage.Of(Repetitions, seed => Estimate.OfMean(Five(seed)).ConfidenceInterval(Level).Contains(2));
        Assert.True(Level - wrong > Coverage.Tolerance(Level, Repetitions), $"Coverage of the wrong interval: {wrong}.");

        static Moments Five(int seed) => Moments.Of(new Draws(seed).Normal(5, mean: 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    public void A_level_outside_the_open_unit_interval_is_refused(double level)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Moments.Of([1, 2]).ConfidenceInterval(level));
        Assert.Contains($"level = {level}", error.Message, StringComparison.Ordinal);
    }

    // Every sum of n terms, however associated, is within about n roundings of the terms' absolute sum; merging adds a
    // few per level. With |x - mean| <= range, the k-th sum errs by at most C·n·u·n·range^k, plus the rounding of the mean.
    private static void AssertClose(Moments expected, Moments actual, double[] samples)
    {
        Assert.Equal(samples.Length, actual.Count);
        Assert.Equal(expected.Count, actual.Count);
        if (samples.Length == 0)
        {
            return;
        }

        double scale = samples.Max(Math.Abs);
        double unit = 16 * (samples.Length + 10) * Math.ScaleB(1, -53);
        Assert.Equal(expected.Min, actual.Min);
        Assert.Equal(expected.Max, actual.Max);
        Assert.Equal(expected.Mean, actual.Mean, (unit * scale) + double.Epsilon);
        Assert.Equal(expected.CentralMoment2, actual.CentralMoment2, (unit * 4 * Math.Pow(scale, 2)) + double.Epsilon);
        Assert.Equal(expected.CentralMoment3, actual.CentralMoment3, (unit * 8 * Math.Pow(scale, 3)) + double.Epsilon);
        Assert.Equal(expected.CentralMoment4, actual.CentralMoment4, (unit * 16 * Math.Pow(scale, 4)) + double.Epsilon);
    }
}
