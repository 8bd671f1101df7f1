using System.Numerics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Tests.Simd;

/// <summary>f(x + dx) − f(x): its bits.</summary>
public abstract class IncrementTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private protected abstract Lanes<T> Function(Lanes<T> x);

    private protected abstract Lanes<T> Increment(Lanes<T> x, Lanes<T> value, Lanes<T> dx);

    /// <summary>The scalar meaning of the increment, with that of the function.</summary>
    private protected abstract T IncrementReference(T x, T dx);

    // Rows that are near zero in all lanes, in some, and in none: the result of a lane must not depend on its neighbours.
    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(20)]
    public void The_kernel_equals_its_reference_in_every_lane(double size)
    {
        var random = new System.Random(51);
        T[] special = Numbers.Special<T>();
        for (int row = 0; row < 4000; row++)
        {
            T[] x = Row();
            T[] dx = Row();
            var increment = new T[x.Length];
            Lanes<T> at = Lanes<T>.Load(x, 0);
            Increment(at, Function(at), Lanes<T>.Load(dx, 0)).Store(increment, 0);
            for (int lane = 0; lane < x.Length; lane++)
            {
                T expected = IncrementReference(x[lane], dx[lane]);
                Assert.True(
                    Numbers.Bits(expected) == Numbers.Bits(increment[lane]),
                    $"at {x[lane]:R} by {dx[lane]:R}: {increment[lane]:R} instead of {expected:R}");
            }
        }

        T[] Row() => [.. Enumerable.Range(0, Lanes<T>.Count).Select(_ => random.Next(200) == 0
            ? special[random.Next(special.Length)]
            : T.CreateTruncating((random.NextDouble() - 0.5) * 2 * size * Math.ScaleB(1, random.Next(3) == 0 ? -random.Next(60) : 0)))];
    }
}
