using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.TestSupport;

namespace HpCovSde.Kernels.Tests.LinearAlgebra;

public sealed class NativeBlasDoubleTests : NativeBlasTests<double>;

public sealed class NativeBlasSingleTests : NativeBlasTests<float>;

/// <summary>The products of MKL and OpenBLAS have the same meaning as those of the managed kernels.</summary>
public abstract class NativeBlasTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory]
    [RequiresBlas(BlasProvider.Mkl)]
    [RequiresBlas(BlasProvider.OpenBlas)]
    public void Gemm_equals_the_reference_for_every_small_shape(BlasProvider provider) =>
        ManagedBlasGemmTests<T>.CheckSmallShapes(Blas.For<T>(provider));

    [Theory]
    [RequiresBlas(BlasProvider.Mkl)]
    [RequiresBlas(BlasProvider.OpenBlas)]
    public void Gemm_keeps_the_error_bound_of_inner_products_for_large_shapes(BlasProvider provider) =>
        ManagedBlasGemmTests<T>.CheckErrorBound(Blas.For<T>(provider));

    [Theory]
    [RequiresBlas(BlasProvider.Mkl)]
    [RequiresBlas(BlasProvider.OpenBlas)]
    public void Gemm_gives_the_same_bits_for_every_alignment(BlasProvider provider) =>
        ManagedBlasGemmTests<T>.CheckAlignment(Blas.For<T>(provider));

    [Theory]
    [RequiresBlas(BlasProvider.Mkl)]
    [RequiresBlas(BlasProvider.OpenBlas)]
    public void Syrk_equals_the_reference_and_does_not_write_the_upper_triangle(BlasProvider provider)
    {
        ManagedBlasSyrkTests<T>.CheckSmallShapes(Blas.For<T>(provider));
        ManagedBlasSyrkTests<T>.CheckManyColumns(Blas.For<T>(provider));
    }

    [Theory]
    [RequiresBlas(BlasProvider.Mkl)]
    [RequiresBlas(BlasProvider.OpenBlas)]
    public void Trmm_equals_the_reference_and_does_not_read_above_the_diagonal(BlasProvider provider) =>
        ManagedBlasTrmmTests<T>.CheckSmallShapes(Blas.For<T>(provider));

    [Theory]
    [RequiresBlas(BlasProvider.Mkl)]
    [RequiresBlas(BlasProvider.OpenBlas)]
    public void Nothing_allocates(BlasProvider provider)
    {
        ManagedBlasGemmTests<T>.CheckAllocation(Blas.For<T>(provider));
        ManagedBlasSyrkTests<T>.CheckAllocation(Blas.For<T>(provider));
        ManagedBlasTrmmTests<T>.CheckAllocation(Blas.For<T>(provider));
    }

    [Theory]
    [RequiresBlas(BlasProvider.Mkl)]
    [RequiresBlas(BlasProvider.OpenBlas)]
    public void The_semidefinite_factor_reproduces_the_matrix(BlasProvider provider)
    {
        SemidefiniteCholeskyTests<T>.CheckDefinite(Blas.For<T>(provider));
        SemidefiniteCholeskyTests<T>.CheckDeficient(Blas.For<T>(provider), 65, 64);
        SemidefiniteCholeskyTests<T>.CheckDeficient(Blas.For<T>(provider), 200, 53);
    }

    [Theory]
    [RequiresBlas(BlasProvider.Mkl)]
    [RequiresBlas(BlasProvider.OpenBlas)]
    public void Many_threads_get_the_same_bits_as_one(BlasProvider provider)
    {
        const int Size = 150, Threads = 8, Repeats = 20;
        IBlas<T> blas = Blas.For<T>(provider);
        PaddedMatrix<T> a = PaddedMatrix<T>.Reals(new System.Random(7), Size, Size);
        T[] expected = Product();
        var different = new int[Threads];
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(i => new Thread(() =>
        {
            for (int repeat = 0; repeat < Repeats; repeat++)
            {
                different[i] += Product().AsSpan().SequenceEqual(expected) ? 0 : 1;
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(new int[Threads], different);

        T[] Product()
        {
            using var workspace = new Workspace(WorkspaceRequirement.None);
            var c = new T[Size * Size];
            blas.Gemm(Transpose.No, Transpose.Yes, Size, Size, Size, T.One, a.Span, Size, a.Span, Size, T.Zero, c, Size, workspace);
            return c;
        }
    }

    [Theory]
    [RequiresBlas(BlasProvider.Mkl, "mkl")]
    [RequiresBlas(BlasProvider.OpenBlas, "openblas")]
    public void No_scratch_is_needed_and_arguments_are_refused_as_by_managed_code(BlasProvider provider, string name)
    {
        IBlas<T> blas = Blas.For<T>(provider);
        Assert.Equal(name, blas.Name);
        Assert.Equal(WorkspaceRequirement.None, blas.GemmRequirement(3, 4, 5));
        Assert.Equal(WorkspaceRequirement.None, blas.SyrkRequirement(3, 4));
        Assert.Equal(WorkspaceRequirement.None, blas.TrmmRequirement(3, 4));
        using var workspace = new Workspace(WorkspaceRequirement.None);
        T[] four = new T[4];
        AssertRefused(
            "m is -1", () => blas.Gemm(Transpose.No, Transpose.No, -1, 2, 2, T.One, four, 2, four, 2, T.Zero, four, 2, workspace));
        AssertRefused("k is -2", () => blas.GemmRequirement(1, 1, -2));
        AssertRefused("n is -3", () => blas.SyrkRequirement(-3, 1));
        AssertRefused("m is -4", () => blas.TrmmRequirement(-4, 1));
        AssertRefused(
            "c has 8 elements; 3 x 3 with leading dimension 3 needs 9",
            () => blas.Syrk(3, 2, T.One, new T[6], 3, T.Zero, new T[8], 3, workspace));
        AssertRefused("leading dimension of l is 2", () => blas.Trmm(2, 3, new T[9], 2, new T[6], 3, workspace));
    }

    private static void AssertRefused(string text, Action action) =>
        Assert.Contains(text, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
}
