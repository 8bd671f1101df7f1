using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;
using HpCovSde.Schemes;
using MathNet.Numerics.Integration;
using MathNet.Numerics.LinearAlgebra;

namespace HpCovSde.Tests.Schemes;

/// <summary>The random triangles of tri2: the formulas, in plain matrices.</summary>
public sealed class TriangularNoiseTests
{
    [Theory]
    [InlineData(1e-8)]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void The_hyperbolic_radius_has_the_mean_of_its_cosh(double time)
    {
        // E cosh s = e^t, and R²/2 is exponential.
        var radius = new HyperbolicRadius(time, 1e-14);
        double mean = 0;
        for (int panel = 0; panel < 80; panel++)
        {
            mean += GaussLegendreRule.Integrate(
                x => Math.Exp(-x / 2) / 2 * Math.Pow(Math.Sinh(radius.Of(Lanes<double>.Of(x))[0] / 2), 2), panel, panel + 1, 20);
        }

        Assert.Equal(1, mean / ((Math.Exp(time) - 1) / 2), time < 1e-6 ? 1e-7 : 1e-11);
    }

    [Fact]
    public void The_hyperbolic_radius_is_that_of_the_plane_for_short_times_and_the_same_in_both_precisions()
    {
        foreach (double square in new[] { 1e-6, 0.5, 4, 70.0 })
        {
            Assert.Equal(1, new HyperbolicRadius(1e-300, 1e-14).Of(Lanes<double>.Of(square))[0] / Math.Sqrt(1e-300 * square), 1e-14);
            Assert.Equal(1, new HyperbolicRadius(1e-10, 1e-14).Of(Lanes<double>.Of(square))[0] / Math.Sqrt(1e-10 * square), 1e-9);
            double exact = new HyperbolicRadius(0.7, 1e-14).Of(Lanes<double>.Of(square))[0];
            Assert.Equal(1, new HyperbolicRadius(0.7, 1e-9).Of(Lanes<float>.Of(square))[0] / exact, 1e-6);
        }
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(2.5)]
    public void The_noise_of_a_pair_is_that_of_its_angle_and_radius(double step)
    {
        int factors = (int)Math.Ceiling(step);
        var noise = TriangularNoise<double>.Of(2, step);
        double[] normals = Normals(noise.Normals);
        Assert.Equal(3 * factors, noise.Normals);
        Matrix<double> t = Fill(noise, 2, normals, lane: 3);
        Matrix<double> expected = Matrix<double>.Build.DenseIdentity(2);
        for (int factor = 0; factor < factors; factor++)
        {
            double[] g = [.. Enumerable.Range(0, 3).Select(q => normals[(((3 * factor) + q) * Lanes<double>.Count) + 3])];
            double time = step / factors;
            double s = new HyperbolicRadius(time, 1e-14).Of(Lanes<double>.Of((g[0] * g[0]) + (g[1] * g[1])))[0];
            double half = Math.Atan2(g[1], g[0]);
            var turn = Matrix<double>.Build.DenseOfArray(
                new double[,] { { Math.Cos(half), -Math.Sin(half) }, { Math.Sin(half), Math.Cos(half) } });
            Matrix<double> w = turn * Matrix<double>.Build.DenseOfDiagonalArray([Math.Exp(s), Math.Exp(-s)]) * turn.Transpose();
            expected *= (w * Math.Exp(((-3 * time) + (2 * Math.Sqrt(time) * g[2])) / 2)).Cholesky().Factor;
        }

        Assert.True((t - expected).FrobeniusNorm() < 1e-13 * expected.FrobeniusNorm(), $"{t} {expected}");
    }

    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(3, 0.01)]
    [InlineData(5, 0.5)]
    [InlineData(6, 1.5)]
    public void The_noise_of_many_inputs_is_the_stated_product(int m, double h)
    {
        var noise = TriangularNoise<double>.Of(m, h);
        double[] normals = Normals(noise.Normals);
        bool[] forms = new bool[2];
        for (int lane = 0; lane < Lanes<double>.Count; lane++)
        {
            double Normal(int row) => normals[(row * Lanes<double>.Count) + lane];
            bool inverts = m > 2 && Normal(PackedLower.Length(m)) < 0;
            forms[inverts ? 1 : 0] = true;
            double[] a = [.. Enumerable.Range(0, m).Select(
                i => (Math.Sqrt(2 * h) * Normal(PackedLower.ColumnIndex(m, i, i))) - ((i + 1) * h))];
            double c = 2 * Math.Sinh(h / 2);
            double r = Math.Exp(h / 2);
            Matrix<double> identity = Matrix<double>.Build.DenseIdentity(m);
            var g = Matrix<double>.Build.Dense(m, m, (i, j) =>
            {
                int d = i - j;
                if (d <= 0)
                {
                    return 0;
                }

                double s = inverts ? c * r * Math.Pow(Math.Max(0, r * (1 - c)), d - 1) : c * Math.Pow(r, d);
                double variance = s * (1 + (h / 3) + (Math.Pow(a[i] - a[j], 2) / 24)) / (1 + (h / 2) + (d * d * h * h / 24));
                return Math.Sqrt(variance) * Normal(PackedLower.ColumnIndex(m, i, j));
            });
            Matrix<double> n = inverts ? (identity - g).Inverse() : identity + g;
            Matrix<double> q = Matrix<double>.Build.DenseOfDiagonalArray([.. a.Select(x => Math.Exp(x / 4))]);
            Matrix<double> expected = q * n * q;
            Assert.True((Fill(noise, m, normals, lane) - expected).FrobeniusNorm() < 1e-13 * expected.FrobeniusNorm());
        }

        Assert.True(m <= 2 || (forms[0] && forms[1]));
    }

    private static Matrix<double> Fill(TriangularNoise<double> noise, int m, double[] normals, int lane)
    {
        double[] columns = new double[PackedLower.Length(m) * Lanes<double>.Count];
        double[] diagonal = new double[m * Lanes<double>.Count];
        noise.Fill(normals, columns, diagonal);
        return Matrix<double>.Build.Dense(m, m, (i, j) => i < j ? 0
            : i == j ? diagonal[(i * Lanes<double>.Count) + lane]
            : columns[(PackedLower.ColumnIndex(m, i, j) * Lanes<double>.Count) + lane]);
    }

    private static double[] Normals(int rows)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, rows * Lanes<double>.Count).Select(_ => MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1))];
    }
}
