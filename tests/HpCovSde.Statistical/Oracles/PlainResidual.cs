using MathNet.Numerics.LinearAlgebra;

namespace HpCovSde.Statistical.Oracles;

/// <summary>
/// A plain simulation with explicit weights of a residual ReLU network with α_l = L^−1/2, for inputs of variance 1 and equal correlations.
/// Shares no code with the engines.
/// </summary>
internal static class PlainResidual
{
    /// <summary>V of one network.</summary>
    internal static Matrix<double> Draw(int width, int depth, int inputs, double correlation, PlainNormals normals)
    {
        double[,] y = new double[width, inputs];
        for (int i = 0; i < width; i++)
        {
            double common = Math.Sqrt(correlation) * normals.Next();
            for (int a = 0; a < inputs; a++)
            {
                y[i, a] = common + (Math.Sqrt(1 - correlation) * normals.Next());
            }
        }

        double scale = 1 / Math.Sqrt((double)width * depth);
        for (int layer = 0; layer < depth; layer++)
        {
            double[,] next = (double[,])y.Clone();
            for (int i = 0; i < width; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    double weight = scale * normals.Next();
                    for (int a = 0; a < inputs; a++)
                    {
                        next[i, a] += weight * Math.Max(0, y[j, a]);
                    }
                }
            }

            y = next;
        }

        var matrix = Matrix<double>.Build.DenseOfArray(y);
        return matrix.TransposeThisAndMultiply(matrix) / width;
    }
}
