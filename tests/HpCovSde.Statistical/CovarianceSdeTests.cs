using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistical.Oracles;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Statistical;

/// <summary>Compares the covariance SDE with its exact laws, for every scheme and in both precisions.</summary>
public sealed class CovarianceSdeTests
{
    private const double Kappa = 1 / (2 * Math.PI);

    public static TheoryData<string, string, Precision> Schemes
    {
        get
        {
            var rows = new TheoryData<string, string, Precision>();
            foreach (string inputs in new[] { "1", "2", "3", "digits10" })
            {
                int m = Experiment.Start(inputs).Size;
                foreach (Scheme scheme in SchemeCatalog.For(new LinearSde(1), m))
                {
                    rows.Add(inputs, scheme.Name, Precision.Double);
                    rows.Add(inputs, scheme.Name, Precision.Single);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void The_linear_sde_has_its_exact_law(string inputs, string scheme, Precision precision)
    {
        // At this step the discretisation bias (order 1, constants near 1) is a fraction of the standard errors.
        const double Time = 0.25;
        GramMatrix start = Experiment.Start(inputs);
        int replicas = start.Size > 3 ? 1 << 12 : 1 << 14;
        EnsembleResult result = Run(new LinearSde(Time), start, Named(scheme), 1.0 / 1024, replicas, precision);
        var evidence = new Evidence();
        LinearNetworkTests.Compare(evidence, start, result, new LinearLaw.OfSde(Time));
        evidence.AssertNoneRejected();

        var wrong = new Evidence();
        LinearNetworkTests.Compare(wrong, start, result, new LinearLaw.OfSde(Time * 1.2));
        Assert.NotEmpty(wrong.Rejected);
    }

    [Fact]
    public void Two_hundred_real_inputs_of_rank_53_keep_their_mean()
    {
        GramMatrix start = Experiment.Start("digits200");
        (int A, int B)[] pairs = [(0, 1), (20, 3), (17, 199), (60, 61), (100, 180)];
        IReadOnlyList<Quantity> keep = [.. pairs.SelectMany(p => new[] { Quantity.Covariance(p.A, p.A), Quantity.Covariance(p.A, p.B) })];
        foreach (Precision precision in new[] { Precision.Double, Precision.Single })
        {
            // E TTᵀ = I up to the third order in the step, for any number of inputs.
            IChain chain = new LinearSde(0.03).Integrate(0.015, new Tri2());
            EnsembleResult result = Experiment.Run(chain, start, 1024, precision, keep: keep);
            var evidence = new Evidence();
            foreach ((int a, int b) in pairs)
            {
                evidence.Mean($"E V[{a},{a}] {precision}", result.Samples(Quantity.Covariance(a, a)), start.Variance(a));
                evidence.Mean($"E V[{a},{b}] {precision}", result.Samples(Quantity.Covariance(a, b)), start[a, b]);
            }

            evidence.AssertNoneRejected();
        }
    }

    [Theory]
    [InlineData("exponential-map", 0.25)]
    [InlineData("tri2", 0.5)]
    public void Log_det_is_exact_in_law_at_any_step(string scheme, double step)
    {
        // At such a step an inexact scheme has a large error. The drift is switched off, because it changes the determinant.
        GramMatrix start = Experiment.Start("3");
        EnsembleResult result = Run(new LinearSde(1), start, Named(scheme), step, 1 << 15);
        var v0 = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(start.Values.ToArray());
        double logDeterminant0 = v0.Cholesky().DeterminantLn;
        var evidence = new Evidence();
        evidence.Law(
            "log det V ~ N(-6, 6)", result.Samples(Quantity.LogDeterminant), x => Normal.CDF(-6, Math.Sqrt(6), x - logDeterminant0));
        evidence.AssertNoneRejected();
    }

    [Theory]
    [InlineData("exponential-map")]
    [InlineData("tri2")]
    [InlineData("fisher-z")]
    public void The_norm_is_exactly_lognormal_at_any_step(string scheme)
    {
        GramMatrix start = scheme == "fisher-z" ? GramMatrix.Pair(0.3) : GramMatrix.Single(1);
        EnsembleResult result = Run(new CovarianceSde(Kappa, 1), start, Named(scheme), 0.5, 1 << 15);
        var evidence = new Evidence();
        for (int a = 0; a < start.Size; a++)
        {
            evidence.Law($"log V[{a},{a}] ~ N(-1, 2)", result.Samples(Quantity.LogVariance(a)), x => Normal.CDF(-1, Math.Sqrt(2), x));
        }

        evidence.AssertNoneRejected();
    }

    [Theory]
    [InlineData("euler-maruyama", 0.3, 512)]
    [InlineData("exponential-map", 0.3, 512)]
    [InlineData("tri2", 0.3, 512)]
    [InlineData("fisher-z", 0.3, 64)]
    [InlineData("fisher-z", -0.9, 64)]
    [InlineData("fisher-z", -1.0, 256)]
    [InlineData("tri2", -1.0, 512)]
    public void Correlations_of_the_shaped_relu_limit_solve_its_kolmogorov_equation(string scheme, double rho0, int steps)
    {
        const double LargeKappa = 9 / (2 * Math.PI);
        var evidence = new Evidence();
        foreach (double kappa in new[] { Kappa, LargeKappa })
        {
            EnsembleResult result = Run(new CovarianceSde(kappa, 1), GramMatrix.Pair(rho0), Named(scheme), 1.0 / steps, 1 << 14);
            ReadOnlySpan<double> rho = result.Samples(Quantity.Correlation(0, 1));
            evidence.Mean($"E rho, kappa {kappa:0.00}", rho, CorrelationEquation.Mean(kappa, 1, rho0, r => r));
            evidence.Mean($"E rho^2, kappa {kappa:0.00}", rho, r => r * r, CorrelationEquation.Mean(kappa, 1, rho0, r => r * r));
            evidence.Mean($"E V, kappa {kappa:0.00}", result.Samples(Quantity.Covariance(0, 0)), 1);
        }

        evidence.AssertNoneRejected();

        var wrong = new Evidence();
        EnsembleResult ofPair = Run(new CovarianceSde(LargeKappa, 1), GramMatrix.Pair(rho0), Named(scheme), 1.0 / steps, 1 << 14);
        ReadOnlySpan<double> samples = ofPair.Samples(Quantity.Correlation(0, 1));
        wrong.Mean("E rho with half the drift", samples, CorrelationEquation.Mean(LargeKappa / 2, 1, rho0, r => r));
        Assert.NotEmpty(wrong.Rejected);
    }

    [Fact]
    public void The_mean_arcsine_of_the_correlation_changes_by_the_drift_alone()
    {
        // d E arcsin ρ = E[ν(ρ)/√(1 − ρ²)] dt, so arcsin ρ_T − arcsin ρ_0 − ∫ is a martingale. The integral uses the trapezoidal rule.
        const int Steps = 128;
        IChain chain = new CovarianceSde(Kappa, 1).Integrate(1.0 / Steps);
        EnsembleResult result = Experiment.Run(chain, GramMatrix.Pair(0.3), 1 << 14, keep: [Quantity.Correlation(0, 1)], recordEvery: 1);
        double[] rest = new double[1 << 14];
        for (int replica = 0; replica < rest.Length; replica++)
        {
            double integral = Growth(0.3) / 2;
            for (int record = 0; record < Steps; record++)
            {
                double rho = result.Samples(Quantity.Correlation(0, 1), record)[replica];
                integral += record == Steps - 1 ? Growth(rho) / 2 : Growth(rho);
                rest[replica] = Math.Asin(rho) - Math.Asin(0.3) - (integral / Steps);
            }
        }

        var evidence = new Evidence();
        evidence.Mean("E arcsin rho - integral", rest, 0);
        evidence.AssertNoneRejected();
        var wrong = new Evidence();
        wrong.Mean("without the drift", result.Samples(Quantity.Correlation(0, 1)), Math.Asin, Math.Asin(0.3));
        Assert.NotEmpty(wrong.Rejected);
    }

    [Fact]
    public void Two_schemes_agree_on_real_inputs()
    {
        // Ten images with singular directions, κ > 0. The two schemes share no step formula.
        GramMatrix start = Experiment.Start("digits10");
        var sde = new CovarianceSde(9 / (2 * Math.PI), 0.5);
        EnsembleResult triangular = Run(sde, start, new Tri2(), 1.0 / 256, 1 << 13);
        EnsembleResult euler = Run(sde, start, new EulerMaruyama(), 1.0 / 256, 1 << 13, seed: 2);
        var evidence = new Evidence();
        for (int a = 1; a < 10; a++)
        {
            evidence.SameLaw($"rho[0,{a}]", triangular.Samples(Quantity.Correlation(0, a)), euler.Samples(Quantity.Correlation(0, a)));
        }

        evidence.AssertNoneRejected();
    }

    [Fact]
    public void The_deterministic_flow_of_exponents_below_one_half_follows_its_ode()
    {
        // ρ(1) of dρ/dt = ν(ρ) with c = (0, -1), ρ_0 = 0.3 is 0.38295; and θ' = −κ(1 − θ cot θ) by a Runge–Kutta of its own.
        IChain chain = new CovarianceFlow(Kappa, 1).Integrate(0.01);
        Quantity correlation = Quantity.Correlation(0, 1);
        ReadOnlySpan<double> rho = Experiment.Run(chain, GramMatrix.Pair(0.3), 3, keep: [correlation]).Samples(correlation);
        double theta = Math.Acos(0.3);
        for (int i = 0; i < 1000; i++)
        {
            double half = theta + (0.0005 * Rate(theta));
            theta += 0.001 * Rate(half);
        }

        Assert.Equal(0.38295, rho[0], 5e-6);
        Assert.Equal(Math.Cos(theta), rho[0], 1e-6);
        Assert.Equal(rho[0], rho[2]);

        static double Rate(double x) => -Kappa * (1 - (x / Math.Tan(x)));
    }

    internal static Scheme Named(string name) => SchemeCatalog.Find(name)!;

    internal static EnsembleResult Run(
        LimitProcess limit, GramMatrix start, Scheme scheme, double step, int replicas, Precision precision = Precision.Double,
        ulong seed = 1) =>
        Experiment.Run(limit.Integrate(step, scheme), start, replicas, precision, seed, Quantity.Every(start.Size));

    private static double Growth(double rho) => Kappa * (1 - (rho * Math.Acos(rho) / Math.Sqrt(1 - (rho * rho))));
}
