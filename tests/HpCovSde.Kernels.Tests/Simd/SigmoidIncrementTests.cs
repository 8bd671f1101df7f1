using System.Numerics;
using HpCovSde.Kernels.Simd;
using HpCovSde.TestSupport;

namespace HpCovSde.Kernels.Tests.Simd;

/// <summary>σ(x + dx) − σ(x), σ(x) = 1/(1 + e^(−x)): its bits, and its error relative to dx and to dx·σ′ for x &lt; 0.</summary>
public abstract class SigmoidIncrementTests<T> : IncrementTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>log₂ of the documented bound of the error divided by |dx|.</summary>
    protected abstract int Bound { get; }

    protected abstract int Digits { get; }

    private protected override Lanes<T> Function(Lanes<T> x) => VectorMath.Sigmoid(x);

    private protected override Lanes<T> Increment(Lanes<T> x, Lanes<T> value, Lanes<T> dx) => VectorMath.SigmoidIncrement(x, value, dx);

    private protected override T IncrementReference(T x, T dx) =>
        VectorMath.SigmoidIncrementReference(x, VectorMath.SigmoidReference(x), dx);

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
            T computed = Increment(x, Function(x), dx)[0];
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
