namespace HpCovSde.Cli.Tests;

/// <summary>A tolerance of more means than fit into memory is refused before anything runs.</summary>
[Collection(LittleMemory.Name)]
public sealed class ToleranceMemoryTests
{
    [Fact]
    public void Too_many_means_are_refused_with_what_they_take()
    {
        // 45,150 covariances with about 2000 controls: 0.8 GB of sums for each of two steps, where 0.7 GB can be used.
        const int Inputs = 300;
        using var folder = new Folder();
        string gram = folder.Write("gram.csv", string.Concat(Enumerable.Range(0, Inputs).Select(
            a => $"{string.Join(',', Enumerable.Range(0, Inputs).Select(b => a == b ? 1 : 0))}\n")));
        string[] model = ["sde", "--activation", "tanh", "--a", "1", "--gram", gram, "--replicas", "8", "--tolerance", "0.1"];
        var run = CliRun.Of([.. model, "--tolerance-of", "V"]);
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains("the means of --tolerance-of", run.Error, StringComparison.Ordinal);
        Assert.Contains("name fewer quantities in --tolerance-of", run.Error, StringComparison.Ordinal);
    }
}
