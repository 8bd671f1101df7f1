using System.Globalization;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Quality;

/// <summary>Moments, tails, cells and correlations of many normals and their exact values, as a Markdown table of z-scores.</summary>
internal static class NormalTable
{
    /// <summary>The limit of |z| for a row: with 35 rows, true normals exceed it once in 750 000 tables.</summary>
    private const double Limit = 5.5;

    // P(Z > t) = erfc(t/√2)/2, t = 1 to 6.
    private static readonly double[] TailProbabilities =
    [
        0.15865525393145705, 0.022750131948179209, 0.0013498980316300946,
        3.1671241833119924e-5, 2.8665157187919391e-7, 9.8658764503769814e-10,
    ];

    /// <summary>Draws the normals, prints the table, and returns whether all rows are within <see cref="Limit"/>.</summary>
    /// <param name="source">double, single or control.</param>
    /// <param name="seed">The seed of the streams.</param>
    /// <param name="count">The number of normals; rounded up to whole tiles.</param>
    internal static bool Print(string source, ulong seed, long count)
    {
        TileSums sums = Sum(Tile.Of(source), new RandomKey(seed, Purpose: 6), (count + Tile.Length - 1) / Tile.Length);
        List<(string What, double Observed, double Exact, double Z)> rows =
            [.. MomentRows(sums), .. TailRows(sums), CellRow(sums), .. PairRows(sums)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sums.Count:N0} normals, {source}, seed {seed}"));
        Console.WriteLine();
        Console.WriteLine("| | observed | exact | z |");
        Console.WriteLine("|---|---:|---:|---:|");
        foreach ((string what, double observed, double exact, double z) in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {Text(observed)} | {Text(exact)} | {z:0.00} |"));
        }

        double largest = rows.Max(row => Math.Abs(row.Z));
        int beyond = rows.Count(row => Math.Abs(row.Z) > Limit);
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Largest |z| of {rows.Count} rows: {largest:0.00}; {beyond} beyond {Limit}."));
        return beyond == 0;
    }

    private static TileSums Sum(Tile.Draw draw, RandomKey key, long tiles)
    {
        var total = new TileSums();
        Parallel.For(
            0L,
            tiles,
            () => (Sums: new TileSums(), Numbers: new double[Tile.Length]),
            (tile, _, local) =>
            {
                draw(key, tile, local.Numbers);
                local.Sums.Add(local.Numbers);
                return local;
            },
            local =>
            {
                lock (total)
                {
                    total.Add(local.Sums);
                }
            });
        return total;
    }

    // The mean of N k-th powers has variance (E x^2k − (E x^k)²)/N.
    private static IEnumerable<(string What, double Observed, double Exact, double Z)> MomentRows(TileSums sums)
    {
        for (int k = 1; k <= TileSums.Powers; k++)
        {
            double observed = sums.PowerSums[k - 1] / sums.Count;
            double exact = Moment(k);
            double sigma = Math.Sqrt((Moment(2 * k) - (exact * exact)) / sums.Count);
            string name = k switch { 1 => " (mean)", 2 => " (variance)", 3 => " (skewness)", 4 => " (kurtosis)", _ => "" };
            yield return ($"moment {k}{name}", observed, exact, (observed - exact) / sigma);
        }
    }

    private static IEnumerable<(string What, double Observed, double Exact, double Z)> TailRows(TileSums sums)
    {
        for (int t = 1; t <= TileSums.LargestTail; t++)
        {
            yield return TailRow($"above {t}", sums.Above[t - 1], sums.Count, TailProbabilities[t - 1]);
            yield return TailRow($"below −{t}", sums.Below[t - 1], sums.Count, TailProbabilities[t - 1]);
        }
    }

    // The count is binomial. If few are expected it is nearly Poisson, and its square root is closer to normal (Anscombe).
    private static (string What, double Observed, double Exact, double Z) TailRow(
        string what, long observed, long count, double probability)
    {
        double expected = count * probability;
        double z = expected > 1000
            ? (observed - expected) / Math.Sqrt(expected * (1 - probability))
            : 2 * (Math.Sqrt(observed + 0.375) - Math.Sqrt(expected + 0.125));
        return (what, observed, expected, z);
    }

    // χ² by its cube root, which is nearly normal (Wilson, Hilferty).
    private static (string What, double Observed, double Exact, double Z) CellRow(TileSums sums)
    {
        double expected = (double)sums.Count / TileSums.Cells;
        double chiSquare = sums.CellCounts.Sum(count => (count - expected) * (count - expected) / expected);
        double freedom = TileSums.Cells - 1;
        double spread = 2 / (9 * freedom);
        double z = (Math.Cbrt(chiSquare / freedom) - (1 - spread)) / Math.Sqrt(spread);
        return ($"χ² of {TileSums.Cells} cells of equal probability", chiSquare, freedom, z);
    }

    // Sums of N products of independent normals, and of products of their squares minus one: variances N and 4N.
    private static IEnumerable<(string What, double Observed, double Exact, double Z)> PairRows(TileSums sums)
    {
        for (int kind = 0; kind < TileSums.PairKinds.Length; kind++)
        {
            (double count, double products, double squares) = sums.Pairs[kind];
            yield return ($"correlation, {TileSums.PairKinds[kind]}", products / count, 0, products / Math.Sqrt(count));
            yield return ($"of squares, {TileSums.PairKinds[kind]}", squares / (2 * count), 0, squares / Math.Sqrt(4 * count));
        }
    }

    // E x^k = (k − 1)!! for even k.
    private static double Moment(int k)
    {
        double moment = 1 - (k % 2);
        for (int factor = k - 1; factor > 1; factor -= 2)
        {
            moment *= factor;
        }

        return moment;
    }

    private static string Text(double value) =>
        value == Math.Floor(value) ? value.ToString("0", CultureInfo.InvariantCulture) : value.ToString("G7", CultureInfo.InvariantCulture);
}
