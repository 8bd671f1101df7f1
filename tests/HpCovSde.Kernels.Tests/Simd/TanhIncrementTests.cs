using System.Numerics;
using HpCovSde.Kernels.Simd;
using HpCovSde.TestSupport;

namespace HpCovSde.Kernels.Tests.Simd;

/// <summary>tanh(x + dx) − tanh x: its bits, and its error relative to dx.</summary>
public abstract class TanhIncrementTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>log₂ of the documented bound of the error divided by |dx|.</summary>
    protected abstract int Bound { get; }

    protected abstract int Digits { get; }

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
            Lanes<T> tanh = VectorMath.Tanh(at);
            VectorMath.TanhIncrement(at, tanh, Lanes<T>.Load(dx, 0)).Store(increment, 0);
            for (int lane = 0; lane < x.Length; lane++)
            {
                T expected = VectorMath.TanhIncrementReference(x[lane], VectorMath.TanhReference(x[lane]), dx[lane]);
                Assert.True(
                    Numbers.Bits(expected) == Numbers.Bits(increment[lane]),
                    $"at {x[lane]:R} by {dx[lane]:R}: {increment[lane]:R} instead of {expected:R}");
            }
        }

        T[] Row() => [.. Enumerable.Range(0, Lanes<T>.Count).Select(_ => random.Next(200) == 0
            ? special[random.Next(special.Length)]
            : T.CreateTruncating((random.NextDouble() - 0.5) * 2 * size * Math.ScaleB(1, random.Next(3) == 0 ? -random.Next(60) : 0)))];
    }

    [Fact]
    public void The_error_is_within_its_bound_relative_to_the_step()
    {
        var random = new System.Random(52);
        for (int i = 0; i < 6000; i++)
        {
            double scale = (i % 3) switch { 0 => 0.9, 1 => 3, _ => 25 };
            T x = T.CreateTruncating((random.NextDouble() - 0.5) * scale);
            double shrink = i % 2 == 0 ? 1 : Math.ScaleB(1, -random.Next(Digits + 10));
            T dx = T.CreateTruncating((random.NextDouble() - 0.5) * scale * shrink);
            T computed = VectorMath.TanhIncrement(x, VectorMath.Tanh<T>(x), dx)[0];
            HighPrecision exact = Exact(double.CreateTruncating(x), double.CreateTruncating(dx));
            HighPrecision error = HighPrecision.Of(double.CreateTruncating(computed)) + Minus(exact);
            HighPrecision relative = error / HighPrecision.Of(double.CreateTruncating(dx));
            Assert.True(
                relative.Mantissa.IsZero || relative.FloorLog2() < Bound,
                $"the error is at least 2^{relative.FloorLog2()} |dx| at {x:R} by {dx:R}: {computed:R}");
        }
    }

    // With p = e^{2x} and k = e^{2dx} − 1: 2pk/((1 + p)(1 + p + pk)).
    private static HighPrecision Exact(double x, double dx)
    {
        var one = HighPrecision.Of(1);
        HighPrecision p = HighPrecision.Exp(2 * x);
        HighPrecision pk = p * HighPrecision.Expm1(2 * dx);
        return (pk + pk) / ((one + p) * (one + p + pk));
    }

    private static HighPrecision Minus(HighPrecision x) => new(-x.Mantissa, x.Exponent);
}

public sealed class TanhIncrementOfDoubleTests : TanhIncrementTests<double>
{
    protected override int Bound => -49;

    protected override int Digits => 53;
}

public sealed class TanhIncrementOfSingleTests : TanhIncrementTests<float>
{
    protected override int Bound => -20;

    protected override int Digits => 24;
}
