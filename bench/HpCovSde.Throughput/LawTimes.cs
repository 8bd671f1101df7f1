using System.Diagnostics;
using HpCovSde.Laws;
using HpCovSde.Models;

namespace HpCovSde.Throughput;

/// <summary>How long the exact laws of pairs take: the numbers that <c>law</c> prints, with their error bounds.</summary>
internal static class LawTimes
{
    private const double Accuracy = 1e-9;
    private const int Repetitions = 20;
    private const int ManyInputs = 20;

    private static readonly double[] Levels = [0.05, 0.5, 0.95];

    /// <summary>Must be the first of a process: the first call includes what the just-in-time compiler takes.</summary>
    internal static void Print()
    {
        (double Wall, double Processor) first = Time(() => Compute(PairLawOf(0.3)));
        var warm = new List<double>();
        for (int i = 0; i < Repetitions; i++)
        {
            warm.Add(Time(() => Compute(PairLawOf(0.3))).Wall);
        }

        var model = new ModelDocument { CPlus = 0, CMinus = -1, Time = 1, Start = Start(ManyInputs) };
        PairLaws laws = ModelSpec.Read(model).OrThrow().PairLaws().OrThrow();
        (int A, int B)[] pairs = [.. laws.Pairs];
        (double Wall, double Processor) many = Time(() => Parallel.ForEach(pairs, pair => Compute(laws.Of(pair.A, pair.B))));
        Console.WriteLine("| exact law of a pair, all that `law` prints, to 1e-9 | s | s of processor time |\n|---|---:|---:|");
        Console.WriteLine(FormattableString.Invariant(
            $"| one pair, first call of a process | {first.Wall:0.000} | {first.Processor:0.000} |"));
        Console.WriteLine(FormattableString.Invariant($"| one pair, later (the fastest of {Repetitions}) | {warm.Min():0.0000} | |"));
        Console.WriteLine(FormattableString.Invariant(
            $"| {pairs.Length} pairs of {ManyInputs} inputs, two threads | {many.Wall:0.000} | {many.Processor:0.000} |"));
    }

    // Correlations from 0.9 down, as of points on a line: ρ^{ab} = 0.95^{|a−b|}.
    private static double[][] Start(int inputs) =>
        [.. Enumerable.Range(0, inputs).Select(a => Enumerable.Range(0, inputs).Select(b => Math.Pow(0.95, Math.Abs(a - b))).ToArray())];

    private static PairLaw PairLawOf(double rho) => new(new(SdeRun.Kappa), 1 - rho, 1);

    private static void Compute(PairLaw law)
    {
        ExactValue[] numbers =
        [
            .. Levels.Select(law.Quantile), law.MeanRho, law.StandardDeviation(point => point.Rho),
            law.Mean(point => point.LogOneMinusRho), law.StandardDeviation(point => point.LogOneMinusRho),
            law.Moment(0.5, 0.5, point => point.Rho), law.Moment(1, 1), law.Moment(1, 1, point => point.Rho * point.Rho),
        ];
        if (Array.Find(numbers, number => !(number.Error < Accuracy)) is { Error: not 0 } wrong)
        {
            throw new InvalidOperationException($"The error bound of {wrong.Value} is {wrong.Error}.");
        }
    }

    private static (double Wall, double Processor) Time(Action action)
    {
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        action();
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    }
}
