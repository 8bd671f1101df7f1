using HpCovSde.Laws;

namespace HpCovSde.Tests.Laws;

/// <summary>The exact law of a pair against published and closed values.</summary>
public sealed class PairLawTests
{
    private const double Kappa = 1 / (2 * Math.PI);

    /// <summary>Values of an independent program (Chebyshev collocation and the matrix exponential), c = (0, −1), ρ_0 = 0.3.</summary>
    [Theory]
    [InlineData("rho", 0.5, .30840210)]
    [InlineData("rho", 1, .34155119)]
    [InlineData("rho", 2, .42464295)]
    [InlineData("V12", 1, .38035006)]
    [InlineData("V11 V22", 1, 3.0980820)]
    [InlineData("V12^2", 1, 2.6981646)]
    public void It_has_the_values_of_another_program_to_their_last_digit(string quantity, double time, double expected)
    {
        PairLaw law = Relu(0.7, time);
        ExactValue value = quantity switch
        {
            "rho" => law.MeanRho,
            "V12" => law.Moment(0.5, 0.5, point => point.Rho),
            "V11 V22" => law.Moment(1, 1),
            _ => law.Moment(1, 1, point => point.Rho * point.Rho),
        };
        Assert.InRange(value.Error, 0, 1e-11);
        Assert.Equal(expected, value.Value, expected > 1 ? 0.51e-7 : 0.51e-8);
    }

    /// <summary>The limit with centred features (layer normalisation): the same equation with another drift.</summary>
    [Fact]
    public void Centring_adds_its_drift()
    {
        ExactValue mean = new PairLaw(new(Kappa, Kappa), 0.7, 1).MeanRho;
        Assert.Equal(.24474606, mean.Value, 0.51e-8);

        // The stationary law for κ = 2, by quadrature: mean .418940, sd .542273.
        var late = new PairLaw(new(2, 2), 0.7, 400);
        Assert.Equal(.418940, late.MeanRho.Value, 0.6e-6);
        Assert.Equal(.542273, late.StandardDeviation(point => point.Rho).Value, 0.6e-6);
    }

    public static TheoryData<double, double> Linear
    {
        get
        {
            var data = new TheoryData<double, double>();
            foreach (double delta in (double[])[1e-8, 0.02, 0.7, 1, 1.4, 1.99])
            {
                foreach (double time in (double[])[1e-6, 0.01, 0.25, 1, 2, 4])
                {
                    data.Add(delta, time);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Linear))]
    public void Linear_networks_have_their_closed_forms(double delta, double time)
    {
        var law = new PairLaw(new(0), delta, time);
        double rho = 1 - delta;
        double pairings = 1 + (2 * rho * rho);
        double Second(double first) => (Math.Exp(2 * time) * pairings / 3) + (Math.Exp(-time) * (first - (pairings / 3)));
        Check("arcsin", Math.Asin(rho), law.Mean(point => point.Arcsine));
        Check("log", Math.Log(delta * (2 - delta)) - time, law.Mean(point => point.LogOneMinusRho + point.LogOnePlusRho));
        Check("V12", rho, law.Moment(0.5, 0.5, point => point.Rho));
        Check("AB", Second(1), law.Moment(1, 1));
        Check("V12^2", Second(rho * rho), law.Moment(1, 1, point => point.Rho * point.Rho));
        Check("det", delta * (2 - delta) * Math.Exp(-time), law.Moment(1, 1, point => point.OneMinusRho * point.OnePlusRho));
        Check("A^3", Math.Exp(6 * time), law.Moment(3, 0));
        Check("B^-1/2", Math.Exp(0.75 * time), law.Moment(0, -0.5));

        static void Check(string name, double expected, ExactValue actual)
        {
            // The closed forms cancel, too.
            double error = Math.Abs(actual.Value - expected) - 1e-15;
            Assert.True(error <= actual.Error, $"{name}: {actual.Value:R}, not {expected:R}; error {error:G3}, bound {actual.Error:G3}");
            Assert.InRange(actual.Error, 0, 3e-11 * Math.Max(1, Math.Abs(expected)));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1)]
    [InlineData(0.7, 1)]
    [InlineData(0.7, 0.5)]
    public void Linear_closed_forms_hold_to_twelve_digits(double delta, double time)
    {
        var law = new PairLaw(new(0), delta, time);
        double rho = 1 - delta;
        double second = (Math.Exp(2 * time) * (1 + (2 * rho * rho)) / 3) + (Math.Exp(-time) * 2 * (1 - (rho * rho)) / 3);
        Assert.Equal(Math.Asin(rho), law.Mean(point => point.Arcsine).Value, 1e-12);
        Assert.Equal(rho, law.Moment(0.5, 0.5, point => point.Rho).Value, 1e-12);
        Assert.Equal(1, law.Moment(1, 1).Value / second, 1e-12);
    }

    [Theory]
    [InlineData(1e-12, 0.7, 0.159)]
    [InlineData(1e-3, 2, 0.159)]
    [InlineData(1, 2, 0.159)]
    [InlineData(1, 2, 1e-8)]
    [InlineData(1, 0.7, 143.2)]
    [InlineData(0.01, 2, 143.2)]
    [InlineData(1, 1e-12, 0.159)]
    [InlineData(1, 1e-300, 0.159)]
    [InlineData(30, 0.7, 0.159)]
    [InlineData(1000, 0.7, 0.159)]
    public void Corners_are_right_within_their_bounds(double time, double delta, double kappa)
    {
        var law = new PairLaw(new(kappa), delta, time);
        ExactValue log = law.Mean(point => point.LogOneMinusRho);
        ExactValue other = law.Mean(point => point.LogOnePlusRho);
        Assert.Null(log.Refusal);
        Assert.Null(other.Refusal);

        // E log(1 − ρ²) = log(1 − ρ_0²) − T + ∫ E 2ρν/(ρ² − 1): bounded by what the drift can do.
        double start = law.Start.LogOneMinusRho + law.Start.LogOnePlusRho;
        if (double.IsFinite(start) && time >= 1)
        {
            Assert.InRange(log.Value + other.Value, start - time - 20, start - time + 20);
        }

        ExactValue rho = law.MeanRho;
        double lowest = Math.Tanh(law.Quantile(1e-3).Value);
        Assert.InRange(rho.Value, lowest * 0.999 - 1e-3, 1 + 1e-11);
        Assert.InRange(law.Moment(0, 0).Value, 1 - 1e-11, 1 + 1e-11);
        double growth = Math.Exp(Math.Min(2 * time, 700));
        ExactValue fourth = law.Moment(2, 0);
        Assert.True(time > 300 ? fourth.Refusal is not null : Math.Abs((fourth.Value / growth) - 1) < 1e-10);
    }

    /// <summary>log(1 − ρ_t)/t → −1: the path leaves for ρ = 1 and then is a Brownian motion with drift.</summary>
    [Fact]
    public void Late_correlations_keep_the_digits_of_their_logarithm()
    {
        double Mean(double time) => Relu(0.7, time).Mean(point => point.LogOneMinusRho).Value;
        Assert.Equal(-800, Mean(1000) - Mean(200), 1e-7);
        Assert.Equal(2 * Math.Sqrt(200), Relu(0.7, 200).StandardDeviation(point => point.LogOneMinusRho).Value, 0.5);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 0)]
    [InlineData(0.7, 0)]
    public void A_law_of_one_point_says_so(double delta, double time)
    {
        var law = new PairLaw(new(0), delta, time);
        Assert.True(law.IsPoint);
        Assert.Equal(1 - delta, law.MeanRho.Value, 1e-15);
        Assert.Equal(0, law.StandardDeviation(point => point.Rho).Value);
        Assert.Equal(1 - delta, Math.Tanh(law.Quantile(0.5).Value), 1e-15);
        Assert.NotNull(law.Density(law.Start).Refusal);
        Assert.Equal(1, law.Cdf(new(double.PositiveInfinity)).Value, 1e-15);
        Assert.Equal(time == 0 ? 1 : Math.Exp(2), law.Moment(2, 0).Value, 1e-14 * Math.Exp(2));
        Assert.Equal((1 - delta) * (time == 0 ? 1 : Math.Exp(0)), law.Moment(0.5, 0.5, point => point.Rho).Value, 1e-14);
    }

    [Fact]
    public void Opposite_inputs_of_a_linear_network_stay_and_those_of_a_relu_part()
    {
        Assert.True(new PairLaw(new(0), 2, 1).IsPoint);
        Assert.False(Relu(2, 1).IsPoint);
        Assert.Equal(Relu(2 - 1e-14, 1).MeanRho.Value, Relu(2, 1).MeanRho.Value, 1e-11);
    }

    [Theory]
    [InlineData(0.7, 0.1)]
    [InlineData(0.7, 1)]
    [InlineData(0.7, 10)]
    [InlineData(1e-6, 1)]
    [InlineData(2, 0.5)]
    public void Density_distribution_function_and_quantiles_belong_together(double delta, double time)
    {
        PairLaw law = Relu(delta, time);
        (double from, double to) = Reach(law);
        const int Cells = 400;
        double step = (to - from) / Cells;
        double mass = 0;
        double mean = 0;
        for (int i = 0; i <= Cells; i++)
        {
            // The trapezoidal rule is exact to rounding for a smooth density that vanishes at both ends.
            var point = new CorrelationPoint(from + (i * step));
            double weight = law.Density(point).Value * (i is 0 or Cells ? 0.5 : 1) * step;
            mass += weight;
            mean += weight * point.Rho;
        }

        Assert.Equal(1, mass, 1e-9);
        Assert.Equal(law.MeanRho.Value, mean, 1e-9);
        foreach (double level in (double[])[1e-5, 0.05, 0.5, 0.95, 1 - 1e-5])
        {
            Assert.Equal(level, law.Cdf(new(law.Quantile(level).Value)).Value, 1e-10);
        }
    }

    [Fact]
    public void The_law_of_a_linear_network_is_symmetric()
    {
        var law = new PairLaw(new(0), 0.7, 1);
        var mirrored = new PairLaw(new(0), 1.3, 1);
        foreach (double level in (double[])[0.01, 0.3, 0.9])
        {
            Assert.Equal(law.Quantile(level).Value, -mirrored.Quantile(1 - level).Value, 1e-10);
        }
    }

    [Fact]
    public void Exchanging_the_inputs_exchanges_the_exponents()
    {
        ExactValue one = Relu(0.7, 1).Moment(0.5, -1.5, point => point.Rho);
        ExactValue other = Relu(0.7, 1).Moment(-1.5, 0.5, point => point.Rho);
        Assert.Equal(one.Value, other.Value, one.Error + other.Error);
    }

    [Fact]
    public void The_correlation_of_two_steps_is_that_of_one()
    {
        // Chapman and Kolmogorov: E ρ over T = 1 by conditioning at T = 1/2.
        PairLaw half = Relu(0.7, 0.5);
        (double from, double to) = Reach(half);
        const int Cells = 160;
        double mean = 0;
        for (int i = 1; i < Cells; i++)
        {
            var point = new CorrelationPoint(from + ((to - from) * i / Cells));
            mean += half.Density(point).Value * (to - from) / Cells * Relu(point.OneMinusRho, 0.5).MeanRho.Value;
        }

        Assert.Equal(Relu(0.7, 1).MeanRho.Value, mean, 1e-9);
    }

    [Theory]
    [InlineData(1e-30, 0.7, 0, 0, "narrow")]
    [InlineData(1e-7, 2, 0, 0, "narrow")]
    [InlineData(1000, 0.7, 1, 1, "range of numbers")]
    [InlineData(1, 0.7, 1000, 0, "range of numbers")]
    public void What_cannot_be_had_is_refused_with_its_reason(double time, double delta, double p, double q, string reason)
    {
        ExactValue value = Relu(delta, time).Moment(p, q, point => point.Rho);
        Assert.True(double.IsNaN(value.Value));
        Assert.Contains(reason, value.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rough_function_has_a_wide_bound_or_is_refused()
    {
        ExactValue step = Relu(0.7, 1).Mean(point => point.Rho > 0.2 ? 1 : 0);
        double exact = 1 - Relu(0.7, 1).Cdf(CorrelationPoint.OfOneMinusRho(0.8)).Value;
        Assert.True(step.Refusal is not null || Math.Abs(step.Value - exact) <= step.Error);
    }

    [Theory]
    [InlineData(-0.1, 0, 0.7, 1, "kappa = -0.1")]
    [InlineData(1, 2, 0.7, 1, "centering = 2")]
    [InlineData(1, 0, 2.1, 1, "oneMinusRho = 2.1")]
    [InlineData(1, 0, 0.7, -1, "time = -1")]
    [InlineData(1, 0, 0.7, 10001, "time = 10001")]
    public void Arguments_are_checked(double kappa, double centering, double delta, double time, string message)
    {
        ArgumentOutOfRangeException refusal =
            Assert.Throws<ArgumentOutOfRangeException>(() => new PairLaw(new(kappa, centering), delta, time));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Levels_and_exponents_are_checked()
    {
        PairLaw law = Relu(0.7, 1);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => law.Quantile(0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => law.Quantile(1));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => law.Moment(double.NaN, 0));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => law.Moment(0, double.PositiveInfinity));
    }

    [Fact]
    public void A_computation_can_be_stopped()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var law = new PairLaw(new(Kappa), 0.7, 1) { Cancellation = source.Token };
        _ = Assert.Throws<OperationCanceledException>(() => law.MeanRho);
    }

    private static (double From, double To) Reach(PairLaw law)
    {
        double median = law.Quantile(0.5).Value;
        double reach = 9 * law.StandardDeviation(point => point.FisherZ).Value;
        return (median - reach, median + reach);
    }

    private static PairLaw Relu(double delta, double time) => new(new(Kappa), delta, time);
}
