namespace HpCovSde.Tests.Statistics;

/// <summary>Seeded samples of known laws.</summary>
internal sealed class Draws(int seed)
{
    private readonly Random _random = new(seed);

    public double[] Uniform(int count) => Fill(count, _random.NextDouble);

    public double[] Normal(int count, double mean = 0, double deviation = 1) => Fill(count, () => mean + (deviation * Normal()));

    public double[] Exponential(int count) => Fill(count, () => -Math.Log(1 - _random.NextDouble()));

    private static double[] Fill(int count, Func<double> draw)
    {
        var values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = draw();
        }

        return values;
    }

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
