using System.Globalization;
using HpCovSde.Dynamics;
using HpCovSde.Schemes;

namespace HpCovSde.Throughput;

/// <summary>
/// Weak errors of every scheme of the covariance SDE, their orders, and the cost of an error: the step for an error ε is the longest one
/// for which the fitted error plus two of its standard errors stays below ε, for every mean.
/// </summary>
internal static class WeakErrorTable
{
    internal const double ReportedPaths = 1 << 20;

    internal static readonly int[] Inputs = [2, 3, 8];

    private static readonly double[] Tolerances = [1e-2, 1e-3, 1e-4];

    internal static void Print(string svgPath)
    {
        SchemeErrors[] all =
        [
            .. from inputs in Inputs
               from scheme in SchemeCatalog.For(new CovarianceSde(SdeRun.Kappa, 1), inputs).OrderBy(scheme => scheme is not EulerMaruyama)
               select new SchemeErrors(scheme, inputs),
        ];
        Console.WriteLine("| m | scheme | mean | steps: error ± standard error | measured order |\n|---|---|---|---|---|");
        foreach (SchemeErrors errors in all.Where(errors => errors.Scheme is not EulerMaruyama || errors.Inputs == 2))
        {
            errors.PrintErrors();
        }

        Console.WriteLine(
            "\n| m | scheme | weak error | steps for E ρ | for E log V | for E V V | ns per path | s for 2^20 paths "
            + "| Euler-Maruyama's time / this |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (SchemeErrors errors in all)
        {
            SchemeErrors baseline = all.First(other => other.Inputs == errors.Inputs && other.Scheme is EulerMaruyama);
            foreach (double tolerance in Tolerances)
            {
                PrintCost(errors, baseline, tolerance);
            }
        }

        Console.WriteLine(
            "\nE ρ is averaged over pairs, E log V is that of the last input, E V V = E V^{aa} V^{bb} that of the last two, relative to "
            + "its exact\nvalue. Two of m inputs have the same law with Euler-Maruyama for any m; its means are computed without Monte "
            + "Carlo.");
        WeakErrorFigure.Write(svgPath, all);
    }

    private static void PrintCost(SchemeErrors errors, SchemeErrors baseline, double tolerance)
    {
        string cells = string.Join(" | ", WeakErrors.Names.Index().Select(name => errors.StepsFor(name.Index, tolerance) switch
        {
            null => "1 (exact)",
            { } steps when steps == errors.FewestSteps && steps > 1 => string.Create(CultureInfo.InvariantCulture, $"≤ {steps}"),
            { } steps => steps.ToString(CultureInfo.InvariantCulture),
        }));
        double perPath = errors.SecondsPerPath(errors.StepsFor(tolerance));
        double ratio = baseline.SecondsPerPath(baseline.StepsFor(tolerance)) / perPath;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {errors.Inputs} | {errors.Scheme.Name} | {tolerance:0e+0} | {cells} | {perPath * 1e9:0} | {perPath * ReportedPaths:0.###} "
            + $"| {ratio:G3} |"));
    }
}
