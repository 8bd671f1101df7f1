namespace HpCovSde.Kernels.Tests.Simd;

/// <summary>Arguments at which errors are measured, and the assertion that they are small enough.</summary>
internal static class Accuracy
{
    /// <summary>A number of either sign of every size from 2^−digits to 1/8.</summary>
    public static double Tiny(System.Random random, int digits) =>
        Math.ScaleB(1 + random.NextDouble(), -random.Next(4, digits + 1)) * (random.Next(2) == 0 ? 1 : -1);

    public static double[] Points(int count, Func<System.Random, double> draw)
    {
        var random = new System.Random(41);
        return [.. Enumerable.Range(0, count).Select(_ => draw(random))];
    }

    public static void AssertWithin<T>(double bound, T[] x, Func<int, double> error)
    {
        double worst = 0;
        int where = 0;
        for (int i = 0; i < x.Length; i++)
        {
            // The negation catches NaN.
            double e = error(i);
            if (!(e <= worst))
            {
                worst = e;
                where = i;
            }
        }

        Assert.True(worst <= bound, $"{worst} ULP at x = {x[where]:R}, more than {bound}");
    }
}
