using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Kernels.Tests.LinearAlgebra;

public sealed class ManagedBlasGemmDoubleTests : ManagedBlasGemmTests<double>;

public sealed class ManagedBlasGemmSingleTests : ManagedBlasGemmTests<float>;

public abstract class ManagedBlasGemmTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int[] SmallSizes = [.. Enumerable.Range(0, 18)];
    private static readonly int[] Sizes = [1, 5, 12, 20, 33, 49, 65, 70];
    private static readonly double[] Alphas = [1, -1, 2, 0, 0.5];
    private static readonly double[] Betas = [0, 1, -2];
    private static readonly (Transpose A, Transpose B)[] Forms =
    [
        (Transpose.No, Transpose.No), (Transpose.No, Transpose.Yes), (Transpose.Yes, Transpose.No), (Transpose.Yes, Transpose.Yes),
    ];

    private static readonly (int M, int N, int K)[] LargeShapes =
        [(67, 45, 300), (30, 400, 530), (11, 3, 700), (2, 90, 257), (100, 16, 100), (5, 800, 20)];

    private static readonly T Epsilon = T.BitIncrement(T.One) - T.One;

    [Fact]
    public void Gemm_equals_the_reference_for_every_small_shape() => CheckSmallShapes(ManagedBlas<T>.Instance);

    internal static void CheckSmallShapes(IBlas<T> blas)
    {
        CheckExact(blas, SmallSizes);
    }

    [Fact]
    public void Gemm_equals_the_reference_for_shapes_on_both_sides_of_every_threshold()
    {
        CheckExact(ManagedBlas<T>.Instance, Sizes);
    }

    [Fact]
    public void Gemm_without_packing_has_the_same_bits_as_with_packing()
    {
        // Includes more inner indices than the depth of a block.
        var random = new System.Random(6);
        foreach (int k in new[] { 1, 9, 64, 300 })
        {
            foreach (int n in new[] { 1, 2, 3, 5, 7, 8, 15, 16, 17, 24, 31, 32, 50 })
            {
                foreach ((Transpose ta, Transpose tb) in Forms)
                {
                    CheckDirect(random, ta, tb, m: 1 + (n % 7), n, k);
                }
            }
        }
    }

    [Fact]
    public void Gemm_keeps_the_error_bound_of_inner_products_for_large_shapes() => CheckErrorBound(ManagedBlas<T>.Instance);

    internal static void CheckErrorBound(IBlas<T> blas)
    {
        var random = new System.Random(2);
        foreach ((int m, int n, int k) in LargeShapes)
        {
            foreach ((Transpose ta, Transpose tb) in Forms)
            {
                (PaddedMatrix<T> a, PaddedMatrix<T> b) = Factors(PaddedMatrix<T>.Reals, random, ta, tb, m, n, k, 3, 1);
                PaddedMatrix<T> c = PaddedMatrix<T>.Reals(random, m, n, 5);
                PaddedMatrix<T> old = c.Copy();
                T alpha = T.CreateChecked(-1.5);
                T beta = T.CreateChecked(0.75);
                Run(blas, ta, tb, m, n, k, alpha, a, b, beta, c);
                for (int i = 0; i < m; i++)
                {
                    for (int j = 0; j < n; j++)
                    {
                        double sum = 0;
                        double magnitude = 0;
                        for (int p = 0; p < k; p++)
                        {
                            double x = double.CreateChecked(ta == Transpose.No ? a[i, p] : a[p, i]);
                            double y = double.CreateChecked(tb == Transpose.No ? b[p, j] : b[j, p]);
                            sum += x * y;
                            magnitude += Math.Abs(x * y);
                        }

                        double before = double.CreateChecked(old[i, j]);
                        double expected = (-1.5 * sum) + (0.75 * before);

                        // Each of the two sums has an error of at most k units (half an epsilon each) of Σ|a·b|, the update of two more.
                        double bound = double.CreateChecked(Epsilon) * ((k + 2) * 1.5 * magnitude + Math.Abs(before));
                        Assert.InRange(double.CreateChecked(c[i, j]), expected - bound, expected + bound);
                    }
                }
            }
        }
    }

    [Fact]
    public void Gemm_sums_in_the_order_of_the_inner_index_within_a_block()
    {
        // With real numbers, any other order, width or contraction would change the bits.
        var random = new System.Random(3);
        foreach ((Transpose ta, Transpose tb) in Forms)
        {
            const int M = 37, N = 41, K = 200;
            (PaddedMatrix<T> a, PaddedMatrix<T> b) = Factors(PaddedMatrix<T>.Reals, random, ta, tb, M, N, K, 0, 0);
            PaddedMatrix<T> c = PaddedMatrix<T>.Reals(random, M, N);
            PaddedMatrix<T> expected = c.Copy();
            T alpha = T.CreateChecked(0.3);
            T beta = T.CreateChecked(0.7);
            Run(ManagedBlas<T>.Instance, ta, tb, M, N, K, alpha, a, b, beta, c);
            BlasReference.Gemm(ta, tb, M, N, K, alpha, a.Span, a.LeadingDimension, b.Span, b.LeadingDimension, beta, expected.Span, N);
            expected.AssertSameElements(c, $"{ta} {tb}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Gemm_with_few_columns_sums_in_a_fixed_number_of_lanes(int n)
    {
        const int M = 13, K = 77;
        int lanes = typeof(T) == typeof(double) ? 8 : 16;
        var random = new System.Random(4);
        PaddedMatrix<T> a = PaddedMatrix<T>.Reals(random, M, K);
        PaddedMatrix<T> b = PaddedMatrix<T>.Reals(random, K, n);
        var c = new PaddedMatrix<T>(M, n, n);
        Run(ManagedBlas<T>.Instance, Transpose.No, Transpose.No, M, n, K, T.One, a, b, T.Zero, c);
        var sums = new T[lanes];
        for (int i = 0; i < M; i++)
        {
            for (int j = 0; j < n; j++)
            {
                Array.Clear(sums);
                int whole = K / lanes * lanes;
                for (int p = 0; p < whole; p++)
                {
                    sums[p % lanes] = T.FusedMultiplyAdd(a[i, p], b[p, j], sums[p % lanes]);
                }

                for (int half = lanes / 2; half > 0; half /= 2)
                {
                    for (int x = 0; x < half; x++)
                    {
                        sums[x] += sums[x + half];
                    }
                }

                for (int p = whole; p < K; p++)
                {
                    sums[0] = T.FusedMultiplyAdd(a[i, p], b[p, j], sums[0]);
                }

                Assert.Equal(sums[0], c[i, j]);
            }
        }
    }

    [Fact]
    public void Gemm_gives_the_same_bits_for_every_alignment() => CheckAlignment(ManagedBlas<T>.Instance);

    internal static void CheckAlignment(IBlas<T> blas)
    {
        var random = new System.Random(5);
        foreach ((int m, int n, int k) in LargeShapes)
        {
            PaddedMatrix<T> a = PaddedMatrix<T>.Reals(random, m, k);
            PaddedMatrix<T> b = PaddedMatrix<T>.Reals(random, k, n);
            var c = new PaddedMatrix<T>(m, n, n);
            Run(blas, Transpose.No, Transpose.No, m, n, k, T.One, a, b, T.Zero, c);
            for (int offset = 1; offset < 8; offset += 3)
            {
                var other = new PaddedMatrix<T>(m, n, n + offset, 8 - offset);
                Run(blas, Transpose.No, Transpose.No, m, n, k, T.One, a.Copy(offset, offset), b.Copy(3, offset), T.Zero, other);
                c.AssertSameElements(other, $"offset {offset}");
            }
        }
    }

    [Fact]
    public void Gemm_does_not_allocate() => CheckAllocation(ManagedBlas<T>.Instance);

    internal static void CheckAllocation(IBlas<T> blas)
    {
        T[] x = new T[64 * 64];
        T[] y = new T[64 * 64];
        using var workspace = new Workspace(blas.GemmRequirement(64, 64, 64).Or(blas.GemmRequirement(64, 3, 64)));
        long before = 0;
        for (int repeat = 0; repeat < 2; repeat++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            blas.Gemm(Transpose.No, Transpose.Yes, 64, 64, 64, T.One, x, 64, x, 64, T.Zero, y, 64, workspace);
            blas.Gemm(Transpose.No, Transpose.No, 64, 3, 64, T.One, x, 64, x, 3, T.One, y, 3, workspace);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void CheckExact(IBlas<T> blas, int[] sizes)
    {
        var random = new System.Random(1);
        int turn = 0;
        foreach (int m in sizes)
        {
            foreach (int n in sizes)
            {
                foreach (int k in sizes)
                {
                    foreach ((Transpose a, Transpose b) in Forms)
                    {
                        T alpha = T.CreateChecked(Alphas[turn % Alphas.Length]);
                        T beta = T.CreateChecked(Betas[turn % Betas.Length]);
                        CheckExact(blas, random, a, b, m, n, k, alpha, beta, padding: turn % 4, offset: turn % 7);
                        turn++;
                    }
                }
            }
        }
    }

    private static unsafe void CheckDirect(System.Random random, Transpose ta, Transpose tb, int m, int n, int k)
    {
        (PaddedMatrix<T> a, PaddedMatrix<T> b) = Factors(PaddedMatrix<T>.Reals, random, ta, tb, m, n, k, 2, 1);
        PaddedMatrix<T> direct = PaddedMatrix<T>.Reals(random, m, n, 3);
        PaddedMatrix<T> packed = direct.Copy();
        T alpha = T.CreateChecked(0.3);
        T beta = T.CreateChecked(0.7);
        using var workspace = new Workspace(BlockedProduct.Requirement<T>(n, k).Or(WorkspaceRequirement.Of<T>((long)n * k)));
        fixed (T* pa = a.Span, pb = b.Span, pc = direct.Span, pd = packed.Span)
        {
            var left = new Operand<T>(pa, a.LeadingDimension, contiguousVectors: ta == Transpose.No);
            var right = new Operand<T>(pb, b.LeadingDimension, contiguousVectors: tb == Transpose.Yes);
            DirectProduct.Run(m, n, k, alpha, left, right, beta, pc, direct.LeadingDimension, workspace);
            BlockedProduct.Run(lowerOnly: false, m, n, k, alpha, left, right, beta, pd, packed.LeadingDimension, workspace);
        }

        packed.AssertSameElements(direct, $"{ta} {tb} {m} x {n} x {k}");
        direct.AssertPaddingIsUntouched($"{ta} {tb} {m} x {n} x {k}");
    }

    private static void CheckExact(
        IBlas<T> blas, System.Random random, Transpose ta, Transpose tb, int m, int n, int k, T alpha, T beta, int padding, int offset)
    {
        (PaddedMatrix<T> a, PaddedMatrix<T> b) = Factors(PaddedMatrix<T>.Integers, random, ta, tb, m, n, k, padding, offset);

        // With β = 0, C must not be read, so it is NaN.
        PaddedMatrix<T> c = beta == T.Zero
            ? new PaddedMatrix<T>(m, n, n + padding, offset)
            : PaddedMatrix<T>.Integers(random, m, n, padding, offset);
        PaddedMatrix<T> expected = c.Copy();
        Run(blas, ta, tb, m, n, k, alpha, a, b, beta, c);
        BlasReference.Gemm(
            ta, tb, m, n, k, alpha, a.Span, a.LeadingDimension, b.Span, b.LeadingDimension, beta, expected.Span, expected.LeadingDimension);
        string what = $"{ta} {tb} {m} x {n} x {k}, alpha {alpha}, beta {beta}";
        expected.AssertSameElements(c, what);
        c.AssertPaddingIsUntouched(what);
    }

    private static (PaddedMatrix<T> A, PaddedMatrix<T> B) Factors(
        Func<System.Random, int, int, int, int, PaddedMatrix<T>> make, System.Random random,
        Transpose ta, Transpose tb, int m, int n, int k, int padding, int offset) =>
        (ta == Transpose.No ? make(random, m, k, padding, offset) : make(random, k, m, padding, offset),
         tb == Transpose.No ? make(random, k, n, padding, offset) : make(random, n, k, padding, offset));

    // With a workspace of exactly the stated size.
    private static void Run(
        IBlas<T> blas, Transpose ta, Transpose tb, int m, int n, int k,
        T alpha, PaddedMatrix<T> a, PaddedMatrix<T> b, T beta, PaddedMatrix<T> c)
    {
        using var workspace = new Workspace(blas.GemmRequirement(m, n, k));
        blas.Gemm(
            ta, tb, m, n, k, alpha, a.Span, a.LeadingDimension, b.Span, b.LeadingDimension, beta, c.Span, c.LeadingDimension, workspace);
    }
}
