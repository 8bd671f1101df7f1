using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Tests.LinearAlgebra;

public sealed class LaneCholeskyDoubleTests : LaneCholeskyTests<double>;

public sealed class LaneCholeskySingleTests : LaneCholeskyTests<float>;

public abstract class LaneCholeskyTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int LargestOrder = 17;

    /// <summary>The matrix of a lane: full rank, deficient rank, a zero row, a NaN, an infinity, a negative diagonal, …</summary>
    private static T[] Matrix(System.Random random, int n, int kind)
    {
        int rank = kind % 3 == 1 ? Math.Max(1, n / 2) : n + 1;
        PaddedMatrix<T> x = PaddedMatrix<T>.Reals(random, n, rank);
        var packed = new T[PackedLower.Length(n)];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int p = 0; p < rank; p++)
                {
                    sum += double.CreateChecked(x[i, p]) * double.CreateChecked(x[j, p]);
                }

                bool isZero = kind % 8 == 3 && (i == n / 2 || j == n / 2);
                packed[PackedLower.Index(i, j)] = isZero ? T.Zero : T.CreateTruncating(sum);
            }
        }

        T? bad = (kind % 8) switch { 4 => T.NaN, 5 => T.PositiveInfinity, 6 => -T.One, _ => null };
        if (bad is { } value)
        {
            packed[PackedLower.Index(n / 2, kind / 8 * (n / 2))] = value;
        }

        return packed;
    }

    [Fact]
    public void Every_lane_equals_the_reference_bit_for_bit()
    {
        var random = new System.Random(1);
        int lanes = Lanes<T>.Count;
        for (int n = 1; n <= LargestOrder; n++)
        {
            for (int repeat = 0; repeat < 5; repeat++)
            {
                int length = PackedLower.Length(n);
                var bundle = new T[length * lanes];
                var apart = new T[length * lanes];
                var matrices = new T[lanes][];
                for (int lane = 0; lane < lanes; lane++)
                {
                    matrices[lane] = Matrix(random, n, lane + repeat);
                    for (int r = 0; r < length; r++)
                    {
                        bundle[(r * lanes) + lane] = matrices[lane][r];
                    }
                }

                LaneCholesky.Factor<T>(n, bundle, apart);
                LaneCholesky.Factor<T>(n, bundle, bundle);
                Assert.Equal(bundle, apart);
                for (int lane = 0; lane < lanes; lane++)
                {
                    LaneCholesky.FactorReference<T>(n, matrices[lane]);
                    for (int r = 0; r < length; r++)
                    {
                        T expected = matrices[lane][r];
                        T actual = bundle[(r * lanes) + lane];
                        Assert.True(
                            expected.Equals(actual) && (T.IsNaN(expected) || T.IsNegative(expected) == T.IsNegative(actual)),
                            $"n = {n}, lane {lane}, row {r}: {actual}, not {expected}");
                    }
                }
            }
        }
    }

    [Fact]
    public void The_reference_agrees_with_the_blocked_factorisation()
    {
        // The rule and the order of sums are the same, so below one panel the two are equal bit for bit.
        var random = new System.Random(2);
        for (int n = 1; n <= LargestOrder; n++)
        {
            for (int kind = 0; kind < 4; kind++)
            {
                T[] packed = Matrix(random, n, kind);
                var dense = new PaddedMatrix<T>(n, n, n);
                for (int i = 0; i < n; i++)
                {
                    for (int j = 0; j <= i; j++)
                    {
                        dense[i, j] = packed[PackedLower.Index(i, j)];
                    }
                }

                using var workspace = new Workspace(SemidefiniteCholesky.Requirement(ManagedBlas<T>.Instance, n));
                _ = SemidefiniteCholesky.Factor(ManagedBlas<T>.Instance, n, dense.Span, n, workspace);
                LaneCholesky.FactorReference<T>(n, packed);
                for (int i = 0; i < n; i++)
                {
                    for (int j = 0; j <= i; j++)
                    {
                        Assert.Equal(dense[i, j], packed[PackedLower.Index(i, j)]);
                    }
                }
            }
        }
    }

    [Fact]
    public void Indefinite_matrices_are_reported_and_singular_ones_are_not()
    {
        for (int n = 1; n <= LargestOrder; n++)
        {
            var random = new System.Random(n);
            var bundle = new T[PackedLower.Length(n) * Lanes<T>.Count];
            for (int lane = 0; lane < Lanes<T>.Count; lane++)
            {
                // The last row equals the first. In odd lanes a diagonal entry is then reduced by a thousandth, or the only one is negated.
                T[] packed = Matrix(random, n, kind: 0);
                for (int j = 1; j < n; j++)
                {
                    packed[PackedLower.Index(n - 1, j)] = packed[PackedLower.Index(j, 0)];
                }

                packed[PackedLower.Index(n - 1, 0)] = packed[0];
                packed[^1] = packed[0];
                if (lane % 2 == 1)
                {
                    packed[^1] *= T.CreateTruncating(n == 1 ? -1 : 0.999);
                }

                for (int r = 0; r < packed.Length; r++)
                {
                    bundle[(r * Lanes<T>.Count) + lane] = packed[r];
                }
            }

            LaneMask<T> indefinite = LaneCholesky.Factor<T>(n, bundle, bundle);
            Lanes<T> reported = Lanes.Select(indefinite, Lanes<T>.One, Lanes<T>.Zero);
            for (int lane = 0; lane < Lanes<T>.Count; lane++)
            {
                Assert.Equal(lane % 2 == 1 ? T.One : T.Zero, reported[lane]);
            }
        }
    }

    [Fact]
    public void Order_zero_is_allowed_and_bad_arguments_are_quoted()
    {
        LaneCholesky.Factor<T>(0, [], []);
        ArgumentException e = Assert.Throws<ArgumentException>(() => LaneCholesky.Factor<T>(-1, [], []));
        Assert.Contains("n is -1", e.Message, StringComparison.Ordinal);
        var enough = new T[3 * Lanes<T>.Count];
        e = Assert.Throws<ArgumentException>(() => LaneCholesky.Factor<T>(2, new T[3], enough));
        Assert.Contains($"packedLower has 3 elements; 3 rows of {Lanes<T>.Count} lanes are needed", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ArgumentException>(() => LaneCholesky.Factor<T>(2, enough, new T[3]));
        Assert.Contains("factor has 3 elements", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Factor_does_not_allocate()
    {
        var bundle = new T[PackedLower.Length(5) * Lanes<T>.Count];
        Array.Fill(bundle, T.One);
        LaneCholesky.Factor<T>(5, bundle, bundle);
        long before = GC.GetAllocatedBytesForCurrentThread();
        LaneCholesky.Factor<T>(5, bundle, bundle);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Packed_indices_count_the_triangle_row_by_row()
    {
        int place = 0;
        for (int i = 0; i < 9; i++)
        {
            Assert.Equal(place, PackedLower.Length(i));
            for (int j = 0; j <= i; j++)
            {
                Assert.Equal(place++, PackedLower.Index(i, j));
            }
        }
    }
}
