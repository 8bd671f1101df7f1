using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Tests.Random;

public abstract class GaussianProductTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly RandomStream Stream = new RandomKey(3, 4).Stream(replica: 5, step: 6);

    [Fact]
    public void Equals_the_product_with_the_stored_matrix()
    {
        foreach (int inputs in new[] { 1, 2, 8, 9, 13 })
        {
            foreach ((int rows, int columns) in new[] { (1, 1), (7, 3), (8, 128), (16, 129), (33, 127), (17, 300) })
            {
                Compare(rows, columns, inputs);
            }
        }
    }

    [Fact]
    public void The_product_in_lanes_is_the_same_to_rounding_errors()
    {
        using var workspace = new Workspace(GaussianProduct.RowsRequirement<T>());
        for (int inputs = 1; inputs <= GaussianProduct.LargestFused; inputs++)
        {
            foreach (int columns in new[] { 1, 2, 127, 128, 129, 300 })
            {
                int stride = columns + 3;
                T[] h = Uniform(inputs * stride, seed: columns + inputs);
                T[] products = new T[(inputs + 1) * Lanes<T>.Count];
                GaussianProduct.MultiplyRows(Stream, 9, columns, h, stride, inputs, products, workspace);
                for (int lane = 0; lane < Lanes<T>.Count; lane++)
                {
                    for (int a = 0; a < inputs; a++)
                    {
                        AssertProduct(9 + lane, columns, 1, k => h[(a * stride) + k], products[(a * Lanes<T>.Count) + lane]);
                    }
                }
            }
        }
    }

    [Fact]
    public void Matrices_of_a_wrong_size_are_refused()
    {
        using var workspace = new Workspace(GaussianProduct.Requirement(ManagedBlas<T>.Instance, 4, 2));
        ArgumentException error = Assert.Throws<ArgumentException>(() =>
            GaussianProduct.Multiply(Stream, 3, 4, T.One, new T[7], 2, new T[6], ManagedBlas<T>.Instance, workspace));
        Assert.Contains("h has 7 elements; 8 are needed", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("z", () =>
            GaussianProduct.Multiply(Stream, 3, 4, T.One, new T[8], 2, new T[5], ManagedBlas<T>.Instance, workspace));
        int count = Lanes<T>.Count;
        Assert.Throws<ArgumentException>(
            "h", () => GaussianProduct.MultiplyRows(Stream, 0, 4, new T[7], 4, 2, new T[2 * count], workspace));
        Assert.Throws<ArgumentException>(
            "products", () => GaussianProduct.MultiplyRows(Stream, 0, 4, new T[12], 4, 3, new T[3 * count], workspace));
        Assert.Throws<ArgumentOutOfRangeException>(
            "inputs", () => GaussianProduct.MultiplyRows(Stream, 0, 1, new T[9], 1, 9, new T[160], workspace));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(12)]
    public void Multiplying_does_not_allocate(int inputs)
    {
        using var workspace = new Workspace(GaussianProduct.Requirement(ManagedBlas<T>.Instance, 50, inputs));
        T[] h = new T[50 * inputs];
        T[] z = new T[20 * inputs];
        GaussianProduct.Multiply(Stream, 20, 50, T.One, h, inputs, z, ManagedBlas<T>.Instance, workspace);
        long before = GC.GetAllocatedBytesForCurrentThread();
        GaussianProduct.Multiply(Stream, 20, 50, T.One, h, inputs, z, ManagedBlas<T>.Instance, workspace);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Compare(int rows, int columns, int inputs)
    {
        T[] h = Uniform(columns * inputs, seed: (rows * 1000) + columns + inputs);
        T[] z = new T[rows * inputs];
        using var workspace = new Workspace(GaussianProduct.Requirement(ManagedBlas<T>.Instance, columns, inputs));
        GaussianProduct.Multiply(Stream, rows, columns, T.CreateTruncating(0.75), h, inputs, z, ManagedBlas<T>.Instance, workspace);
        for (int i = 0; i < rows; i++)
        {
            for (int a = 0; a < inputs; a++)
            {
                AssertProduct(i, columns, 0.75, k => h[(k * inputs) + a], z[(i * inputs) + a]);
            }
        }
    }

    private static void AssertProduct(int row, int columns, double gain, Func<int, T> h, T product)
    {
        T[] g = new T[columns];
        StandardNormals.Fill(Stream, (uint)(row * StandardNormals.Segments(columns)), g);
        double sum = 0;
        double magnitudes = 0;
        for (int k = 0; k < columns; k++)
        {
            double term = gain * double.CreateTruncating(g[k]) * double.CreateTruncating(h(k));
            sum += term;
            magnitudes += Math.Abs(term);
        }

        // The error of a sum of k terms in any order is at most k roundings of the sum of magnitudes; the gain adds one more.
        double tolerance = (columns + 1) * double.CreateTruncating(T.BitIncrement(T.One) - T.One) * magnitudes;
        Assert.InRange(double.CreateTruncating(product), sum - tolerance, sum + tolerance);
    }

    private static T[] Uniform(int count, int seed)
    {
        var random = new System.Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))];
    }
}

public sealed class GaussianProductInDoubleTests : GaussianProductTests<double>;

public sealed class GaussianProductInSingleTests : GaussianProductTests<float>;
