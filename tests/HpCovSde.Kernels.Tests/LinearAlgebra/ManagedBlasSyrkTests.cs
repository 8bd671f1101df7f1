using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Kernels.Tests.LinearAlgebra;

public sealed class ManagedBlasSyrkDoubleTests : ManagedBlasSyrkTests<double>;

public sealed class ManagedBlasSyrkSingleTests : ManagedBlasSyrkTests<float>;

public abstract class ManagedBlasSyrkTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly double[] Alphas = [1, -1, 0, 0.5];
    private static readonly double[] Betas = [0, 1, -2];

    [Fact]
    public void Syrk_equals_the_reference_and_does_not_write_the_upper_triangle() => CheckSmallShapes(ManagedBlas<T>.Instance);

    internal static void CheckSmallShapes(IBlas<T> blas)
    {
        var random = new System.Random(1);
        int turn = 0;
        for (int n = 0; n <= 70; n += n < 34 ? 1 : 9)
        {
            foreach (int k in new[] { 0, 1, 5, 20, 300 })
            {
                T alpha = T.CreateChecked(Alphas[turn % Alphas.Length]);
                T beta = T.CreateChecked(Betas[turn % Betas.Length]);
                PaddedMatrix<T> a = PaddedMatrix<T>.Integers(random, k, n, turn % 3, turn % 5);
                var c = new PaddedMatrix<T>(n, n, n + (turn % 4), turn % 7);
                for (int i = 0; i < n && beta != T.Zero; i++)
                {
                    for (int j = 0; j <= i; j++)
                    {
                        c[i, j] = T.CreateChecked(random.Next(-9, 10));
                    }
                }

                PaddedMatrix<T> expected = c.Copy();
                Run(blas, n, k, alpha, a, beta, c);
                BlasReference.Syrk(n, k, alpha, a.Span, a.LeadingDimension, beta, expected.Span, n);

                // The strict upper triangle is NaN in both.
                expected.AssertSameElements(c, $"n = {n}, k = {k}, alpha {alpha}, beta {beta}");
                c.AssertPaddingIsUntouched($"n = {n}, k = {k}");
                turn++;
            }
        }
    }

    [Fact]
    public void Syrk_of_many_columns_equals_the_reference() => CheckManyColumns(ManagedBlas<T>.Instance);

    internal static void CheckManyColumns(IBlas<T> blas)
    {
        // These are more columns than one block of the packed factor has.
        var random = new System.Random(2);
        PaddedMatrix<T> a = PaddedMatrix<T>.Integers(random, 9, 500);
        var c = new PaddedMatrix<T>(500, 500, 500);
        PaddedMatrix<T> expected = c.Copy();
        Run(blas, 500, 9, T.One, a, T.Zero, c);
        BlasReference.Syrk(500, 9, T.One, a.Span, 500, T.Zero, expected.Span, 500);
        expected.AssertSameElements(c, "500");
    }

    [Fact]
    public void Syrk_has_the_bits_of_the_reference_for_every_alignment()
    {
        var random = new System.Random(3);
        foreach (int n in new[] { 3, 16, 61 })
        {
            PaddedMatrix<T> a = PaddedMatrix<T>.Reals(random, 150, n);
            var expected = new PaddedMatrix<T>(n, n, n);
            BlasReference.Syrk(n, 150, T.One, a.Span, n, T.Zero, expected.Span, n);
            for (int offset = 0; offset < 8; offset += 3)
            {
                var c = new PaddedMatrix<T>(n, n, n + offset, 8 - offset);
                Run(ManagedBlas<T>.Instance, n, 150, T.One, a.Copy(offset, offset), T.Zero, c);
                expected.AssertSameElements(c, $"n = {n}, offset {offset}");
            }
        }
    }

    [Fact]
    public void Syrk_does_not_allocate() => CheckAllocation(ManagedBlas<T>.Instance);

    internal static void CheckAllocation(IBlas<T> blas)
    {
        T[] a = new T[100 * 20];
        T[] c = new T[20 * 20];
        using var workspace = new Workspace(blas.SyrkRequirement(20, 100));
        blas.Syrk(20, 100, T.One, a, 20, T.Zero, c, 20, workspace);
        long before = GC.GetAllocatedBytesForCurrentThread();
        blas.Syrk(20, 100, T.One, a, 20, T.Zero, c, 20, workspace);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Run(IBlas<T> blas, int n, int k, T alpha, PaddedMatrix<T> a, T beta, PaddedMatrix<T> c)
    {
        using var workspace = new Workspace(blas.SyrkRequirement(n, k));
        blas.Syrk(n, k, alpha, a.Span, a.LeadingDimension, beta, c.Span, c.LeadingDimension, workspace);
    }
}
