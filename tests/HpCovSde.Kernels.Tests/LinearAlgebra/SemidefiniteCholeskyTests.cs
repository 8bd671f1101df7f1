using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Kernels.Tests.LinearAlgebra;

public sealed class SemidefiniteCholeskyDoubleTests : SemidefiniteCholeskyTests<double>;

public sealed class SemidefiniteCholeskySingleTests : SemidefiniteCholeskyTests<float>;

public abstract class SemidefiniteCholeskyTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly double Epsilon = double.CreateChecked(T.BitIncrement(T.One) - T.One);

    [Fact]
    public void The_factor_of_a_positive_definite_matrix_reproduces_it() => CheckDefinite(ManagedBlas<T>.Instance);

    internal static void CheckDefinite(IBlas<T> blas)
    {
        var random = new System.Random(1);
        foreach (int n in new[] { 0, 1, 2, 3, 5, 8, 17, 63, 64, 65, 130, 200 })
        {
            PaddedMatrix<T> gram = Gram(random, n, 2 * n, padding: n % 5);
            PaddedMatrix<T> factor = gram.Copy(padding: 3, offset: 1);
            FillAbove(factor, T.NaN);
            Assert.Equal(n, Factor(blas, factor));
            AssertReproduces(gram, factor);
            factor.AssertPaddingIsUntouched($"n = {n}");
        }
    }

    [Theory]
    [InlineData(6, 2)]
    [InlineData(40, 7)]
    [InlineData(65, 64)]
    [InlineData(200, 53)]
    [InlineData(150, 1)]
    public void A_gram_matrix_of_deficient_rank_has_a_factor_of_that_rank(int n, int rank) =>
        CheckDeficient(ManagedBlas<T>.Instance, n, rank);

    internal static void CheckDeficient(IBlas<T> blas, int n, int rank)
    {
        // The first rows are close to the unit vectors, so that no small pivot amplifies the rounding of the dependent ones.
        PaddedMatrix<T> x = PaddedMatrix<T>.Reals(new System.Random(2), n, rank);
        for (int i = 0; i < rank; i++)
        {
            for (int p = 0; p < rank; p++)
            {
                x[i, p] = (i == p ? T.One : T.Zero) + (x[i, p] / T.CreateChecked(4 * rank));
            }
        }

        PaddedMatrix<T> gram = Gram(x);
        PaddedMatrix<T> factor = gram.Copy();
        Assert.Equal(rank, Factor(blas, factor));
        AssertReproduces(gram, factor);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_gram_matrix_of_small_images_is_reproduced(int seed)
    {
        // 200 images of 64 grey values 0..16, eleven of which are always 0. Neighbouring pixels are similar.
        var random = new System.Random(seed);
        var x = new PaddedMatrix<T>(200, 64, 64);
        for (int i = 0; i < 200; i++)
        {
            double grey = 0;
            for (int p = 0; p < 64; p++)
            {
                grey = Math.Clamp(grey + (12 * random.NextDouble()) - 6, 0, 16);
                x[i, p] = p % 6 == 5 || p == 0 ? T.Zero : T.CreateChecked(Math.Round(grey));
            }
        }

        PaddedMatrix<T> gram = Gram(x);
        PaddedMatrix<T> factor = gram.Copy();
        Assert.InRange(Factor(factor), 53, 58);
        AssertReproduces(gram, factor);
    }

    [Fact]
    public void Duplicates_opposites_and_zero_rows_give_zero_columns()
    {
        // Inputs x, x, -x, 0, y, y/1024: rho = +1, -1, none, and a badly scaled copy; <x, y> has no special value.
        var random = new System.Random(3);
        PaddedMatrix<T> x = PaddedMatrix<T>.Reals(random, 6, 10);
        for (int p = 0; p < 10; p++)
        {
            x[1, p] = x[0, p];
            x[2, p] = -x[0, p];
            x[3, p] = T.Zero;
            x[5, p] = x[4, p] / T.CreateChecked(1024);
        }

        PaddedMatrix<T> gram = Gram(x);
        PaddedMatrix<T> factor = gram.Copy();
        Assert.Equal(2, Factor(factor));
        foreach (int j in new[] { 1, 2, 3, 5 })
        {
            for (int i = 0; i < 6; i++)
            {
                Assert.Equal(T.Zero, factor[i, j]);
            }
        }

        AssertReproduces(gram, factor);
    }

    [Fact]
    public void Scaling_the_inputs_by_powers_of_two_scales_the_factor_exactly()
    {
        var random = new System.Random(4);
        foreach ((int n, int rank) in new[] { (7, 9), (90, 120), (90, 20) })
        {
            PaddedMatrix<T> gram = Gram(random, n, rank, padding: 0);
            PaddedMatrix<T> scaled = gram.Copy();
            var exponents = new int[n];
            for (int i = 0; i < n; i++)
            {
                exponents[i] = random.Next(-12, 13);
                for (int j = 0; j <= i; j++)
                {
                    scaled[i, j] = T.ScaleB(gram[i, j], exponents[i] + exponents[j]);
                }
            }

            Assert.Equal(Factor(gram), Factor(scaled));
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    Assert.Equal(T.ScaleB(gram[i, j], exponents[i]), scaled[i, j]);
                }
            }
        }
    }

    [Fact]
    public void A_pivot_just_above_the_tolerance_is_kept()
    {
        // [[1, 1], [1, 1 + d]] has the second pivot d, exactly; the tolerance is 16 epsilon times 1 + d.
        T epsilon = T.BitIncrement(T.One) - T.One;
        foreach ((int units, int rank) in new[] { (0, 1), (16, 1), (18, 2) })
        {
            var a = new PaddedMatrix<T>(2, 2, 2);
            (a[0, 0], a[1, 0], a[1, 1]) = (T.One, T.One, T.One + (T.CreateChecked(units) * epsilon));
            Assert.Equal(rank, Factor(a));
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void NaN_and_infinity_are_not_zero_pivots(double bad)
    {
        PaddedMatrix<T> a = Gram(new System.Random(5), 100, 200, padding: 0);
        a[70, 70] = T.CreateChecked(bad);
        PaddedMatrix<T> clean = Gram(new System.Random(5), 100, 200, padding: 0);
        Assert.Equal(100, Factor(a));
        Assert.Equal(100, Factor(clean));
        Assert.False(T.IsFinite(a[70, 70]));
        for (int i = 0; i < 70; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                Assert.Equal(clean[i, j], a[i, j]);
            }
        }
    }

    [Fact]
    public void Factor_does_not_allocate()
    {
        ManagedBlas<T> blas = ManagedBlas<T>.Instance;
        PaddedMatrix<T> a = Gram(new System.Random(6), 100, 200, padding: 0);
        using var workspace = new Workspace(SemidefiniteCholesky.Requirement(blas, 100));
        _ = SemidefiniteCholesky.Factor(blas, 100, a.Copy().Span, 100, workspace);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = SemidefiniteCholesky.Factor(blas, 100, a.Span, 100, workspace);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Bad_arguments_are_quoted()
    {
        using var workspace = new Workspace(WorkspaceRequirement.None);
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => SemidefiniteCholesky.Factor(ManagedBlas<T>.Instance, 3, new T[8], 3, workspace));
        Assert.Contains("a has 8 elements; 3 x 3 with leading dimension 3 needs 9", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ArgumentException>(() => SemidefiniteCholesky.Factor(ManagedBlas<T>.Instance, -3, new T[8], 3, workspace));
        Assert.Contains("n is -3", e.Message, StringComparison.Ordinal);
    }

    private static int Factor(PaddedMatrix<T> a) => Factor(ManagedBlas<T>.Instance, a);

    private static int Factor(IBlas<T> blas, PaddedMatrix<T> a)
    {
        using var workspace = new Workspace(SemidefiniteCholesky.Requirement(blas, a.Rows));
        return SemidefiniteCholesky.Factor(blas, a.Rows, a.Span, a.LeadingDimension, workspace);
    }

    private static PaddedMatrix<T> Gram(System.Random random, int n, int rank, int padding) =>
        Gram(PaddedMatrix<T>.Reals(random, n, rank), padding);

    private static PaddedMatrix<T> Gram(PaddedMatrix<T> x, int padding = 0)
    {
        var gram = new PaddedMatrix<T>(x.Rows, x.Rows, x.Rows + padding);
        for (int i = 0; i < x.Rows; i++)
        {
            for (int j = 0; j < x.Rows; j++)
            {
                double sum = 0;
                for (int p = 0; p < x.Columns; p++)
                {
                    sum += double.CreateChecked(x[i, p]) * double.CreateChecked(x[j, p]);
                }

                gram[i, j] = T.CreateTruncating(sum / x.Columns);
            }
        }

        return gram;
    }

    private static void FillAbove(PaddedMatrix<T> a, T value)
    {
        for (int i = 0; i < a.Rows; i++)
        {
            for (int j = i + 1; j < a.Rows; j++)
            {
                a[i, j] = value;
            }
        }
    }

    /// <summary>
    /// |A − L·Lᵀ|_ij ≤ 10(n + 2)·ε·κ·√(A_ii·A_jj): Higham's backward error bound gives a half for the sums, a zero pivot omits 8n·ε,
    /// and both are amplified by at most κ = max A_kk / p_k over the pivots that are well above rounding.
    /// </summary>
    private static void AssertReproduces(PaddedMatrix<T> a, PaddedMatrix<T> l)
    {
        int n = a.Rows;
        double growth = 1;
        for (int j = 0; j < n; j++)
        {
            double share = double.CreateChecked(l[j, j]) * double.CreateChecked(l[j, j]) / double.CreateChecked(a[j, j]);
            growth = share > Math.Sqrt(Epsilon) ? Math.Max(growth, 1 / share) : growth;
        }

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                if (j > i)
                {
                    Assert.Equal(T.Zero, l[i, j]);
                    continue;
                }

                double sum = 0;
                for (int p = 0; p <= j; p++)
                {
                    sum += double.CreateChecked(l[i, p]) * double.CreateChecked(l[j, p]);
                }

                double expected = double.CreateChecked(a[i, j]);
                double scale = Math.Sqrt(double.CreateChecked(a[i, i]) * double.CreateChecked(a[j, j]));
                double bound = 10 * (n + 2) * Epsilon * growth * scale;
                Assert.True(Math.Abs(sum - expected) <= bound, $"n = {n}, ({i}, {j}): {sum} for {expected}, bound {bound}");
            }
        }
    }
}
