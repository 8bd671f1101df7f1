using System.Diagnostics;
using System.Globalization;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Estimation;
using HpCovSde.Laws;
using HpCovSde.Models;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Throughput;

/// <summary>
/// What a mean with a stated error costs: E ρ by <c>--tolerance 1e-4</c> against plain Monte Carlo with Euler–Maruyama, and a small
/// probability of explosion.
/// </summary>
internal static class ToleranceTimes
{
    private const double Error = 1e-4;
    private const int Seeds = 100;
    private const int TimedPaths = 1 << 12;

    // Steps of which the one that costs least is taken.
    private static readonly int[] Candidates = [1024, 2048, 4096, 8192];

    internal static void Print()
    {
        Console.WriteLine(
            "| E ρ to 1e-4 | seeds within it, of 100 | median s | Euler-Maruyama, steps | paths | s on one thread | times faster |\n"
            + "|---|---:|---:|---:|---:|---:|---:|");
        foreach (int inputs in new[] { 2, 3 })
        {
            PrintTolerance(inputs);
        }

        Console.WriteLine();
        PrintExplosion();
    }

    private static void PrintTolerance(int inputs)
    {
        double exact = Law.MeanRho.Value;
        double[][] start = [.. Enumerable.Range(0, inputs).Select(a => Enumerable.Range(0, inputs)
            .Select(b => a == b ? 1 : SdeRun.InitialCorrelation).ToArray())];
        RunSpec run = RunSpec.Read(
            RunKind.Sde, ModelSpec.Read(new() { CPlus = 0, CMinus = -1, Time = 1, Start = start }).OrThrow(), new()).OrThrow();
        var asked = new Tolerance(Error, false, [.. Enumerable.Range(1, inputs - 1).Select(b => Quantity.Correlation(0, b))]);
        double[] seconds = new double[Seeds];
        int kept = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            using var ensemble = new Ensemble(seed: (ulong)seed);
            ToleranceResult result = ToleranceSearch.Run(run, asked, ensemble);
            seconds[seed] = result.Seconds;
            kept += result.IsReached && result.Means.Values.All(mean => Math.Abs(mean.Value - exact) < Error) ? 1 : 0;
        }

        Array.Sort(seconds);
        double median = seconds[Seeds / 2];
        (int steps, double paths, double baseline) = EulerMaruyama(inputs);
        Console.WriteLine(FormattableString.Invariant(
            $"| m = {inputs} | {kept} | {median:0.00000} | {steps} | {paths:0.0e+0} | {baseline:0} | {baseline / median:0.0e+0} |"));
    }

    private static PairLaw Law { get; } = new(new(SdeRun.Kappa), 1 - SdeRun.InitialCorrelation, 1);

    // Bias + 2 se ≤ 1e-4 at the step that costs least, extrapolated from the time of few paths.
    private static (int Steps, double Paths, double Seconds) EulerMaruyama(int inputs)
    {
        double deviation = Law.StandardDeviation(point => point.Rho).Value;
        var run = new SdeRun(new EulerMaruyama(), inputs, Precision.Double);
        return Candidates.Select(steps =>
        {
            double left = Error - Math.Abs(WeakErrors.OfEulerMaruyama(steps)[0].Value);
            double paths = Math.Pow(2 * deviation / left, 2);
            return (steps, paths, left > 0
                ? paths * steps * run.SecondsPerPathStep(1.0 / steps, TimedPaths, threads: 1, repetitions: 20)
                : double.PositiveInfinity);
        }).MinBy(candidate => candidate.Item3);
    }

    private static void PrintExplosion()
    {
        const double Variance = 0.1;
        const double RelativeError = 0.01;
        var limit = new SmoothCovarianceSde(new(Quadratic: 0.25, Cubic: 0), time: 1);
        double exact = new SmoothStability(limit.Drift.Beta).ExplosionTimeCdf(Variance, limit.Time);
        Console.WriteLine("| probability of explosion to 1 %, one input | exact | found | standard error | s |\n|---|---:|---:|---:|---:|");
        for (int seed = 0; seed < 3; seed++)
        {
            long started = Stopwatch.GetTimestamp();
            Estimate found = ExplosionProbability.Run(
                limit, GramMatrix.Single(Variance), RelativeError, seed: (ulong)seed).Probability;
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| β = 0.75, V_0 = 0.1, T = 1, seed {seed} | {exact:0.0000e+0} | {found.Value:0.0000e+0} | {found.StandardError:0.0e+0} "
                + $"| {seconds:0.00} |"));
        }
    }
}
