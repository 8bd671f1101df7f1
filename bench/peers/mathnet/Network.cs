using HpCovSde.Throughput;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Random;

namespace HpCovSde.Peers.MathNet;

/// <summary>Shaped ReLU networks, φ(x) = max(x, slope·x), c₊ = 0, c₋ = −1, two inputs of correlation 0.3: the final correlation.</summary>
internal static class Network
{
    internal const double InitialCorrelation = 0.3;

    /// <summary>All weights drawn: n² normals per layer.</summary>
    internal static Func<int, double[]> Explicit(Problem problem, int seed)
    {
        (int n, int depth) = (problem.Number("width"), problem.Number("depth"));
        double slope = 1 - (1 / Math.Sqrt(n));
        double scale = Math.Sqrt(2 / (1 + (slope * slope)) / n);
        return ForEach(problem, replica =>
        {
            RandomSource generator = Normals.Generator(seed, replica);
            double[] normals = new double[n * n];
            Matrix<double> weights = Matrix<double>.Build.Dense(n, n, normals);
            Matrix<double> z = Start(generator, n);
            for (int layer = 1; layer < depth; layer++)
            {
                Matrix<double> h = z.Map(x => scale * Math.Max(x, slope * x));
                Normal.Samples(generator, normals, 0, 1);
                z = weights * h;
            }

            Matrix<double> features = z.Map(x => Math.Max(x, slope * x));
            return Correlation(features.TransposeThisAndMultiply(features));
        });
    }

    /// <summary>The same law without weights: given a layer's covariance, its n neurons are independent; 2n normals per layer.</summary>
    internal static Func<int, double[]> Conditional(Problem problem, int seed)
    {
        (int n, int depth) = (problem.Number("width"), problem.Number("depth"));
        double slope = 1 - (1 / Math.Sqrt(n));
        double scale = Math.Sqrt(2 / (1 + (slope * slope)) / n);
        return ForEach(problem, replica =>
        {
            RandomSource generator = Normals.Generator(seed, replica);
            double[] normals = new double[2 * n];
            Matrix<double> g = Matrix<double>.Build.Dense(n, 2, normals);
            Matrix<double> v = Matrix<double>.Build.Dense(2, 2, (i, j) => i == j ? 1 : InitialCorrelation);
            for (int layer = 0; layer < depth; layer++)
            {
                Normal.Samples(generator, normals, 0, 1);
                Matrix<double> h = g.TransposeAndMultiply(v.Cholesky().Factor);
                h.MapInplace(x => scale * Math.Max(x, slope * x));
                v = h.TransposeThisAndMultiply(h);
            }

            return Correlation(v);
        });
    }

    internal static double Correlation(Matrix<double> v) => v[0, 1] / Math.Sqrt(v[0, 0] * v[1, 1]);

    internal static Func<int, double[]> ForEach(Problem problem, Func<int, double> sample)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = problem.Number("threads") };
        return count =>
        {
            double[] values = new double[count];
            _ = Parallel.For(0, count, options, replica => values[replica] = sample(replica));
            return values;
        };
    }

    private static Matrix<double> Start(RandomSource generator, int n)
    {
        double[] normals = new double[2 * n];
        Normal.Samples(generator, normals, 0, 1);
        double rest = Math.Sqrt(1 - (InitialCorrelation * InitialCorrelation));
        return Matrix<double>.Build.Dense(
            n, 2, (i, j) => j == 0 ? normals[i] : (InitialCorrelation * normals[i]) + (rest * normals[n + i]));
    }
}
