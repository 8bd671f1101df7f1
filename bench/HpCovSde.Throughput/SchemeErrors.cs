using System.Globalization;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Throughput;

/// <summary>
/// The weak errors of one scheme at a few long steps, the fits error(h) = C h^p + D h^{p+1} to them with p the declared order, and what a
/// path costs.
/// </summary>
internal sealed class SchemeErrors
{
    // Below so many standard errors an error says nothing about the order.
    private const double Resolved = 4;

    // Of means without Monte Carlo, for the weights of the fit.
    private const double RelativeRounding = 1e-7;

    private readonly bool _hasExactLogVariance;
    private readonly int[] _steps;
    private readonly Estimate[][] _errors;
    private readonly ErrorModel[] _fits;
    private readonly double _secondsPerPath;
    private readonly double _secondsPerStep;

    internal SchemeErrors(Scheme scheme, int inputs)
    {
        Scheme = scheme;
        Inputs = inputs;
        _hasExactLogVariance = inputs == 2 && scheme is FisherZ or Tri2;
        (_steps, long paths) = Plan(scheme, inputs);
        var errors = new WeakErrors(scheme, inputs);
        _errors = [.. _steps.Select(count => scheme is EulerMaruyama
            ? WeakErrors.OfEulerMaruyama(count) : errors.Measure(count, paths))];
        _fits = [.. WeakErrors.Names.Select((_, i) => ErrorModel.Fit(
            [.. _steps.Select(count => 1.0 / count)], [.. _errors.Select(error => WithRounding(error[i]))], DeclaredOrder(i)))];

        // The start and the record of a path, and its steps.
        var run = new SdeRun(scheme, inputs, Precision.Double);
        int few = FewestSteps;
        int many = 16 * few;
        double atFew = SecondsPerPath(run, inputs, few);
        double atMany = SecondsPerPath(run, inputs, many);
        _secondsPerStep = (atMany - atFew) / (many - few);
        _secondsPerPath = Math.Max(0, atFew - (few * _secondsPerStep));
    }

    internal Scheme Scheme { get; }

    internal int Inputs { get; }

    /// <summary>The fewest steps for which the fits hold: with longer ones Euler–Maruyama leaves the cone.</summary>
    internal int FewestSteps => Scheme is EulerMaruyama ? EulerMaruyamaMeans.FewestSteps : 1;

    /// <summary>The smallest number of steps for an error of a mean; null if it has none at any step.</summary>
    internal long? StepsFor(int mean, double tolerance) =>
        IsExact(mean) ? null : Math.Max(FewestSteps, _fits[mean].StepsFor(tolerance));

    /// <summary>The smallest number of steps for an error of every mean.</summary>
    internal long StepsFor(double tolerance) => WeakErrors.Names.Index().Max(name => StepsFor(name.Index, tolerance) ?? 1);

    internal double SecondsPerPath(long steps) => _secondsPerPath + (steps * _secondsPerStep);

    /// <summary>The largest fitted error of a mean, with two standard errors of the fit.</summary>
    internal double Bound(long steps) =>
        WeakErrors.Names.Index().Max(name => IsExact(name.Index) ? 0 : _fits[name.Index].Bound(1.0 / steps));

    /// <summary>The largest of the measured errors at each step, where it is more than two standard errors.</summary>
    internal IEnumerable<(int Steps, Estimate Error)> Largest() =>
        from pair in _steps.Zip(_errors)
        let largest = pair.Second.Where((_, i) => !IsExact(i)).MaxBy(error => Math.Abs(error.Value))
        where Math.Abs(largest.Value) > 2 * largest.StandardError
        select (pair.First, largest);

    internal void PrintErrors()
    {
        foreach ((int i, string name) in WeakErrors.Names.Index())
        {
            string cells = string.Join("; ", _steps.Zip(_errors).Select(pair => string.Create(
                CultureInfo.InvariantCulture, $"{pair.First}: {Text(pair.Second[i])}")));
            string inputs = Scheme is EulerMaruyama ? "any" : Inputs.ToString(CultureInfo.InvariantCulture);
            Console.WriteLine($"| {inputs} | {Scheme.Name} | {name} | {(IsExact(i) ? "exact" : cells)} | {(IsExact(i) ? "" : Order(i))} |");
        }
    }

    // Long steps, where errors exceed their standard errors, and as many paths as that takes.
    private static (int[] Steps, long Paths) Plan(Scheme scheme, int inputs) => (scheme, inputs) switch
    {
        (EulerMaruyama, _) => ([128, 256, 512, 1024], 0),
        (ExponentialMap, 8) => ([16, 32, 64], 1 << 16),
        (ExponentialMap, _) => ([4, 8, 16, 32], 1 << 21),
        (_, 8) => ([4, 8, 16], 1 << 22),
        (_, 3) => ([1, 2, 4, 8], 1 << 23),
        _ => ([1, 2, 4, 8], 1 << 23),
    };

    private static double SecondsPerPath(SdeRun run, int inputs, int steps) => steps * run.SecondsPerPathStep(
        1.0 / steps, Math.Max(256, (1 << 20) / (inputs * inputs * steps)), threads: 1, repetitions: 40);

    private static Estimate WithRounding(Estimate error) =>
        error with { StandardError = Math.Max(error.StandardError, RelativeRounding * Math.Abs(error.Value)) };

    private static string Text(Estimate error) => error.StandardError > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{error.Value:0.0####} ± {error.StandardError:0.0####}")
        : string.Create(CultureInfo.InvariantCulture, $"{error.Value:0.0######}");

    private bool IsExact(int mean) => mean == 1 && _hasExactLogVariance;

    // fisher-z is of order 2 for ρ and of order 1 jointly with the norms.
    private int DeclaredOrder(int mean) => Scheme is FisherZ && mean == 2 ? 1 : (int)Scheme.WeakOrder;

    private string Order(int mean)
    {
        (int Steps, Estimate Error)[] resolved =
        [
            .. _steps.Zip(_errors.Select(error => WithRounding(error[mean])))
                .Where(pair => Math.Abs(pair.Second.Value) > Resolved * pair.Second.StandardError),
        ];
        if (resolved.Length < 2)
        {
            return "not resolved";
        }

        Estimate slope = LogLogFit.Of(
            [.. resolved.Select(pair => 1.0 / pair.Steps)], [.. resolved.Select(pair => Math.Abs(pair.Error.Value))],
            [.. resolved.Select(pair => pair.Error.StandardError)]).Slope;
        return slope.StandardError > 1e-4
            ? string.Create(CultureInfo.InvariantCulture, $"{slope.Value:0.00} ± {slope.StandardError:0.00}")
            : string.Create(CultureInfo.InvariantCulture, $"{slope.Value:0.00}");
    }
}
