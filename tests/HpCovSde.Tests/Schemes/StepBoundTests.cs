using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Schemes;

namespace HpCovSde.Tests.Schemes;

/// <summary>Every scheme states the longest step that it takes, and refuses longer ones with a step that will do.</summary>
public sealed class StepBoundTests
{
    private static readonly SmoothDrift Odd = new(0, -100);

    public static TheoryData<string, LimitProcess, double> Bounds => new()
    {
        { "fisher-z", new CovarianceSde(1e6, 1), 1e-3 },
        { "tri2", new CovarianceSde(1e6, 1), 1e-3 },
        { "exponential-map", new CovarianceSde(1e6, 1), 1e-3 },
        { "euler-maruyama", new CovarianceSde(1e6, 1), 2e-6 / Math.PI },
        { "arc-cosine-flow", new CovarianceFlow(1e6, 1), 1e-3 },
        { "inverse-variance", new SmoothCovarianceSde(new(625, 0), 1), 0.5 / 1875 },
        { "inverse-variance", new SmoothCovarianceSde(Odd, 1), 0.5 / 200 },
        { "tri2", new SmoothCovarianceSde(Odd, 1), 0.5 / 200 },
        { "exponential-map", new SmoothCovarianceSde(Odd, 1), 0.25 / 200 },

        // β = 0, but the drift of correlations is strong.
        { "tri2", new SmoothCovarianceSde(new(100, -150), 1), 0.5 / 600 },
        { "smooth-flow", new SmoothCovarianceFlow(new(100, -150), 1), 1.0 / 600 },
        { "smooth-flow", new SmoothCovarianceFlow(Odd, 1), double.PositiveInfinity },
        { "reciprocal-angle", new FirstOrderCorrection(ReluFamily.Relu, 30, 1), 0.25 },
        { "clock", new ResidualDiffusion(3, 5, new ReluFamily(2, 0)), 0.25 },
        { "log-norm", new ResidualDiffusion(3, 5, new ReluFamily(2, 0)), 0.25 },
        { "log-norm", new ResidualDiffusion(1, 5, new ReluFamily(2, 0)), double.PositiveInfinity },
        { "euler-maruyama", new ResidualDiffusion(3, 5, new ReluFamily(2, 0)), 0.25 },
        { "euler-maruyama", new LinearSde(1), 0.25 },
        { "exponential-map", new LinearSde(7), double.PositiveInfinity },
        { "tri2", new CovarianceSde(1e-3, 7), double.PositiveInfinity },
        { "tri2", new SmoothCovarianceSde(new(0, -1e-3), 9), 4 },
        { "inverse-variance", new SmoothCovarianceSde(new(0, -1e-3), 9), 0.5 },
        { "inverse-variance", new SmoothCovarianceSde(new(100, -150), 7), double.PositiveInfinity },
        { "fisher-z", new LinearSde(9), 4 },
    };

    /// <summary>The scheme, the limit, the inputs, and the longest step for them.</summary>
    public static TheoryData<string, LimitProcess, int, double> BoundsOfNoise => new()
    {
        { "tri2", new LinearSde(40), 2, double.PositiveInfinity },
        { "tri2", new CovarianceSde(0.159, 40), 2, 4 },
        { "tri2", new CovarianceSde(1e6, 40), 2, 1e-3 },
        { "tri2", new LinearSde(40), 3, 1 },
        { "tri2", new SmoothCovarianceSde(new(0, -1e-3), 40), 30, 0.1 },
        { "exponential-map", new LinearSde(40), 2, 0.75 },
        { "exponential-map", new SmoothCovarianceSde(new(0, -1e-3), 40), 10, 0.03 },
        { "euler-maruyama", new CovarianceSde(0.159, 40), 25, 0.01 },
    };

    [Theory]
    [MemberData(nameof(BoundsOfNoise))]
    public void The_noise_of_many_inputs_bounds_the_step_when_they_are_known(string name, LimitProcess limit, int inputs, double longest)
    {
        Scheme scheme = SchemeCatalog.Find(name)!;
        Assert.Equal(longest, scheme.LongestStep(limit, inputs), longest * 1e-12);
        GramMatrix start = Chains.Inputs(inputs);
        int steps = double.IsInfinity(longest) ? 1 : (int)(limit.Time / longest) + 1;
        _ = limit.Integrate(limit.Time / steps, scheme).CreateTransition(start, ManagedBlas<double>.Instance);
        if (!double.IsInfinity(longest))
        {
            ArgumentException error = Assert.ThrowsAny<ArgumentException>(
                () => limit.Integrate(limit.Time / (steps / 2), scheme).CreateTransition(start, ManagedBlas<double>.Instance));
            Assert.Contains($"{name}: ", error.Message, StringComparison.Ordinal);
            Assert.Contains("is too large", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public void A_scheme_takes_its_longest_step_and_no_longer_one(string name, LimitProcess limit, double longest)
    {
        Scheme scheme = SchemeCatalog.Find(name)!;
        Assert.Equal(longest, scheme.LongestStep(limit, inputs: 1), longest * 1e-12);
        if (double.IsInfinity(longest))
        {
            Assert.Equal(1, limit.Integrate(limit.Time, scheme).Steps);
            return;
        }

        int steps = (int)(limit.Time / longest) + 1;
        Assert.Equal(steps, limit.Integrate(limit.Time / steps, scheme).Steps);
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => limit.Integrate(limit.Time / (steps / 2.0), scheme)).Message;
        Assert.StartsWith($"{name}: ", message, StringComparison.Ordinal);

        // The step that the message names is taken, and nearly the longest.
        const string Before = "a step of ";
        string text = message[(message.IndexOf(Before, StringComparison.Ordinal) + Before.Length)..].Split(' ')[0];
        double named = double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(named, 0.98 * longest, longest * (1 + 1e-12));
        _ = limit.Integrate(named, scheme);
    }

    [Fact]
    public void The_scheme_of_the_inputs_is_asked_when_they_are_known()
    {
        // For one input inverse-variance takes this step, for three tri2 does not.
        IChain chain = new SmoothCovarianceSde(new(100, -150), 1).Integrate(0.001);
        Assert.Equal(1, chain.CreateTransition(GramMatrix.Single(), ManagedBlas<double>.Instance).Inputs);
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => chain.CreateTransition(Chains.Inputs(3), ManagedBlas<double>.Instance));
        Assert.Contains("tri2: (3c + 2|d|) h = 0.6 is too large", error.Message, StringComparison.Ordinal);
    }
}
