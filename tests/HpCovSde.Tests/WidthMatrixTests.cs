using System.Diagnostics;

namespace HpCovSde.Tests;

/// <summary>The results have the same bits with fewer instruction sets. Their hashes are compared.</summary>
public sealed class WidthMatrixTests
{
    private const string Avx2 = "Avx2";
    private const string Fma = "Fma";
    private const string Avx512 = "Avx512F";
    private const string WideVectors = "Vector512.IsHardwareAccelerated";

    private static readonly Lazy<GoldenRun> AsIs = new(() => GoldenRun.With());

    [Fact]
    public void Without_AVX512_the_bits_are_the_same()
    {
        GoldenRun run = GoldenRun.With(("DOTNET_EnableAVX512", "0"));
        Assert.False(run.Facts[Avx512]);
        Assert.False(run.Facts[WideVectors]);
        Assert.Equal(AsIs.Value.Facts[Avx2], run.Facts[Avx2]);
        Assert.Equal(AsIs.Value.Hashes, run.Hashes);
    }

    [Fact]
    public void Without_AVX2_and_FMA_the_bits_are_the_same()
    {
        GoldenRun run = GoldenRun.With(("DOTNET_EnableAVX2", "0"));
        Assert.False(run.Facts[Avx2]);
        Assert.False(run.Facts[Fma]);
        Assert.Equal(AsIs.Value.Hashes, run.Hashes);
    }

    [Fact]
    public void Preferring_512_bits_leaves_the_bits_the_same()
    {
        GoldenRun run = GoldenRun.With(("DOTNET_PreferredVectorBitWidth", "512"));
        Assert.Equal(AsIs.Value.Facts[Avx512], run.Facts[WideVectors]);
        Assert.Equal(AsIs.Value.Hashes, run.Hashes);
    }

    [Fact]
    public void Preferring_256_bits_leaves_the_bits_the_same()
    {
        GoldenRun run = GoldenRun.With(("DOTNET_PreferredVectorBitWidth", "256"));
        Assert.False(run.Facts[WideVectors]);
        Assert.Equal(AsIs.Value.Facts[Avx512], run.Facts[Avx512]);
        Assert.Equal(AsIs.Value.Hashes, run.Hashes);
    }

    [Fact]
    public void Different_computations_have_different_hashes()
    {
        Assert.NotEmpty(AsIs.Value.Hashes);
        Assert.Distinct(AsIs.Value.Hashes.Values);
    }

    private sealed record GoldenRun(IReadOnlyDictionary<string, bool> Facts, IReadOnlyDictionary<string, string> Hashes)
    {
        internal static GoldenRun With(params (string Name, string Value)[] environment)
        {
            string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
            string runner = Path.Combine(AppContext.BaseDirectory, "HpCovSde.GoldenRunner.dll");
            var start = new ProcessStartInfo(dotnet, [runner]) { RedirectStandardOutput = true };
            foreach ((string name, string value) in environment)
            {
                start.Environment[name] = value;
            }

            using Process process = Process.Start(start)!;
            string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return new(Entries(lines, "fact ").ToDictionary(entry => entry.Name, entry => bool.Parse(entry.Value)),
                Entries(lines, "hash ").ToDictionary(entry => entry.Name, entry => entry.Value));
        }

        private static IEnumerable<(string Name, string Value)> Entries(IEnumerable<string> lines, string prefix) =>
            from line in lines
            where line.StartsWith(prefix, StringComparison.Ordinal)
            let parts = line[prefix.Length..].Split('=')
            select (parts[0], parts[1]);
    }
}
