using System.Diagnostics;
using HpCovSde.Laws;
using HpCovSde.Plots;
using HpCovSde.Schemes;

namespace HpCovSde.Throughput;

/// <summary>
/// The figure of docs/which-scheme.md: the weak error against the time of 2^20 paths, for tri2 and Euler–Maruyama, with the time of the
/// exact law of a pair.
/// </summary>
internal static class WeakErrorFigure
{
    private const double Largest = 0.1;
    private const double Least = 1e-5;
    private const double Growth = 1.2;
    private const int TimedLaws = 20;

    internal static void Write(string path, IReadOnlyList<SchemeErrors> all)
    {
        var chart = new Chart
        {
            Title = "Weak error against time",
            Subtitle = "Largest error of E ρ, E log V and E V V (relative); 2^20 paths to T = 1 on one thread, c = (0, −1)",
            X = new Axis("seconds", AxisScale.Logarithmic),
            Y = new Axis("weak error", AxisScale.Logarithmic, Least, Largest),
            Width = 720,
            Height = 480,
        };
        foreach ((int i, int inputs) in WeakErrorTable.Inputs.Index())
        {
            foreach (SchemeErrors errors in all.Where(errors => errors.Inputs == inputs && errors.Scheme is Tri2 or EulerMaruyama))
            {
                Add(chart, errors, Palette.Cycle(i));
            }
        }

        double law = SecondsOfLaw();
        chart.Series.Add(new LineSeries(
            "exact law of a pair, error below 1e-10", [law, law], [Least, Largest], Palette.Grey, LineDash.Dotted));
        File.WriteAllText(path, chart.ToSvg());
    }

    // The fitted error as a line, and what was measured or computed as points with two standard errors.
    private static void Add(Chart chart, SchemeErrors errors, PlotColor color)
    {
        var x = new List<double>();
        var y = new List<double>();
        double error = double.PositiveInfinity;
        for (double n = errors.FewestSteps; error > Least; n *= Growth)
        {
            long steps = (long)Math.Round(n);
            error = errors.Bound(steps);
            x.Add(Seconds(errors, steps));
            y.Add(error <= Largest ? error : double.NaN);
        }

        (int Steps, Statistics.Estimate Error)[] points = [.. errors.Largest().Where(point => Math.Abs(point.Error.Value) < Largest)];
        chart.Series.Add(new LineSeries(
            $"{errors.Scheme.Name}, m = {errors.Inputs}", [.. x], [.. y], color,
            errors.Scheme is Tri2 ? LineDash.Solid : LineDash.Dashed));
        chart.Series.Add(new PointSeries(
            null,
            [.. points.Select(point => Seconds(errors, point.Steps))],
            [.. points.Select(point => Math.Abs(point.Error.Value))],
            [.. points.Select(point => point.Error.StandardError > 0 ? 2 * point.Error.StandardError : double.NaN)],
            color));
    }

    private static double Seconds(SchemeErrors errors, long steps) => errors.SecondsPerPath(steps) * WeakErrorTable.ReportedPaths;

    private static double SecondsOfLaw()
    {
        double least = double.PositiveInfinity;
        for (int i = 0; i < TimedLaws; i++)
        {
            long started = Stopwatch.GetTimestamp();
            var law = new PairLaw(new(SdeRun.Kappa), 1 - SdeRun.InitialCorrelation, 1);
            double worst = Math.Max(law.MeanRho.Error, law.Moment(1, 1).Error);
            least = Math.Min(least, Stopwatch.GetElapsedTime(started).TotalSeconds);
            if (!(worst < 1e-10))
            {
                throw new InvalidOperationException($"The error bound of the law is {worst}.");
            }
        }

        return least;
    }
}
