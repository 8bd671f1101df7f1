using System.Globalization;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Laws;
using HpCovSde.Plots;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Throughput;

/// <summary>
/// The tables and the figure of docs/residual-networks.md: the growth of the residual ReLU network of infinite depth at finite width.
/// </summary>
internal static class ResidualGrowth
{
    private const int LongTime = 60;
    private const double Sigmas = 2;

    private static readonly Quantity LogNorm = Quantity.LogFeatureNorm(0);
    private static readonly Quantity V = Quantity.Covariance(0, 0);

    internal static void Print(string svgPath)
    {
        PrintMeanSquares();
        Console.WriteLine();
        PrintLogNorms(svgPath);
        Console.WriteLine();
        PrintErrors();
    }

    private static void PrintMeanSquares()
    {
        Console.WriteLine("| n | E q_1/q_0, measured | e^{1/2} (1 + c/n) | e^{1/2} |");
        Console.WriteLine("|---|---|---|---|");
        foreach (int width in new[] { 2, 3, 4, 8, 32 })
        {
            IChain chain = new ResidualDiffusion(width, 1).Integrate(1.0 / 32, new ClockDiffusion());
            Estimate mean = Of(Run(chain, width > 8 ? 1 << 18 : 1 << 20, V, recordEvery: 0), V, record: 0);
            double expansion = Math.Exp(0.5) * (1 + (ResidualNormLaw.MeanCorrection(1) / width));
            Console.WriteLine(FormattableString.Invariant(
                $"| {width} | {Text(mean, "0.0000")} | {expansion:0.0000} | {Math.Exp(0.5):0.0000} |"));
        }
    }

    private static void PrintLogNorms(string svgPath)
    {
        const int StepsPerRecord = 50;
        int[] widths = [3, 4, 8];
        int[] times = [1, 5, 20, LongTime];
        var chart = new Chart
        {
            Title = "Growth of the log norm of features, infinite depth",
            Subtitle = "Residual ReLU network of n neurons; dashed: the rate at t = 0 for all t",
            X = new Axis("time t"),
            Y = new Axis("E log |φ(X_t)|/|φ(X_0)|"),
            Width = 640,
            Height = 420,
        };
        Console.WriteLine($"| n | {string.Join(" | ", times.Select(time => $"t = {time}"))} | rate at 0, times t = {LongTime} |");
        Console.WriteLine("|---|---|---|---|---|---|");
        for (int i = 0; i < widths.Length; i++)
        {
            int width = widths[i];
            IChain chain = new ResidualDiffusion(width, LongTime).Integrate(0.02, new LogNormDiffusion());
            EnsembleResult result = Run(chain, 1 << 14, LogNorm, StepsPerRecord);
            Estimate[] path = [new(0, 0), .. Enumerable.Range(0, result.Steps.Count).Select(record => Of(result, LogNorm, record))];
            double[] t = [0, .. result.Times];
            double[] mean = [.. path.Select(estimate => estimate.Value)];
            chart.Series.Add(new BandSeries(
                $"n = {width}, mean ± {Sigmas} standard errors", t, mean,
                [.. path.Select(estimate => estimate.Value - (Sigmas * estimate.StandardError))],
                [.. path.Select(estimate => estimate.Value + (Sigmas * estimate.StandardError))],
                Palette.Cycle(i)));
            double end = LogNormGrowth.InitialRate(width) * LongTime;
            chart.Series.Add(new LineSeries(null, [0, LongTime], [0, end], Palette.Cycle(i), LineDash.Dashed));
            string cells = string.Join(" | ", times.Select(time => Text(path[time], "0.000")));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {width} | {cells} | {end:0.000} |"));
        }

        chart.Series.Add(new LineSeries(null, [0, LongTime], [0, 0], Palette.Grey, LineDash.Dotted, 1));
        File.WriteAllText(svgPath, chart.ToSvg());
    }

    // The errors of E log |φ| for two neurons at t = 2, against the equation of their angle.
    private static void PrintErrors()
    {
        const double Time = 2;
        double exact = TwoNeuronLaw.At(Time).MeanLogNorm;
        Console.WriteLine("| scheme | h | error of E log, n = 2, t = 2 |");
        Console.WriteLine("|---|---|---|");
        foreach ((Scheme scheme, int[] steps) in new (Scheme, int[])[]
        {
            (new EulerMaruyama(), [32, 64]), (new LogNormDiffusion(), [2, 4, 8]), (new ClockDiffusion(), [4, 8, 16]),
        })
        {
            foreach (int count in steps)
            {
                IChain chain = new ResidualDiffusion(2, Time).Integrate(Time / count, scheme);
                Estimate error = Of(Run(chain, 1 << 20, LogNorm, recordEvery: 0), LogNorm, record: 0) - new Estimate(exact, 0);
                Console.WriteLine(FormattableString.Invariant($"| {scheme} | {Time / count:G3} | {Text(error, "0.0000")} |"));
            }
        }
    }

    private static EnsembleResult Run(IChain chain, int replicas, Quantity quantity, int recordEvery)
    {
        using var ensemble = new Ensemble(seed: 1);
        var options = new RunOptions { Replicas = replicas, Quantities = [quantity], RecordEvery = recordEvery };
        return ensemble.Run(chain, GramMatrix.Single(), options);
    }

    private static Estimate Of(EnsembleResult result, Quantity quantity, int record) =>
        Estimate.OfMean(Moments.Of([.. result.Samples(quantity, record).ToArray().Where(double.IsFinite)]));

    private static string Text(Estimate estimate, string format) =>
        $"{estimate.Value.ToString(format, CultureInfo.InvariantCulture)} ± "
        + estimate.StandardError.ToString(format, CultureInfo.InvariantCulture);
}
