using HpCovSde.Dynamics;
using HpCovSde.Kernels.Simd;
using MathNet.Numerics.LinearAlgebra;

namespace HpCovSde.Tests.Dynamics;

public sealed class ArcCosineDriftTests
{
    [Fact]
    public void The_rate_is_sin_theta_minus_theta_cos_theta_to_full_relative_accuracy()
    {
        // Twenty roundings, the reference's own among them. The closed form loses 3ε/θ² by cancellation; below θ = 0.1 its series is exact
        // to 1e-17.
        for (int i = -300; i <= 200; i++)
        {
            double delta = i <= 0 ? Math.Pow(10, i / 10.0) : 1 + (i / 200.0);
            double theta = 2 * Math.Asin(Math.Sqrt(delta / 2));
            double square = theta * theta;
            double exact = theta < 0.1
                ? Math.Pow(theta, 3)
                    * ((1.0 / 3) - (square * ((1.0 / 30) - (square * ((1.0 / 840) - (square * ((1.0 / 45360) - (square / 3991680))))))))
                : Math.Sin(theta) - (theta * Math.Cos(theta));
            double cancellation = theta < 0.1 ? 0 : 6e-16 / square;
            Assert.Equal(exact, ArcCosineDrift.Rate(Lanes<double>.Of(delta))[0], (2.2e-15 + cancellation) * exact);
            if (delta > 1e-24)
            {
                // Below, δ^{3/2} leaves the normal range of singles.
                Assert.Equal(exact, ArcCosineDrift.Rate(Lanes<float>.Of(delta))[0], 8e-7 * exact);
            }
        }

        Assert.Equal(0, ArcCosineDrift.Rate(Lanes<double>.Zero)[0]);
        Assert.Equal(Math.PI, ArcCosineDrift.Rate(Lanes<double>.Of(2))[0], 1e-15);
    }

    [Fact]
    public void The_flow_has_order_two_and_a_semigroup()
    {
        // dρ/dt = ν̂(ρ) over time 0.6 in pieces of one stage: 8, 16, 32 … of them converge like the square of the piece.
        double reference = Compose(4096);
        double[] errors = [.. new[] { 8, 16, 32, 64 }.Select(pieces => Math.Abs(Compose(pieces) - reference))];
        for (int i = 1; i < errors.Length; i++)
        {
            Assert.InRange(errors[i - 1] / errors[i], 3.3, 5);
        }

        static double Compose(int pieces)
        {
            Lanes<double> delta = Lanes<double>.Of(1.3);
            for (int i = 0; i < pieces; i++)
            {
                delta -= ArcCosineDrift.Decrease(delta, 0.6 / pieces);
            }

            return delta[0];
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(2 / Math.PI)]
    [InlineData(3.0)]
    public void The_flow_keeps_correlation_matrices_positive_semidefinite(double kappaTime)
    {
        // Singular correlation matrices, rank 1 to 6 of 6, opposite vectors included.
        var random = new Random(4);
        for (int trial = 0; trial < 200; trial++)
        {
            int rank = 1 + (trial % 6);
            Matrix<double> x = Matrix<double>.Build.Dense(6, rank, (_, _) => random.NextDouble() - 0.5).NormalizeRows(2);
            x.SetRow(5, -x.Row(0));
            Matrix<double> rho = (x * x.Transpose()).MapIndexed(
                (a, b, value) => a == b ? 1 : value + ArcCosineDrift.Decrease(Lanes<double>.Of(Math.Clamp(1 - value, 0, 2)), kappaTime)[0]);
            Assert.True(rho.Evd().EigenValues.Min(value => value.Real) > -1e-13);
        }
    }
}
