using System.Text;
using HpCovSde.Cli.Reports;
using HpCovSde.InfiniteWidth;
using HpCovSde.Models;
using Xunit.Abstractions;

namespace HpCovSde.Cli.Tests;

/// <summary>
/// The memory that <c>kernel</c> states before it starts is near what it takes: what it keeps, and all that it allocates for the text.
/// </summary>
[Collection(LittleMemory.Name)]
public sealed class KernelMemoryTests(ITestOutputHelper output)
{
    private const double Within = 2;

    [Theory]
    [InlineData(1, 20_000)]
    [InlineData(2, 20_000)]
    [InlineData(2, 100_000)]
    [InlineData(3, 20_000)]
    [InlineData(3, 100_000)]
    public void A_figure_takes_the_memory_that_is_estimated(int inputs, int records)
    {
        var path = new KernelPath();
        double measured = Measure(
            () =>
            {
                for (int layer = 0; layer < records; layer++)
                {
                    path.Add(layer / 3.0, Gram(inputs, layer));
                }
            },
            () => KernelPlot.Of(Report([new(records, 1, Gram(inputs, records), 0)]), path));
        Check(measured, KernelPath.Memory(inputs, records));
        Assert.Equal(records, path.Times.Count);
    }

    [Theory]
    [InlineData(1, 10_000)]
    [InlineData(3, 10_000)]
    [InlineData(10, 2000)]
    [InlineData(100, 20)]
    public void A_document_takes_the_memory_that_is_estimated(int inputs, int records)
    {
        KernelRecord[] path = [];
        double measured = Measure(
            () => path =
            [
                .. Enumerable.Range(1, records).Select(layer => new KernelRecord(layer, layer, Gram(inputs, layer), 1e-9 / layer)),
            ],
            () => Report(path).ToJson(withMatrices: true));
        Check(measured, records * KernelReport.Memory(inputs, asText: true));
        Assert.Equal(records, path.Length);
    }

    private static double Measure(Action keep, Func<string> text)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        keep();
        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        _ = Encoding.UTF8.GetBytes(text());
        return kept + GC.GetAllocatedBytesForCurrentThread() - allocated;
    }

    private void Check(double measured, double estimated)
    {
        output.WriteLine($"measured/estimated {measured / estimated:0.00}");
        Assert.InRange(measured / estimated, 1 / Within, Within);
    }

    private static KernelReport Report(IReadOnlyList<KernelRecord> records) =>
        new(ModelSpec.Read(new()).Value!, EveryEntry: false, 1, 1, records, 1);

    // Numbers with all their digits.
    private static GramMatrix Gram(int inputs, int layer)
    {
        double correlation = 0.5 + (0.4 * Math.Sin(layer));
        double[,] matrix = new double[inputs, inputs];
        for (int a = 0; a < inputs; a++)
        {
            for (int b = 0; b < inputs; b++)
            {
                matrix[a, b] = (1 + correlation) * (a == b ? 1 : correlation);
            }
        }

        return GramMatrix.FromMatrix(matrix);
    }
}
