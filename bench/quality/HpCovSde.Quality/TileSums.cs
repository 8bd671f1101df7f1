using System.Numerics;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Quality;

/// <summary>All sums that <see cref="NormalTable"/> needs, over tiles.</summary>
internal sealed class TileSums
{
    internal const int Powers = 8;
    internal const int LargestTail = 6;
    internal const int Cells = 1024;

    /// <summary>Kinds of pairs of numbers that must be independent, in the order of <see cref="Pairs"/>.</summary>
    internal static readonly string[] PairKinds =
        ["two of one Box–Muller pair", "last of a pair, first of the next", "lag 2", "across the boundary of segments",
            "same place, next segment (row of a matrix)", "next replica", "next step"];

    private readonly double[] _a = new double[RunOfPairs];
    private readonly double[] _b = new double[RunOfPairs];

    private const int RunOfPairs = Tile.RunLength / 2;

    internal long Count { get; private set; }

    /// <summary>Σ xᵏ at index k − 1.</summary>
    internal double[] PowerSums { get; } = new double[Powers];

    /// <summary>The number of values above t, and in <see cref="Below"/> of those below −t, at index t − 1.</summary>
    internal long[] Above { get; } = new long[LargestTail];

    internal long[] Below { get; } = new long[LargestTail];

    /// <summary>The number of values in the j-th of 1024 cells of equal probability.</summary>
    internal long[] CellCounts { get; } = new long[Cells];

    /// <summary>For each kind the number of pairs, Σ xy, and Σ (x² − 1)(y² − 1).</summary>
    internal (double Count, double Products, double Squares)[] Pairs { get; } = new (double, double, double)[PairKinds.Length];

    internal void Add(double[] numbers)
    {
        for (int step = 0; step < Tile.Steps; step++)
        {
            for (int replica = 0; replica < Tile.Replicas; replica++)
            {
                ReadOnlySpan<double> run = Tile.Run(numbers, step, replica);
                AddRun(run);
                AddPairsInside(run);
                if (replica > 0)
                {
                    AddPairs(5, Tile.Run(numbers, step, replica - 1), run);
                }

                if (step > 0)
                {
                    AddPairs(6, Tile.Run(numbers, step - 1, replica), run);
                }
            }
        }
    }

    internal void Add(TileSums other)
    {
        Count += other.Count;
        AddTo(PowerSums, other.PowerSums);
        AddTo(Above, other.Above);
        AddTo(Below, other.Below);
        AddTo(CellCounts, other.CellCounts);
        for (int kind = 0; kind < Pairs.Length; kind++)
        {
            (double count, double products, double squares) = other.Pairs[kind];
            Pairs[kind].Count += count;
            Pairs[kind].Products += products;
            Pairs[kind].Squares += squares;
        }
    }

    private void AddRun(ReadOnlySpan<double> run)
    {
        Count += run.Length;
        double p1 = 0, p2 = 0, p3 = 0, p4 = 0, p5 = 0, p6 = 0, p7 = 0, p8 = 0;
        foreach (double x in run)
        {
            double x2 = x * x;
            double x3 = x2 * x;
            double x4 = x2 * x2;
            p1 += x;
            p2 += x2;
            p3 += x3;
            p4 += x4;
            p5 += x4 * x;
            p6 += x3 * x3;
            p7 += x4 * x3;
            p8 += x4 * x4;
            CellCounts[(int)(NormalDistribution.Cumulative(x) * Cells)]++;
            if (x2 > 1)
            {
                long[] tail = x > 0 ? Above : Below;
                for (int t = 1; t <= LargestTail && x2 > t * t; t++)
                {
                    tail[t - 1]++;
                }
            }
        }

        AddTo(PowerSums, [p1, p2, p3, p4, p5, p6, p7, p8]);
    }

    private void AddPairsInside(ReadOnlySpan<double> run)
    {
        for (int i = 0; i < RunOfPairs; i++)
        {
            _a[i] = run[2 * i];
            _b[i] = run[(2 * i) + 1];
        }

        AddPairs(0, _a, _b);
        AddPairs(1, _b.AsSpan(0, RunOfPairs - 1), _a.AsSpan(1));
        AddPairs(2, run[..^2], run[2..]);
        const int Length = StandardNormals.SegmentLength;
        int boundaries = (run.Length / Length) - 1;
        for (int i = 0; i < boundaries; i++)
        {
            _a[i] = run[((i + 1) * Length) - 1];
            _b[i] = run[(i + 1) * Length];
        }

        AddPairs(3, _a.AsSpan(0, boundaries), _b.AsSpan(0, boundaries));
        AddPairs(4, run[..^Length], run[Length..]);
    }

    private void AddPairs(int kind, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double products = 0;
        double squares = 0;
        for (int i = 0; i < a.Length; i++)
        {
            products += a[i] * b[i];
            squares += ((a[i] * a[i]) - 1) * ((b[i] * b[i]) - 1);
        }

        Pairs[kind].Count += a.Length;
        Pairs[kind].Products += products;
        Pairs[kind].Squares += squares;
    }

    private static void AddTo<T>(T[] sums, ReadOnlySpan<T> terms)
        where T : INumber<T>
    {
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += terms[i];
        }
    }
}
