using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Tests.LinearAlgebra;

public abstract class LaneVectorsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    public void Multiplying_by_a_lower_triangle_equals_the_scalar_sums_bit_for_bit()
    {
        for (int n = 1; n <= 17; n++)
        {
            T[] lower = Rows(PackedLower.Length(n), seed: n);
            T[] vectors = Rows(3 * n, seed: 100 + n);
            T[] expected = (T[])vectors.Clone();
            for (int v = 0; v < 3; v++)
            {
                for (int i = 0; i < n; i++)
                {
                    for (int lane = 0; lane < Lanes<T>.Count; lane++)
                    {
                        T sum = T.Zero;
                        for (int k = 0; k <= i; k++)
                        {
                            sum = T.FusedMultiplyAdd(At(lower, PackedLower.Index(i, k), lane), At(vectors, (v * n) + k, lane), sum);
                        }

                        expected[(((v * n) + i) * Lanes<T>.Count) + lane] = sum;
                    }
                }
            }

            LaneVectors.MultiplyByLower(n, lower, vectors, 3);
            Assert.Equal(expected, vectors);
        }
    }

    [Fact]
    public void The_gram_matrix_equals_the_scalar_sums_bit_for_bit()
    {
        for (int n = 1; n <= 17; n++)
        {
            const int Count = 5;
            T[] vectors = Rows(Count * n, seed: 200 + n);
            T[] gram = Rows(PackedLower.Length(n), seed: 300 + n);
            T[] expected = (T[])gram.Clone();
            for (int a = 0; a < n; a++)
            {
                for (int b = 0; b <= a; b++)
                {
                    for (int lane = 0; lane < Lanes<T>.Count; lane++)
                    {
                        T sum = T.Zero;
                        for (int v = 0; v < Count; v++)
                        {
                            sum = T.FusedMultiplyAdd(At(vectors, (v * n) + a, lane), At(vectors, (v * n) + b, lane), sum);
                        }

                        expected[(PackedLower.Index(a, b) * Lanes<T>.Count) + lane] += sum;
                    }
                }
            }

            LaneVectors.AddGram(n, vectors, Count, gram);
            Assert.Equal(expected, gram);
        }
    }

    [Fact]
    public void Short_spans_are_refused_by_name()
    {
        int count = Lanes<T>.Count;
        T[] three = new T[3 * count];
        Assert.Throws<ArgumentException>("lower", () => LaneVectors.MultiplyByLower(3, new T[(6 * count) - 1], three, 1));
        Assert.Throws<ArgumentException>("vectors", () => LaneVectors.MultiplyByLower(3, new T[6 * count], three, 2));
        Assert.Throws<ArgumentException>("gram", () => LaneVectors.AddGram(3, three, 1, new T[5 * count]));
    }

    private static T At(T[] rows, int row, int lane) => rows[(row * Lanes<T>.Count) + lane];

    private static T[] Rows(int rows, int seed)
    {
        var random = new System.Random(seed);
        return [.. Enumerable.Range(0, rows * Lanes<T>.Count).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))];
    }
}

public sealed class LaneVectorsInDoubleTests : LaneVectorsTests<double>;

public sealed class LaneVectorsInSingleTests : LaneVectorsTests<float>;
