using System.Numerics;
using HpCovSde.Kernels.Simd;
using HpCovSde.TestSupport;

namespace HpCovSde.Kernels.Tests.Simd;

/// <summary>tanh(x + dx) − tanh x: its bits, and its error relative to dx.</summary>
public abstract class TanhIncrementTests<T> : IncrementTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>log₂ of the documented bound of the error divided by |dx|.</summary>
    protected abstract int Bound { get; }

    protected abstract int Digits { get; }

    private protected override Lanes<T> Function(Lanes<T> x) => VectorMath.Tanh(x);

    private protected override Lanes<T> Increment(Lanes<T> x, Lanes<T> value, Lanes<T> dx) => VectorMath.TanhIncrement(x, value, dx);

    private protected override T IncrementReference(T x, T dx) =>
        VectorMath.TanhIncrementReference(x, VectorMath.TanhReference(x), dx);

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
            T computed = Increment(x, Function(x), dx)[0];
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
