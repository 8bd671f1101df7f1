using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Kernels.Random;
using MathNet.Numerics.LinearAlgebra;

namespace HpCovSde.Tests.Networks;

/// <summary>
/// A simple reference implementation of the residual network, with the same addressed normals as the engines. The engines must agree with
/// it up to rounding.
/// </summary>
internal static class PlainResidual
{
    /// <summary>
    /// Y_L, a neuron a row; normal i·m + b of neuron i and factor column b, or row i of √n W in segments of its own. The normals of so many
    /// layers at once are numbers of the stream of the first of them.
    /// </summary>
    internal static Matrix<double> Run(
        GramMatrix start,
        Activation activation,
        int width,
        double[] branches,
        RandomKey key,
        uint replica,
        bool explicitly,
        int layersAtOnce = 1)
    {
        int m = start.Size;
        Matrix<double> factor = Factor(Matrix<double>.Build.DenseOfArray(start.Values.ToArray()));
        Matrix<double> y = Normals(key.Stream(replica, 0), StreamMap.Segments.Start, width, m) * factor;
        for (uint layer = 0; layer < branches.Length; layer++)
        {
            RandomStream stream = key.Stream(replica, layer);
            int drawn = (int)(layer % layersAtOnce) * width;
            RandomStream drawnFrom = key.Stream(replica, layer - (layer % (uint)layersAtOnce));
            Matrix<double> phi = y.Map(activation.Apply);
            Matrix<double> branch = explicitly
                ? Weights(stream, width) * phi / Math.Sqrt(width)
                : Normals(drawnFrom, 0, drawn + width, m).SubMatrix(drawn, width, 0, m) * Factor(phi.TransposeThisAndMultiply(phi) / width);
            y += branches[layer] * branch;
        }

        return y;
    }

    // Of softplus far below zero nothing is left but 0, which the library does not factor.
    private static Matrix<double> Factor(Matrix<double> gram) => gram.L2Norm() == 0 ? gram : gram.Cholesky().Factor.Transpose();

    private static Matrix<double> Weights(RandomStream stream, int width)
    {
        long segments = StandardNormals.Segments(width);
        return Matrix<double>.Build.DenseOfRowVectors(
            Enumerable.Range(0, width).Select(i => Normals(stream, (uint)(i * segments), 1, width).Row(0)));
    }

    private static Matrix<double> Normals(RandomStream stream, uint firstSegment, int rows, int columns)
    {
        double[] normals = new double[rows * columns];
        StandardNormals.Fill(stream, firstSegment, normals);
        return Matrix<double>.Build.Dense(rows, columns, (i, j) => normals[(i * columns) + j]);
    }
}
