using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Kernels.Tests.LinearAlgebra;

public sealed class ManagedBlasArgumentTests : IDisposable
{
    private static readonly ManagedBlas<double> Blas = ManagedBlas<double>.Instance;
    private readonly Workspace _workspace = new(Blas.GemmRequirement(8, 8, 8).Or(Blas.TrmmRequirement(8, 8)));

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(-1, 2, 2, 2, 2, "m is -1")]
    [InlineData(2, -3, 2, 2, 2, "n is -3")]
    [InlineData(2, 2, -4, 2, 2, "k is -4")]
    [InlineData(2, 2, 3, 2, 2, "leading dimension of a is 2")]
    [InlineData(2, 3, 2, 2, 2, "leading dimension of b is 2")]
    [InlineData(3, 2, 2, 2, 2, "a has 4 elements; 3 x 2 with leading dimension 2 needs 6")]
    public void Gemm_refuses_and_quotes(int m, int n, int k, int lda, int ldb, string message)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() =>
            Blas.Gemm(Transpose.No, Transpose.No, m, n, k, 1, new double[4], lda, new double[4], ldb, 0, new double[4], 2, _workspace));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gemm_refuses_an_unknown_transpose()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() =>
            Blas.Gemm((Transpose)7, Transpose.No, 1, 1, 1, 1, new double[1], 1, new double[1], 1, 0, new double[1], 1, _workspace));
        Assert.Contains("transposeA is 7", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Syrk_and_Trmm_refuse_and_quote()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => Blas.Syrk(3, 2, 1, new double[6], 3, 0, new double[8], 3, _workspace));
        Assert.Contains("c has 8 elements; 3 x 3 with leading dimension 3 needs 9", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ArgumentException>(() => Blas.Trmm(2, 3, new double[9], 2, new double[6], 3, _workspace));
        Assert.Contains("leading dimension of l is 2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_behind_the_last_row_of_a_matrix_is_required()
    {
        double[] c = [double.NaN];
        double[] a = [3, 0, 4];
        double[] b = [1, 0, 2];
        Blas.Gemm(Transpose.Yes, Transpose.No, 1, 1, 2, 1, a, 2, b, 2, 0, c, 1, _workspace);
        Assert.Equal(11, c[0]);
    }

    [Fact]
    public void A_workspace_below_the_requirement_is_refused()
    {
        using var small = new Workspace(WorkspaceRequirement.None);
        _ = Assert.Throws<InvalidOperationException>(() => Blas.Syrk(2, 2, 1, new double[4], 2, 0, new double[4], 2, small));
    }
}
