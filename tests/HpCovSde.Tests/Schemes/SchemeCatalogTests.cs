using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Networks;
using HpCovSde.Schemes;

namespace HpCovSde.Tests.Schemes;

/// <summary>Which scheme integrates which limit for how many inputs.</summary>
public sealed class SchemeCatalogTests
{
    private const int MostNeurons = ResidualNetwork.LargestWideState;

    // One that every scheme takes for the limits below.
    private const double Step = 0.05;

    // One of every kind, and those that some scheme refuses for another reason than its kind.
    private static LimitProcess[] Limits { get; } =
    [
        new CovarianceSde(0.5, 1), new CovarianceSde(0, 1), new LinearSde(1), new CovarianceFlow(0.5, 1),
        new SmoothCovarianceSde(new(1, -1), 1), new SmoothCovarianceFlow(new(1, -1), 1), new FirstOrderCorrection(ReluFamily.Relu, 30, 1),
        new ResidualDiffusion(3, 1), new ResidualDiffusion(3, 1, Activation.Tanh), new ResidualDiffusion(MostNeurons + 1, 1),
    ];

    [Fact]
    public void The_tests_cover_every_kind_of_limit() =>
        Assert.Equal(
            typeof(LimitProcess).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LimitProcess))).ToHashSet(),
            Limits.Select(limit => limit.GetType()).ToHashSet());

    [Fact]
    public void Every_scheme_is_in_the_catalogue_once_and_is_found_by_its_name()
    {
        Assert.Equal(
            typeof(Scheme).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Scheme))).ToHashSet(),
            SchemeCatalog.All.Select(scheme => scheme.GetType()).ToHashSet());
        Assert.Equal(SchemeCatalog.All.Count, SchemeCatalog.All.Select(scheme => scheme.Name).Distinct().Count());
        Assert.All(SchemeCatalog.All, scheme => Assert.Same(scheme, SchemeCatalog.Find(scheme.Name)));
        Assert.Null(SchemeCatalog.Find("runge-kutta"));
    }

    [Fact]
    public void A_refusal_names_a_scheme_that_is_not_refused()
    {
        int named = 0;
        ForAll((scheme, limit, inputs) =>
        {
            if (scheme.Refusal(limit, inputs) is not { } refusal)
            {
                return;
            }

            if (limit.Refusal(inputs) is null)
            {
                Assert.StartsWith(scheme.Name, refusal, StringComparison.Ordinal);
                string name = refusal[(refusal.LastIndexOf("; use ", StringComparison.Ordinal) + "; use ".Length)..].TrimEnd('.');
                Assert.Null(SchemeCatalog.Find(name)!.Refusal(limit, inputs));
                named++;
            }
        });
        Assert.True(named > 100);
    }

    [Fact]
    public void If_no_scheme_integrates_a_limit_the_refusal_says_what_to_do_instead()
    {
        int none = 0;
        ForAll((scheme, limit, inputs) =>
        {
            if (SchemeCatalog.For(limit, inputs).Count == 0)
            {
                Assert.Equal(limit.Refusal(inputs), scheme.Refusal(limit, inputs));
                string instead = $"known for one or two inputs, not for {inputs}; shape the activation";
                Assert.Contains(instead, limit.Refusal(inputs), StringComparison.Ordinal);
                none++;
            }
            else
            {
                Assert.Null(limit.Refusal(inputs));
            }
        });
        Assert.NotEqual(0, none);
    }

    [Fact]
    public void A_scheme_makes_a_transition_exactly_if_it_does_not_refuse() => ForAll((scheme, limit, inputs) =>
    {
        GramMatrix start = Chains.Inputs(inputs);
        if (scheme.Refusal(limit) is { } refusal)
        {
            // Before the inputs are known.
            ArgumentException early = Assert.Throws<ArgumentException>(() => limit.Integrate(Step, scheme));
            Assert.StartsWith(refusal, early.Message, StringComparison.Ordinal);
            Assert.NotNull(scheme.Refusal(limit, inputs));
            return;
        }

        IChain chain = limit.Integrate(Step, scheme);
        if (scheme.Refusal(limit, inputs) is { } reason)
        {
            ArgumentException error = Assert.Throws<ArgumentException>(() => chain.CreateTransition(start, ManagedBlas<double>.Instance));
            Assert.StartsWith(reason, error.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(inputs, chain.CreateTransition(start, ManagedBlas<double>.Instance).Inputs);
        }
    });

    [Fact]
    public void A_refusal_before_the_inputs_are_known_names_every_scheme_of_the_limit()
    {
        Assert.Equal(
            "fisher-z is for covariance SDEs of the ReLU family, not for this limit (covariance SDE, beta = 1); "
            + "use inverse-variance or tri2 or exponential-map.",
            new FisherZ().Refusal(new SmoothCovarianceSde(new(1, -1), 1)));
        Assert.Null(new FisherZ().Refusal(new LinearSde(1)));
    }

    [Fact]
    public void Refusals_name_the_limits_that_the_scheme_is_for()
    {
        var sde = new CovarianceSde(0.5, 1);
        var flow = new CovarianceFlow(0.5, 1);
        var smooth = new SmoothCovarianceSde(new(1, 1), 1);
        var ofTanh = new ResidualDiffusion(3, 1, Activation.Tanh);
        AssertRefused<FisherZ>(sde, 3, "fisher-z is for two inputs, not for 3; use tri2.");
        AssertRefused<FisherZ>(
            flow,
            2,
            "fisher-z is for covariance SDEs of the ReLU family, not for this limit (deterministic flow, kappa = 0.5); " +
                "use arc-cosine-flow.");
        AssertRefused<InverseVariance>(smooth, 2, "inverse-variance is for one input, not for 2; use tri2.");
        AssertRefused<ClockDiffusion>(ofTanh, 2, "clock is for one input, not for 2; use euler-maruyama.");
        AssertRefused<LogNormDiffusion>(
            ofTanh,
            1,
            "log-norm is for residual diffusions of the ReLU family, not for this limit (diffusion of 3 neurons, tanh); " +
                "use euler-maruyama.");
        AssertRefused<ClockDiffusion>(
            new ResidualDiffusion(MostNeurons + 1, 1), 1, "clock is for at most 1048576 neurons, not for 1048577; use euler-maruyama.");

        static void AssertRefused<TScheme>(LimitProcess limit, int inputs, string refusal)
            where TScheme : Scheme, new() => Assert.Equal(refusal, new TScheme().Refusal(limit, inputs));
    }

    [Fact]
    public void The_preferred_schemes_are_the_ones_that_were_measured_to_be_best()
    {
        AssertDefaults<Tri2, Tri2, Tri2>(new CovarianceSde(0.5, 1));
        AssertDefaults<Tri2, Tri2, Tri2>(new LinearSde(1));
        AssertDefaults<InverseVariance, Tri2, Tri2>(new SmoothCovarianceSde(new(1, -1), 1));
        AssertDefaults<ArcCosineFlow, ArcCosineFlow, ArcCosineFlow>(new CovarianceFlow(0.5, 1));
        AssertDefaults<SmoothFlow, SmoothFlow, SmoothFlow>(new SmoothCovarianceFlow(new(1, -1), 1));
        AssertDefaults<EulerMaruyama, EulerMaruyama, EulerMaruyama>(new ResidualDiffusion(3, 1));
        var correction = new FirstOrderCorrection(ReluFamily.Relu, 30, 1);
        Assert.All([1, 2], inputs => Assert.IsType<ReciprocalAngle>(SchemeCatalog.For(correction, inputs)[0]));

        static void AssertDefaults<TOne, TTwo, TThree>(LimitProcess limit)
        {
            Assert.IsType<TOne>(SchemeCatalog.For(limit, 1)[0]);
            Assert.IsType<TTwo>(SchemeCatalog.For(limit, 2)[0]);
            Assert.IsType<TThree>(SchemeCatalog.For(limit, 3)[0]);
        }
    }

    [Fact]
    public void Covariance_SDEs_and_residual_diffusions_draw_different_random_numbers()
    {
        Assert.Equal(2u, new CovarianceSde(0.5, 1).Integrate().StreamPurpose);
        Assert.Equal(4u, new ResidualDiffusion(3, 1).Integrate().StreamPurpose);
    }

    private static void ForAll(Action<Scheme, LimitProcess, int> check)
    {
        foreach (Scheme scheme in SchemeCatalog.All)
        {
            foreach (LimitProcess limit in Limits)
            {
                for (int inputs = 1; inputs <= 4; inputs++)
                {
                    check(scheme, limit, inputs);
                }
            }
        }
    }
}
