using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Kernels.Tests.LinearAlgebra;

public sealed class ManagedBlasTrmmDoubleTests : ManagedBlasTrmmTests<double>;

public sealed class ManagedBlasTrmmSingleTests : ManagedBlasTrmmTests<float>;

public abstract class ManagedBlasTrmmTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    public void Trmm_equals_the_reference_and_does_not_read_above_the_diagonal() => CheckSmallShapes(ManagedBlas<T>.Instance);

    internal static void CheckSmallShapes(IBlas<T> blas)
    {
        var random = new System.Random(1);
        for (int n = 0; n <= 230; n += n < 34 ? 1 : 19)
        {
            foreach (int m in new[] { 0, 1, 3, 8, 9, 64, 75 })
            {
                PaddedMatrix<T> l = Lower(random, n, padding: m % 3);
                PaddedMatrix<T> b = PaddedMatrix<T>.Integers(random, m, n, n % 3, n % 7);
                PaddedMatrix<T> expected = b.Copy();
                Run(blas, m, n, l, b);
                BlasReference.Trmm(m, n, l.Span, l.LeadingDimension, expected.Span, n);
                expected.AssertSameElements(b, $"{m} x {n}");
                b.AssertPaddingIsUntouched($"{m} x {n}");
            }
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(77)]
    [InlineData(300)]
    public void Trmm_has_the_bits_of_the_reference_for_every_alignment(int n)
    {
        const int M = 30;
        var random = new System.Random(2);
        PaddedMatrix<T> l = PaddedMatrix<T>.Reals(random, n, n);
        PaddedMatrix<T> b = PaddedMatrix<T>.Reals(random, M, n);
        PaddedMatrix<T> expected = b.Copy();
        BlasReference.Trmm(M, n, l.Span, n, expected.Span, n);
        for (int offset = 0; offset < 8; offset += 3)
        {
            PaddedMatrix<T> actual = b.Copy(offset, 8 - offset);
            Run(ManagedBlas<T>.Instance, M, n, l.Copy(offset, offset), actual);
            expected.AssertSameElements(actual, $"offset {offset}");
        }
    }

    [Fact]
    public void Trmm_does_not_allocate() => CheckAllocation(ManagedBlas<T>.Instance);

    internal static void CheckAllocation(IBlas<T> blas)
    {
        T[] l = new T[20 * 20];
        T[] b = new T[30 * 20];
        using var workspace = new Workspace(blas.TrmmRequirement(30, 20));
        blas.Trmm(30, 20, l, 20, b, 20, workspace);
        long before = GC.GetAllocatedBytesForCurrentThread();
        blas.Trmm(30, 20, l, 20, b, 20, workspace);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static PaddedMatrix<T> Lower(System.Random random, int n, int padding)
    {
        var l = new PaddedMatrix<T>(n, n, n + padding);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                l[i, j] = T.CreateChecked(random.Next(-4, 5));
            }
        }

        return l;
    }

    private static void Run(IBlas<T> blas, int m, int n, PaddedMatrix<T> l, PaddedMatrix<T> b)
    {
        using var workspace = new Workspace(blas.TrmmRequirement(m, n));
        blas.Trmm(m, n, l.Span, l.LeadingDimension, b.Span, b.LeadingDimension, workspace);
    }
}
