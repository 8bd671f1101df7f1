using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace HpCovSde.Peers.MathNet;

/// <summary>Normals by MathNet's fastest generator, one per replica.</summary>
internal static class Normals
{
    internal const int FillLength = 16384;

    internal static RandomSource Generator(int seed, int replica) =>
        new Xoshiro256StarStar((seed * 1_000_003) + replica + 1, threadSafe: false);

    /// <summary>Fills one array with normals over and over.</summary>
    internal static Func<int, double[]> Fill(int seed)
    {
        RandomSource generator = Generator(seed, 0);
        double[] values = new double[FillLength];
        return count =>
        {
            for (int drawn = 0; drawn < count; drawn += FillLength)
            {
                Normal.Samples(generator, values, 0, 1);
            }

            return values;
        };
    }
}
