using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Tests.LinearAlgebra;

public sealed class LaneTriangularDoubleTests : LaneTriangularTests<double>;

public sealed class LaneTriangularSingleTests : LaneTriangularTests<float>;

public abstract class LaneTriangularTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Includes every number of rows after the blocks of four, for several blocks.
    private const int LargestOrder = 18;

    private static readonly int Count = Lanes<T>.Count;

    [Fact]
    public void The_product_equals_the_reference_bit_for_bit_in_place_and_in_other_memory()
    {
        for (int n = 1; n <= LargestOrder; n++)
        {
            T[] l = Numbers(PackedLower.Length(n), 1);
            T[] columns = Numbers(PackedLower.Length(n), 2);
            T[] diagonal = Numbers(n, 3);
            T[] scale = Numbers(n, 4)[..n];
            T[] apart = Guarded(l.Length);
            T[] inPlace = [.. l];
            LaneTriangular.Multiply<T>(n, l, columns, diagonal, scale, apart.AsSpan(0, l.Length));
            LaneTriangular.Multiply<T>(n, inPlace, columns, diagonal, scale, inPlace);
            AssertGuard(apart, l.Length);
            for (int lane = 0; lane < Count; lane++)
            {
                T[] expected = new T[PackedLower.Length(n)];
                LaneTriangular.MultiplyReference<T>(n, Lane(l, lane), Lane(columns, lane), Lane(diagonal, lane), scale, expected);
                Assert.Equal(expected, Lane(apart[..l.Length], lane));
                Assert.Equal(expected, Lane(inPlace, lane));
            }
        }
    }

    [Fact]
    public void The_gram_matrix_equals_the_reference_bit_for_bit()
    {
        for (int n = 1; n <= LargestOrder; n++)
        {
            T[] l = Numbers(PackedLower.Length(n), 5);
            T[] gram = Guarded(l.Length);
            l.CopyTo(gram, 0);
            LaneTriangular.Gram(n, gram.AsSpan(0, l.Length));
            AssertGuard(gram, l.Length);
            for (int lane = 0; lane < Count; lane++)
            {
                T[] expected = new T[PackedLower.Length(n)];
                LaneTriangular.GramReference<T>(n, Lane(l, lane), expected);
                Assert.Equal(expected, Lane(gram[..l.Length], lane));
            }
        }
    }

    [Fact]
    public void The_symmetric_product_equals_the_reference_bit_for_bit()
    {
        for (int n = 1; n <= LargestOrder; n++)
        {
            T[] m = Numbers(PackedLower.Length(n), 6);
            T[] l = Numbers(PackedLower.Length(n), 7);
            T[] before = Numbers(PackedLower.Length(n), 8);
            T[] v = Guarded(l.Length);
            before.CopyTo(v, 0);
            LaneTriangular.AddSymmetricProduct<T>(n, m, l, v.AsSpan(0, l.Length));
            AssertGuard(v, l.Length);
            for (int lane = 0; lane < Count; lane++)
            {
                T[] expected = Lane(before, lane);
                LaneTriangular.AddSymmetricProductReference<T>(n, Lane(m, lane), Lane(l, lane), expected);
                Assert.Equal(expected, Lane(v[..l.Length], lane));
            }
        }
    }

    [Fact]
    public void Columns_are_contiguous_and_cover_the_triangle()
    {
        for (int n = 1; n <= LargestOrder; n++)
        {
            int next = 0;
            for (int j = 0; j < n; j++)
            {
                for (int i = j; i < n; i++)
                {
                    Assert.Equal(next++, PackedLower.ColumnIndex(n, i, j));
                }
            }

            Assert.Equal(PackedLower.Length(n), next);
        }
    }

    [Fact]
    public void A_short_span_is_quoted()
    {
        T[] three = new T[3 * Count];
        ArgumentException error = Assert.Throws<ArgumentException>(() => LaneTriangular.Gram<T>(3, three));
        Assert.Contains($"l has {3 * Count} elements; 6 rows of {Count} lanes are needed", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LaneTriangular.AddSymmetricProduct<T>(2, three, new T[Count], three));
        Assert.Throws<ArgumentException>(() => LaneTriangular.Multiply<T>(2, three, three, new T[Count], new T[2], three));
    }

    private static T[] Numbers(int rows, int seed)
    {
        var random = new System.Random(seed + rows);
        return [.. Enumerable.Range(0, rows * Count).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))];
    }

    // NaN behind the end: if it were read, the result would be NaN; if it were overwritten, it would be gone.
    private static T[] Guarded(int length)
    {
        T[] memory = new T[length + (4 * Count)];
        Array.Fill(memory, T.NaN);
        return memory;
    }

    private static void AssertGuard(T[] memory, int length) => Assert.All(memory[length..], x => Assert.True(T.IsNaN(x)));

    private static T[] Lane(T[] rows, int lane) => [.. Enumerable.Range(0, rows.Length / Count).Select(r => rows[(r * Count) + lane])];
}
