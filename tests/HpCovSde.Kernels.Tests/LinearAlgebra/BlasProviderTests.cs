using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.TestSupport;

namespace HpCovSde.Kernels.Tests.LinearAlgebra;

public sealed class BlasProviderTests
{
    [Fact]
    public void Auto_is_managed()
    {
        Assert.Same(ManagedBlas<double>.Instance, Blas.For<double>(BlasProvider.Auto));
        Assert.Same(ManagedBlas<float>.Instance, Blas.For<float>(BlasProvider.Managed));
        BlasProviderInfo info = Blas.Inspect(BlasProvider.Auto);
        Assert.Equal((BlasProvider.Managed, "managed", true), (info.Provider, info.Name, info.IsUsable));
    }

    [Fact]
    public void An_unknown_provider_is_refused()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Blas.For<double>((BlasProvider)9));
        Assert.Contains("provider must be Auto, Managed, Mkl, OpenBlas", error.Message, StringComparison.Ordinal);
        Assert.Equal([BlasProvider.Auto, .. Blas.Providers], Enum.GetValues<BlasProvider>());
    }

    [Theory]
    [RequiresBlas(BlasProvider.Mkl, "Intel", "sequential")]
    [RequiresBlas(BlasProvider.OpenBlas, "OpenBLAS", "1 thread")]
    public void A_usable_library_reports_its_version_and_mode(BlasProvider provider, string version, string mode)
    {
        BlasProviderInfo info = Blas.Inspect(provider);
        Assert.Null(info.Refusal);
        Assert.Equal(provider, info.Provider);
        Assert.Contains(version, info.Version, StringComparison.Ordinal);
        Assert.StartsWith(mode, info.Mode, StringComparison.Ordinal);
        Assert.True(!OperatingSystem.IsLinux() || File.Exists(info.Path), info.Path);
    }

    [Theory]
    [RequiresBlas(BlasProvider.Mkl)]
    public void MKL_runs_in_a_reproducible_mode(BlasProvider provider)
    {
        string mode = Blas.Inspect(provider).Mode!;
        Assert.Contains("CNR ", mode, StringComparison.Ordinal);
        Assert.DoesNotContain("CNR off", mode, StringComparison.Ordinal);

        // In use, or listed among the modes that MKL refused on this processor.
        Assert.Contains("strict", mode, StringComparison.Ordinal);
    }
}
