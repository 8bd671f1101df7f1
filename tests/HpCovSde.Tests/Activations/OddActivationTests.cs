using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Tests.Activations;

/// <summary>Kernels of odd activations are odd to the bit, but for the sign of zeros.</summary>
public sealed class OddActivationTests
{
    private static readonly Dictionary<string, Activation> Odd = new Activation[]
    {
        ReluFamily.Linear, Activation.Tanh, Activation.Erf, Activation.Sin, new SmoothShape(Activation.Tanh, 1).At(100),
        new SmoothShape(Activation.Erf, 0.3).At(7), new SmoothShape(Activation.Sin, 2).At(3), new ReluFamily(1.3, 1.3),
        Activation.Of("rational", x => x / (Jet.Constant(1) + (x * x)), isOdd: true),
    }.ToDictionary(activation => activation.Name);

    public static TheoryData<string> Names => [.. Odd.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_increments_are_odd_in_both_precisions(string name)
    {
        Assert.True(Odd[name].IsOdd);
        Assert.True(Odd[name].Accept(new IsOddKernel<double>()), "double");
        Assert.True(Odd[name].Accept(new IsOddKernel<float>()), "single");
    }

    [Fact]
    public void Other_activations_are_not_odd()
    {
        Activation[] others =
        [
            Activation.Gelu, Activation.Elu, ReluFamily.Relu, ReluFamily.Abs, Activation.Sigmoid, Activation.OrnsteinUhlenbeck(),
            Activation.Tanh.CenteredAt(0.2), Activation.Of("tanh by a delegate", x => Jet.Tanh(x)),
        ];
        Assert.All(others, activation => Assert.False(activation.IsOdd, activation.Name));
        Assert.False(Activation.Gelu.Accept(new IsOddKernel<double>()));
        Assert.Contains(
            "not odd",
            Assert.Throws<ArgumentException>(() => Activation.Of("square", x => x * x, isOdd: true)).Message,
            StringComparison.Ordinal);
    }

    private sealed class IsOddKernel<T> : IKernelVisitor<T, bool>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public bool Visit<TKernel>(TKernel kernel)
            where TKernel : struct, IActivation<T>
        {
            var random = new Random(7);
            T[] x = new T[Lanes<T>.Count];
            T[] dx = new T[Lanes<T>.Count];
            for (int row = 0; row < 3000; row++)
            {
                for (int lane = 0; lane < x.Length; lane++)
                {
                    x[lane] = Draw(random);
                    dx[lane] = random.Next(20) == 0 ? -x[lane] : Draw(random);
                }

                Lanes<T> at = Lanes<T>.Load(x, 0);
                Lanes<T> by = Lanes<T>.Load(dx, 0);
                Lanes<T> value = kernel.Value(at);
                Lanes<T> mirrored = kernel.Value(-at);
                Lanes<T> growth = kernel.Increment(at, value, by);
                Lanes<T> mirroredGrowth = kernel.Increment(-at, mirrored, -by);
                for (int lane = 0; lane < x.Length; lane++)
                {
                    if (value[lane] != -mirrored[lane] || growth[lane] != -mirroredGrowth[lane])
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        private static T Draw(Random random) =>
            T.CreateTruncating((random.NextDouble() - 0.5) * Math.Pow(10, (random.NextDouble() * 14) - 11));
    }
}
