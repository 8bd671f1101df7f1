using HpCovSde.Activations;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Tests.Networks;

/// <summary>
/// A simple reference implementation of the network: covariances, Cholesky factor, weights and pre-activations without rescaling, scalar
/// loops, and the same addressed normals as the engines. The engines must agree with it up to rounding.
/// </summary>
internal static class PlainNetwork
{
    /// <summary>V after each of the layers, given-V sampling: neuron i of input a uses normal i·m + b for factor column b.</summary>
    internal static double[,] Conditional(GramMatrix start, Activation activation, int width, int depth, RandomKey key, uint replica)
    {
        int m = start.Size;
        double[,] v = start.Values.ToArray();
        for (uint layer = 0; layer < depth; layer++)
        {
            double[,] z = DrawGaussian(v, width, key.Stream(replica, layer));
            v = FeatureGram(z, activation, width, m);
        }

        return v;
    }

    /// <summary>
    /// V after the layers with explicit weights: the first layer from N(0, V_0); row i of W begins with a segment of its own.
    /// </summary>
    internal static double[,] Explicit(GramMatrix start, Activation activation, int width, int depth, RandomKey key, uint replica)
    {
        int m = start.Size;
        double gain = Math.Sqrt(activation.Normalization / width);
        double[,] z = DrawGaussian(start.Values.ToArray(), width, key.Stream(replica, 0));
        for (uint layer = 1; layer < depth; layer++)
        {
            double[,] next = new double[width, m];
            for (int i = 0; i < width; i++)
            {
                double[] w = Normals(key.Stream(replica, layer), width, firstSegment: i * StandardNormals.Segments(width));
                for (int a = 0; a < m; a++)
                {
                    for (int j = 0; j < width; j++)
                    {
                        next[i, a] += gain * w[j] * activation.Apply(z[j, a]);
                    }
                }
            }

            z = next;
        }

        return FeatureGram(z, activation, width, m);
    }

    private static double[,] DrawGaussian(double[,] v, int width, RandomStream stream)
    {
        int m = v.GetLength(0);
        double[,] l = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(v).Cholesky().Factor.ToArray();
        double[] g = Normals(stream, width * m);
        double[,] z = new double[width, m];
        for (int i = 0; i < width; i++)
        {
            for (int a = 0; a < m; a++)
            {
                for (int b = 0; b <= a; b++)
                {
                    z[i, a] += l[a, b] * g[(i * m) + b];
                }
            }
        }

        return z;
    }

    private static double[,] FeatureGram(double[,] z, Activation activation, int width, int m)
    {
        double scale = activation.Normalization / width;
        double[,] v = new double[m, m];
        for (int a = 0; a < m; a++)
        {
            for (int b = 0; b < m; b++)
            {
                for (int i = 0; i < width; i++)
                {
                    v[a, b] += scale * activation.Apply(z[i, a]) * activation.Apply(z[i, b]);
                }
            }
        }

        return v;
    }

    private static double[] Normals(RandomStream stream, int count, long firstSegment = 0)
    {
        double[] normals = new double[count];
        StandardNormals.Fill(stream, (uint)firstSegment, normals);
        return normals;
    }
}
