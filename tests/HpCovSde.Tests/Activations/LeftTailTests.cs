using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Kernels.Simd;
using HpCovSde.TestSupport;

namespace HpCovSde.Tests.Activations;

/// <summary>The left tails of activations that vanish there have digits, and so do their increments.</summary>
public sealed class LeftTailTests
{
    private static readonly Dictionary<string, (Activation Activation, Func<double, HighPrecision> Exact)> Functions = new()
    {
        ["gelu"] = (Activation.Gelu, x => HighPrecision.Of(x) * HighPrecision.NormalCdf(x)),
        ["silu"] = (Activation.Silu, x => HighPrecision.Of(x) * HighPrecision.Sigmoid(x)),
        ["sigmoid"] = (Activation.Sigmoid, HighPrecision.Sigmoid),
        ["softplus"] = (Activation.Softplus, HighPrecision.Softplus),
    };

    public static TheoryData<string, double> Points => new()
    {
        { "gelu", -0.1 }, { "gelu", -2 }, { "gelu", -5.5 }, { "gelu", -8.4 }, { "gelu", -13 },
        { "silu", -0.5 }, { "silu", -7 }, { "silu", -38 }, { "silu", -80 },
        { "sigmoid", -0.5 }, { "sigmoid", -7 }, { "sigmoid", -38 }, { "sigmoid", -80 },
        { "softplus", -0.5 }, { "softplus", -7 }, { "softplus", -38 }, { "softplus", -80 },
    };

    [Theory]
    [MemberData(nameof(Points))]
    public void Values_and_increments_are_accurate_relative_to_the_value(string name, double x)
    {
        Check<double>(Math.ScaleB(1, -52));
        Check<float>(Math.ScaleB(1, -23));

        void Check<T>(double epsilon)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            (Activation activation, Func<double, HighPrecision> exact) = Functions[name];
            foreach (double step in (double[])[0, 1e-3, -2e-3, 0.03, -0.3, 0.8, -1.7])
            {
                T at = T.CreateTruncating(x);
                T by = T.CreateTruncating(step);
                (double start, double dx) = (double.CreateTruncating(at), double.CreateTruncating(by));
                (double value, double increment) = activation.Accept(new At<T>(at, by));
                HighPrecision here = exact(start);
                HighPrecision there = exact(start + dx);
                AssertClose(here, value, here, 16 * epsilon);

                // The rounding of x + dx is one of |x| and changes a value by |x| times as much.
                HighPrecision larger = step > 0 ? there : here;
                AssertClose(there + Minus(here), increment, larger, 16 * epsilon * (1 + (x * x)));
            }
        }
    }

    private static void AssertClose(HighPrecision expected, double actual, HighPrecision scale, double tolerance)
    {
        HighPrecision error = (HighPrecision.Of(actual) + Minus(expected)) / scale;
        Assert.True(error.Mantissa.IsZero || error.FloorLog2() < Math.Log2(tolerance), $"{actual:R}: the error is 2^{error.FloorLog2()}");
    }

    private static HighPrecision Minus(HighPrecision x) => new(-x.Mantissa, x.Exponent);

    private sealed class At<T>(T x, T dx) : IKernelVisitor<T, (double Value, double Increment)>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public (double Value, double Increment) Visit<TKernel>(TKernel kernel)
            where TKernel : struct, IActivation<T>
        {
            Lanes<T> value = kernel.Value(x);
            return (double.CreateTruncating(value[0]), double.CreateTruncating(kernel.Increment(x, value, dx)[0]));
        }
    }
}
