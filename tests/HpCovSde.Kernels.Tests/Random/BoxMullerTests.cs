using HpCovSde.Kernels.Random;

namespace HpCovSde.Kernels.Tests.Random;

/// <summary>The transform compared with the same formula in the C library's functions, whose errors are far below the bounds.</summary>
public sealed class BoxMullerTests
{
    [Fact]
    public void In_double_the_error_of_a_pair_is_at_most_six_units_of_its_radius()
    {
        var random = new System.Random(5);
        for (int i = 0; i < 200_000; i++)
        {
            // Every magnitude of u, down to the smallest.
            ulong radiusWord = (ulong)random.NextInt64() >>> random.Next(12, 64);
            ulong angleWord = unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue));
            double u = ((radiusWord & ((1UL << 52) - 1)) + 0.5) * Math.ScaleB(1, -52);
            double t = ((angleWord & ((1UL << 52) - 1)) * Math.ScaleB(1, -52)) - 0.5;
            double radius = Math.Sqrt(-2 * Math.Log(u));
            double cos = radius * Math.Cos(Math.PI * t / 2) * (angleWord >> 63 == 1 ? -1 : 1);
            double sin = radius * Math.Sin(Math.PI * t / 2);
            (double z0, double z1) = BoxMuller.Reference(radiusWord, angleWord);
            (double first, double second) = ((angleWord >> 62) & 1) == 1 ? (sin, cos) : (cos, sin);
            double tolerance = 6 * Math.ScaleB(1, -52) * (radius + (1 / radius));
            Assert.InRange(z0, first - tolerance, first + tolerance);
            Assert.InRange(z1, second - tolerance, second + tolerance);
        }
    }

    [Fact]
    public void In_single_the_error_of_a_pair_is_at_most_six_units_of_its_radius()
    {
        var random = new System.Random(6);
        for (int i = 0; i < 200_000; i++)
        {
            uint radiusWord = (uint)random.NextInt64(1L << 32) >>> random.Next(0, 32);
            uint angleWord = (uint)random.NextInt64(1L << 32);
            double u = (float)(((radiusWord >> 1) + 0.5) * Math.ScaleB(1, -31));
            double t = (int)angleWord * Math.ScaleB(1, -32);
            double radius = Math.Sqrt(Math.Max(-2 * Math.Log(u), 6e-8));
            double cos = radius * Math.Cos(Math.PI * t / 2) * ((angleWord & 1) == 1 ? -1 : 1);
            double sin = radius * Math.Sin(Math.PI * t / 2);
            (float z0, float z1) = BoxMuller.Reference(radiusWord, angleWord);
            (double first, double second) = (radiusWord & 1) == 1 ? (sin, cos) : (cos, sin);
            double tolerance = 6 * Math.ScaleB(1, -23) * (radius + Math.Min(1 / radius, 4e3));
            Assert.InRange(z0, first - tolerance, first + tolerance);
            Assert.InRange(z1, second - tolerance, second + tolerance);
        }
    }

    [Fact]
    public void The_extreme_words_give_finite_normals()
    {
        foreach (ulong word in new[] { 0UL, ulong.MaxValue, (1UL << 52) - 1 })
        {
            (double z0, double z1) = BoxMuller.Reference(word, word);
            Assert.InRange(Math.Sqrt((z0 * z0) + (z1 * z1)), 0, 8.572);
            (float s0, float s1) = BoxMuller.Reference((uint)word, (uint)word);
            Assert.InRange(Math.Sqrt((s0 * s0) + (s1 * s1)), 0, 6.661);
        }
    }
}
