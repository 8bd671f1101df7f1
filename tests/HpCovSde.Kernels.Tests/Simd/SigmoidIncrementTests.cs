using System.Numerics;
using HpCovSde.Kernels.Simd;
using HpCovSde.TestSupport;

namespace HpCovSde.Kernels.Tests.Simd;

/// <summary>σ(x + dx) − σ(x), σ(x) = 1/(1 + e^(−x)): its bits, and its error relative to dx and to dx·σ′ for x &lt; 0.</summary>
public abstract class SigmoidIncrementTests<T>
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
            Lanes<T> sigmoid = VectorMath.Sigmoid(at);
            VectorMath.SigmoidIncrement(at, sigmoid, Lanes<T>.Load(dx, 0)).Store(increment, 0);
            for (int lane = 0; lane < x.Length; lane++)
            {
                T expected = VectorMath.SigmoidIncrementReference(x[lane], VectorMath.SigmoidReference(x[lane]), dx[lane]);
                Assert.True(
                    Numbers.Bits(expected) == Numbers.Bits(increment[lane]),
                    $"at {x[lane]:R} by {dx[lane]:R}: {increment[lane]:R} instead of {expected:R}");
            }
        }

        T[] Row() => [.. Enumerable.Range(0, Lanes<T>.Count).Select(_ => random.Next(200) == 0
            ? special[random.Next(special.Length)]
            : T.CreateTruncating((random.NextDouble() - 0.5) * 2 * size * Math.ScaleB(1, random.Next(3) == 0 ? -random.Next(60) : 0)))];
    }

    // To the left of zero σ′ is close to e^x, and the error is relative to it. The rounding of x + dx is that of |x|.
    [Fact]
    public void The_error_is_within_its_bound_relative_to_the_step()
    {
        var random = new System.Random(52);
        for (int i = 0; i < 6000; i++)
        {
            double scale = (i % 4) switch { 0 => 1.8, 1 => 6, 2 => 50, _ => 60 };
            T x = T.CreateTruncating((random.NextDouble() - (i % 4 == 3 ? 1 : 0.5)) * scale);
            double shrink = i / 4 % 2 == 0 ? 1 : Math.ScaleB(1, -random.Next(Digits + 10));
            T dx = T.CreateTruncating((random.NextDouble() - 0.5) * scale * shrink);
            T computed = VectorMath.SigmoidIncrement(x, VectorMath.Sigmoid<T>(x), dx)[0];
            (double at, double by) = (double.CreateTruncating(x), double.CreateTruncating(dx));
            HighPrecision error = HighPrecision.Of(double.CreateTruncating(computed)) + Minus(Exact(at, by));
            HighPrecision steepest = HighPrecision.Exp(Math.Min(0, Math.Max(at, at + by)));
            HighPrecision relative = error / (HighPrecision.Of(by * (1 + Math.Abs(at))) * steepest);
            Assert.True(
                relative.Mantissa.IsZero || relative.FloorLog2() < Bound,
                $"the error is at least 2^{relative.FloorLog2()} |dx| σ' (1 + |x|) at {x:R} by {dx:R}: {computed:R}");
        }
    }

    // With p = e^x and k = e^dx − 1: pk/((1 + p)(1 + p + pk)).
    private static HighPrecision Exact(double x, double dx)
    {
        var one = HighPrecision.Of(1);
        HighPrecision p = HighPrecision.Exp(x);
        HighPrecision pk = p * HighPrecision.Expm1(dx);
        return pk / ((one + p) * (one + p + pk));
    }

    private static HighPrecision Minus(HighPrecision x) => new(-x.Mantissa, x.Exponent);
}

public sealed class SigmoidIncrementOfDoubleTests : SigmoidIncrementTests<double>
{
    protected override int Bound => -49;

    protected override int Digits => 53;
}

public sealed class SigmoidIncrementOfSingleTests : SigmoidIncrementTests<float>
{
    protected override int Bound => -20;

    protected override int Digits => 24;
}
