using HpCovSde.Throughput;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Random;

namespace HpCovSde.Peers.MathNet;

/// <summary>
/// V += √h L S Lᵀ + h b(V) from V = 0.7 I + 0.3 11ᵀ to T = 1, S = (Z + Zᵀ)/√2. The factorisation is written out, because MathNet's
/// throws if a pivot is negative; here that pivot and its column become 0, and V becomes L Lᵀ (projection).
/// </summary>
internal static class EulerMaruyama
{
    internal static Func<int, double[]> Sample(Problem problem, int seed)
    {
        (int m, int steps) = (problem.Number("inputs"), problem.Number("steps"));
        double h = 1.0 / steps;
        double root = Math.Sqrt(h / 2);
        return Network.ForEach(problem, path =>
        {
            RandomSource generator = Normals.Generator(seed, path);
            double[] normals = new double[m * m];
            Matrix<double> z = Matrix<double>.Build.Dense(m, m, normals);
            Matrix<double> l = Matrix<double>.Build.Dense(m, m);
            Matrix<double> v = Matrix<double>.Build.Dense(m, m, (i, j) => i == j ? 1 : Network.InitialCorrelation);
            Factor(ref v, l);
            for (int step = 0; step < steps; step++)
            {
                Normal.Samples(generator, normals, 0, 1);
                v += (h * Drift(v)) + (root * (l * (z + z.Transpose())).TransposeAndMultiply(l));
                Factor(ref v, l);
            }

            return Network.Correlation(v);
        });
    }

    // ν(ρ) √(V_ii V_jj) off the diagonal, ν(ρ) = (√(1 − ρ²) − ρ arccos ρ)/(2π).
    private static Matrix<double> Drift(Matrix<double> v) => v.MapIndexed((i, j, entry) =>
    {
        if (i == j)
        {
            return 0;
        }

        double scale = Math.Sqrt(v[i, i] * v[j, j]);
        double rho = Math.Clamp(entry / scale, -1, 1);
        return scale * (Math.Sqrt(1 - (rho * rho)) - (rho * Math.Acos(rho))) / (2 * Math.PI);
    });

    private static void Factor(ref Matrix<double> v, Matrix<double> l)
    {
        bool lost = false;
        for (int j = 0; j < v.RowCount; j++)
        {
            for (int i = j; i < v.RowCount; i++)
            {
                double rest = v[i, j];
                for (int k = 0; k < j; k++)
                {
                    rest -= l[i, k] * l[j, k];
                }

                lost |= i == j && rest < 0;
                l[i, j] = i == j ? Math.Sqrt(Math.Max(rest, 0)) : l[j, j] > 0 ? rest / l[j, j] : 0;
            }
        }

        if (lost)
        {
            v = l.TransposeAndMultiply(l);
        }
    }
}
