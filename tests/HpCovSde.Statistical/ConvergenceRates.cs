using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.InfiniteWidth;
using HpCovSde.Laws;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Statistical.Oracles;
using HpCovSde.Statistics;
using MathNet.Numerics.Distributions;

namespace HpCovSde.Statistical;

/// <summary>The distance of a chain of a given size from its limit.</summary>
/// <param name="Name">The chain, its limit and the quantity.</param>
/// <param name="Rate">The rate r of size^−r.</param>
/// <param name="Sizes">Widths, or depths.</param>
/// <param name="Distance">The signed distance at a size, with its standard error, which is 0 for exact distances.</param>
internal sealed record ConvergenceRate(string Name, double Rate, int[] Sizes, Func<int, Estimate> Distance)
{
    /// <summary>The assumed bound of the next term of the expansion, relative to the first: this divided by the size.</summary>
    internal double NextTerm { get; init; } = 1;

    /// <summary>The fitted exponent. Its error contains the errors of the distances and the neglected next term.</summary>
    internal Estimate Fit()
    {
        Estimate[] distances = [.. Sizes.Select(Distance)];
        double[] size = [.. Sizes.Select(n => (double)n)];
        double[] y = [.. distances.Select(d => Math.Abs(d.Value))];
        double[] errors = [.. distances.Select((d, i) => double.Hypot(d.StandardError, NextTerm * y[i] / Sizes[i]))];
        Estimate slope = LogLogFit.Of(size, y, errors).Slope;
        return slope with { Value = -slope.Value };
    }
}

/// <summary>
/// All pairs of a network and its limit, compared in the mean or in law. If an exact formula is known at finite size it replaces the
/// sample.
/// </summary>
internal static class ConvergenceRates
{
    private static readonly Quantity Rho = Quantity.Correlation(0, 1);
    private static readonly Quantity LogV = Quantity.LogVariance(0);
    private static readonly Quantity V = Quantity.Covariance(0, 0);
    private static readonly Quantity V12 = Quantity.Covariance(0, 1);
    private static readonly Quantity LogNorm = Quantity.LogFeatureNorm(0);

    internal static IReadOnlyList<ConvergenceRate> All { get; } = [.. Proportional(), .. FirstOrder(), .. Flows(), .. Residual()];

    // d = T n: Li, Nica, Roy 2022 (arXiv 2206.02768).
    private static IEnumerable<ConvergenceRate> Proportional()
    {
        yield return new("linear network to SDE: E log V, exact", 1, [8, 16, 32, 64], n => new(LogVarianceLaw.Linear(n, n).Mean + 1, 0));
        yield return new("linear network to SDE: law of an output, exact", 1, [8, 16, 32, 64], n =>
        {
            LogitLaw finite = LogitLaw.Linear(n, n);
            LogitLaw limit = LogitLaw.Lognormal(new(-1, 2));
            return new(Enumerable.Range(1, 40).Max(i => Math.Abs(finite.Cdf(0.1 * i) - limit.Cdf(0.1 * i))), 0);
        });
        yield return new("shaped ReLU network to SDE: E rho^2", 1, [4, 8, 16, 32], n =>
        {
            EnsembleResult network = Run(FeedforwardNetwork.ShapedRelu(n, n, 0.5, -1), GramMatrix.Pair(0.3), 1 << 17, Rho);
            EnsembleResult linear = Run(new FeedforwardNetwork(n, n, ReluFamily.Linear), GramMatrix.Pair(0.3), 1 << 17, Rho);
            Estimate square = Controlled(
                Evidence.Map(network.Samples(Rho), r => r * r), Evidence.Map(linear.Samples(Rho), Math.Asin), Math.Asin(0.3));
            return square - new Estimate(CorrelationEquation.Mean(2.25 / (2 * Math.PI), 1, 0.3, r => r * r), 0);
        });
        yield return new("shaped ReLU network to SDE: P(log V < -3)", 1, [4, 8, 16, 32], n => Mean(
            Run(FeedforwardNetwork.ShapedRelu(n, n, 0, -1), GramMatrix.Single(), 1 << 16, LogV).Samples(LogV),
            log => log < -3 ? 1 : 0,
            Normal.CDF(-1, Math.Sqrt(2), -3)));

        // γ² = 0.8, ρ_0 = −1/2, where the distance is large. The law is invariant under rotations of the neurons, so the linear network
        // keeps E arcsin ρ.
        double branch = Math.Sqrt(0.8);
        var limit = (CovarianceSde)Limits.Of(ShapedResidualNetwork.ShapedRelu(4, 4, 0.75, -0.75, branch));
        Lazy<double> exact = new(() => CorrelationEquation.Mean(limit.Kappa, limit.Time, -0.5, r => r * r));
        yield return new("shaped residual network to SDE: E rho^2", 1, [4, 8, 16, 32], n =>
        {
            // For few layers the next term of the expansion dominates the error, so few replicas are enough.
            int replicas = n < 16 ? 1 << 15 : 1 << 17;
            EnsembleResult network = Run(ShapedResidualNetwork.ShapedRelu(n, n, 0.75, -0.75, branch), GramMatrix.Pair(-0.5), replicas, Rho);
            EnsembleResult linear = Run(new ShapedResidualNetwork(n, n, ReluFamily.Linear, branch), GramMatrix.Pair(-0.5), replicas, Rho);
            Estimate square = Controlled(
                Evidence.Map(network.Samples(Rho), r => r * r), Evidence.Map(linear.Samples(Rho), Math.Asin), Math.Asin(-0.5));
            return square - new Estimate(exact.Value, 0);
        });
        yield return new("shaped tanh network to SDE: E 1/V", 1, [16, 32, 64, 128], n =>
        {
            // a = 3: β = −2/9. E 1/V of the linear network is (n/(n − 2))^d.
            var network = FeedforwardNetwork.ShapedSmooth(n, n / 2, new SmoothShape(Activation.Tanh, 3));
            EnsembleResult linear = Run(new FeedforwardNetwork(n, n / 2, ReluFamily.Linear), GramMatrix.Single(), 1 << 14, V);
            Estimate inverse = Controlled(
                Evidence.Map(Run(network, GramMatrix.Single(), 1 << 14, V).Samples(V), v => 1 / v),
                Evidence.Map(linear.Samples(V), v => 1 / v),
                Math.Pow(n / (n - 2.0), n / 2));
            return inverse - new Estimate(new SmoothStability(-2.0 / 9).MeanInverseVariance(1, 0.5), 0);
        })
        {
            // E 1/V has a large next term, 1 + 4/n …, because it exists only from n = 3 on.
            NextTerm = 2,
        };
        yield return new("shaped softplus network to SDE: E log V", 1, [8, 16, 32], n =>
        {
            // Centred at log(7/4), where β = 0 and the limit is N(−t, 2t).
            var network = FeedforwardNetwork.ShapedSmooth(n, n / 2, new SmoothShape(Activation.Softplus, 2, center: Math.Log(7.0 / 4)));
            EnsembleResult linear = Run(new FeedforwardNetwork(n, n / 2, ReluFamily.Linear), GramMatrix.Single(), 1 << 16, LogV);
            Estimate log = Controlled(
                Run(network, GramMatrix.Single(), 1 << 16, LogV).Samples(LogV), linear.Samples(LogV), LogVarianceLaw.Linear(n, n / 2).Mean);
            return log - new Estimate(-0.5, 0);
        });
    }

    // Li, Nica 2023 (arXiv 2310.12079): x = 1/(n √(1 − ρ)) from x_0 = 0.05 to t = 1/2. Its mean for small angles is known at every width.
    private static IEnumerable<ConvergenceRate> FirstOrder()
    {
        yield return new("unshaped ReLU network to first-order correction: E x, exact for small angles", 1, [50, 100, 200, 400], n =>
            new(ReciprocalAngleLaw.MeanAfter(n, n / 2, 0.05) - ReciprocalAngleLaw.Mean(ReluFamily.Relu, 0.05, 0.5), 0))
        {
            // The next term is 1 + 9/n …: a layer of width n has the growth of a narrower layer in the limit.
            NextTerm = 10,
        };
    }

    // Limits without noise: the remaining spread is of order √(layers/width).
    private static IEnumerable<ConvergenceRate> Flows()
    {
        yield return new("shaped ReLU network, p = 1/4, to flow: root mean square of rho", 0.25, [16, 64, 256, 1024, 4096], n =>
        {
            double flow = 1 - InfiniteWidthKernel.ShapedFlow(new ReluShape(0, -1), 1).Of(GramMatrix.Pair(0.3)).OneMinusCorrelation(0, 1);
            var network = FeedforwardNetwork.ShapedRelu(n, (int)Math.Sqrt(n), 0, -1, exponent: 0.25);
            return RootMeanSquare(Run(network, GramMatrix.Pair(0.3), 1 << 10, Rho).Samples(Rho), flow);
        });
        yield return new("shaped tanh network, p = 1/4, to flow: root mean square of V[1,1]", 0.25, [16, 64, 256, 1024], n =>
        {
            // dV = β V (V − 1) dt, β = −2: 1/V − 1 = (1/V_0 − 1) e^{−2t}.
            double flow = 1 / (1 - (0.5 * Math.Exp(-2)));
            var network = FeedforwardNetwork.ShapedSmooth(n, (int)Math.Sqrt(n), new SmoothShape(Activation.Tanh, 1, exponent: 0.25));
            return RootMeanSquare(Run(network, GramMatrix.Single(2), 1 << 12, V).Samples(V), flow);
        });
        yield return new("ReLU network to kernel of infinite width: E V[1,2]", 1, [4, 8, 16, 32, 64], n => Mean(
            Run(new FeedforwardNetwork(n, 3, ReluFamily.Relu), GramMatrix.Pair(0.3), 1 << 18, V12).Samples(V12),
            v => v,
            InfiniteWidthKernel.Feedforward(ReluFamily.Relu, 3).Of(GramMatrix.Pair(0.3))[0, 1]));
        yield return new("ReLU network to kernel of infinite width: root mean square of V[1,2]", 0.5, [16, 64, 256], n => RootMeanSquare(
            Run(new FeedforwardNetwork(n, 2, ReluFamily.Relu), GramMatrix.Pair(0.3), 1 << 13, V12).Samples(V12),
            InfiniteWidthKernel.Feedforward(ReluFamily.Relu, 2).Of(GramMatrix.Pair(0.3))[0, 1]));
    }

    // Hayou 2022 (arXiv 2210.00688) for the diffusion, Hayou 2023 (arXiv 2310.01683) for the kernel.
    private static IEnumerable<ConvergenceRate> Residual()
    {
        yield return new("residual ReLU network, n = 1, to diffusion in L: E q, exact", 1, [8, 16, 32, 64], depth =>
            new(ResidualLaw.SingleNeuronMean(Math.Sqrt(1.0 / depth), depth) - ((1 + Math.E) / 2), 0));
        yield return new("residual linear network, n = 4, to diffusion in L: E q^2, exact", 1, [8, 16, 32, 64], depth =>
            new(ResidualLaw.LinearProductMean(GramMatrix.Single(), 4, Math.Sqrt(1.0 / depth), depth, default) - (1.5 * Math.Exp(3)), 0))
        {
            NextTerm = 2,
        };
        yield return new("residual network with the modulus, n = 1, to diffusion in L: P(log norm < -2)", 1, [8, 16, 32, 64], depth => Mean(
            Run(ResidualNetwork.Uniform(1, depth, ReluFamily.Abs), GramMatrix.Single(), 1 << 17, LogNorm).Samples(LogNorm),
            log => log < -2 ? 1 : 0,
            Normal.CDF(-0.5, 1, -2)));
        yield return new("residual ReLU network to kernel in L: q[1,2] of infinite width, exact", 1, [8, 16, 32, 64], depth => new(
            InfiniteWidthKernel.Residual(ReluFamily.Relu, BranchScaling.Uniform(depth)).Of(GramMatrix.Pair(-0.2))[0, 1]
                - InfiniteWidthKernel.ResidualFlow(ReluFamily.Relu, 1.0).Of(GramMatrix.Pair(-0.2))[0, 1],
            0));
        yield return new("residual ReLU network to kernel in n: root mean square of q[1,2]", 0.5, [8, 32, 128, 512], n => RootMeanSquare(
            Run(ResidualNetwork.Uniform(n, 8, ReluFamily.Relu), GramMatrix.Pair(-0.2), 1 << 12, V12).Samples(V12),
            InfiniteWidthKernel.Residual(ReluFamily.Relu, BranchScaling.Uniform(8)).Of(GramMatrix.Pair(-0.2))[0, 1]));
    }

    // Networks of the same size share their random numbers; networks of different sizes are independent.
    private static EnsembleResult Run(FeedforwardNetwork network, GramMatrix start, int replicas, Quantity keep) =>
        Experiment.Run(network, start, replicas, seed: (ulong)network.Width, keep: [keep]);

    private static EnsembleResult Run(ShapedResidualNetwork network, GramMatrix start, int replicas, Quantity keep) =>
        Experiment.Run(network, start, replicas, seed: (ulong)network.Width, keep: [keep]);

    private static EnsembleResult Run(ResidualNetwork network, GramMatrix start, int replicas, Quantity keep) =>
        Experiment.Run(network, start, replicas, seed: (ulong)(network.Width * network.Depth), keep: [keep]);

    private static Estimate Mean(ReadOnlySpan<double> samples, Func<double, double> function, double limit) =>
        Estimate.OfMean(Moments.Of(Evidence.Map(samples, function))) - new Estimate(limit, 0);

    private static Estimate RootMeanSquare(ReadOnlySpan<double> samples, double limit)
    {
        Estimate square = Estimate.OfMean(Moments.Of(Evidence.Map(samples, x => (x - limit) * (x - limit))));
        double root = Math.Sqrt(square.Value);
        return new(root, square.StandardError / (2 * root));
    }

    /// <summary>
    /// The mean of x with a control variate: the mean of x − b (c − E c). c is the same quantity of a network with the same random numbers
    /// whose mean is known, and b is the regression coefficient of x on c.
    /// </summary>
    internal static Estimate Controlled(ReadOnlySpan<double> x, ReadOnlySpan<double> control, double mean)
    {
        double meanX = Moments.Of(x).Mean;
        Moments ofControl = Moments.Of(control);
        double product = Moments.Of(Evidence.Map(x, control, (a, c) => (a - meanX) * (c - ofControl.Mean))).Mean;
        double regression = product / ofControl.CentralMoment2;
        return Estimate.OfMean(Moments.Of(Evidence.Map(x, control, (a, c) => a - (regression * (c - mean)))));
    }
}
