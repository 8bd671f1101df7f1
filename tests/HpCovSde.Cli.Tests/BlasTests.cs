using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.Json;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.TestSupport;

namespace HpCovSde.Cli.Tests;

/// <summary>
/// A requested native library is used, or refused with exit code 5 and the reason. Each test starts a process, because a process searches
/// for libraries once.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class BlasTests
{
    [Theory]
    [InlineData("mkl")]
    [InlineData("openblas")]
    public void A_library_that_is_not_found_is_refused_with_the_path(string name)
    {
        using var folder = new Folder();
        AssertRefused(name, folder.File("missing.so"), $"HPCOVSDE_BLAS_PATH is {folder.File("missing.so")}, which does not exist");
        AssertRefused(name, folder.Path, $"HPCOVSDE_BLAS_PATH is the folder {folder.Path}, which holds none of ");
    }

    [Theory]
    [InlineData("mkl")]
    [InlineData("openblas")]
    public void A_file_that_is_not_a_library_is_refused(string name)
    {
        using var folder = new Folder();
        string text = folder.Write("library.so", "not a library\n");
        AssertRefused(name, text, $"{text} cannot be loaded as ");
    }

    [Theory]
    [InlineData("mkl", "MKL_Set_Threading_Layer")]
    [InlineData("openblas", "openblas_set_num_threads")]
    public void Another_library_is_refused(string name, string export)
    {
        string other = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.*").First();
        AssertRefused(name, other, $"{other} is not ", export);
    }

    [Theory]
    [RequiresBlas(BlasProvider.OpenBlas, "mkl")]
    [RequiresBlas(BlasProvider.Mkl, "openblas")]
    public void The_other_provider_is_refused(BlasProvider present, string name) =>
        AssertRefused(name, Blas.Inspect(present).Path!, $"{Blas.Inspect(present).Path} is not ");

    [Theory]
    [RequiresBlas(BlasProvider.Mkl, "mkl")]
    [RequiresBlas(BlasProvider.OpenBlas, "openblas")]
    public void A_library_is_loaded_from_the_path_in_the_variable(BlasProvider provider, string name)
    {
        string path = Blas.Inspect(provider).Path!;
        (int code, string output, string error) = Run(
            path, $"sample --blas {name} --weights explicit --width 30 --depth 2 --replicas 4 --json");
        Assert.Equal((0, ""), (code, error));
        JsonElement run = JsonDocument.Parse(output).RootElement.GetProperty("run");
        Assert.Equal(name, run.GetProperty("blas").GetString());
        Assert.Equal(Blas.Inspect(provider).Version, run.GetProperty("blasVersion").GetString());
        Assert.Equal(Blas.Inspect(provider).Mode, run.GetProperty("blasMode").GetString());
    }

    [Fact]
    public void Info_shows_why_a_provider_cannot_be_used()
    {
        using var folder = new Folder();
        (int code, string output, string error) = Run(folder.File("missing.so"), "info");
        Assert.Equal((0, ""), (code, error));
        string[] lines = output.Split('\n');
        Assert.Contains(
            lines,
            line => line.StartsWith("  mkl ", StringComparison.Ordinal)
                && line.Contains("not usable: HPCOVSDE_BLAS_PATH", StringComparison.Ordinal));
        Assert.Contains(
            lines,
            line => line.StartsWith("  managed ", StringComparison.Ordinal) && !line.Contains("not usable", StringComparison.Ordinal));
    }

    private static void AssertRefused(string name, string path, params string[] fragments)
    {
        (int code, string output, string error) = Run(path, $"sample --blas {name}");
        Assert.Equal((ExitCode.NativeLibrary, ""), (code, output));
        Assert.StartsWith($"hpcovsde: --blas: '{name}' cannot be used: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.All(fragments, fragment => Assert.Contains(fragment, error, StringComparison.Ordinal));
    }

    private static (int Code, string Output, string Error) Run(string path, string commandLine) =>
        ProcessTests.Shell($"export HPCOVSDE_BLAS_PATH='{path}'; exec \"$@\"", commandLine);
}
