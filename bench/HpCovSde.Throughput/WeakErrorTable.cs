using System.Globalization;
using HpCovSde.Dynamics;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistical.Oracles;
using HpCovSde.Statistics;

namespace HpCovSde.Throughput;

/// <summary>
/// The cost of a weak error with each scheme. The errors of E ρ and of E log V of the last input are measured against exact values at a few
/// long steps, where they exceed their standard errors; error(h) = C h^p + D h^{p+1}, with p the declared order, is fitted by weighted
/// least squares. The step for an error ε is the longest one for which the fitted error plus two of its standard errors stays below ε.
/// </summary>
internal static class WeakErrorTable
{
    private const int TimedPathSteps = 1 << 17;
    private const int MostTimedSteps = 256;
    private const double ReportedPaths = 1 << 20;

    private static readonly double[] Tolerances = [1e-2, 1e-3, 1e-4];

    internal static void Print()
    {
        double exactRho = CorrelationEquation.Mean(SdeRun.Kappa, 1, SdeRun.InitialCorrelation, rho => rho);
        Console.WriteLine(
            "| m | scheme | weak error | steps for E ρ | steps for E log V | ns per path-step | s for 2^20 paths "
            + "| Euler-Maruyama's time / this |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (int inputs in new[] { 2, 3, 8 })
        {
            double[]? baseline = null;
            IReadOnlyList<Scheme> schemes = SchemeCatalog.For(new CovarianceSde(SdeRun.Kappa, 1), inputs);
            foreach (Scheme scheme in schemes.OrderBy(scheme => scheme is not EulerMaruyama))
            {
                double[] seconds = PrintScheme(inputs, scheme, exactRho, baseline);
                baseline ??= seconds;
            }
        }
    }

    private static double[] PrintScheme(int inputs, Scheme scheme, double exactRho, double[]? baseline)
    {
        var run = new SdeRun(scheme, inputs, Precision.Double);

        // For Euler-Maruyama E log V does not exist if a normal can make V^{aa} negative: 1 + √(2h) g must be positive for g ≥ -8.57.
        bool isBaseline = scheme is EulerMaruyama;
        int[] steps = isBaseline ? [160, 256, 512] : [1, 2, 4, 8];
        int paths = 1 << (inputs > 2 ? 17 : isBaseline ? 20 : 22);
        (Estimate Rho, Estimate LogVariance)[] errors = [.. steps.Select(count => run.Errors(count, paths, exactRho))];
        double[] h = [.. steps.Select(count => 1.0 / count)];
        var rho = ErrorModel.Fit(h, [.. errors.Select(error => error.Rho)], (int)scheme.WeakOrder);
        var log = ErrorModel.Fit(h, [.. errors.Select(error => error.LogVariance)], scheme is Tri2 ? 2 : 1);
        double[] seconds = new double[Tolerances.Length];
        for (int i = 0; i < Tolerances.Length; i++)
        {
            // log V of both inputs is exact in law, so that no step is too long. For more inputs only that of the first may be.
            bool isExact = scheme is FisherZ || (scheme is Tri2 && inputs == 2);
            long forRho = rho.StepsFor(Tolerances[i]);
            long forLog = isExact ? 1 : log.StepsFor(Tolerances[i]);
            long needed = Math.Max(forRho, forLog);
            int timed = (int)Math.Min(needed, MostTimedSteps);
            int timedPaths = Math.Max(256, TimedPathSteps / (inputs * inputs * timed));
            double perStep = run.SecondsPerPathStep(1.0 / timed, timedPaths, threads: 1, repetitions: 40);
            seconds[i] = perStep * needed * ReportedPaths;
            string ratio = baseline is null ? "1" : FormattableString.Invariant($"{baseline[i] / seconds[i]:G3}");
            string logSteps = isExact ? "1 (exact)" : forLog.ToString(CultureInfo.InvariantCulture);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {inputs} | {scheme.Name} | {Tolerances[i]:0e+0} | {forRho} | {logSteps} | {perStep * 1e9:0.0} | {seconds[i]:0.###} "
                + $"| {ratio} |"));
        }

        return seconds;
    }
}
