using System.Text.RegularExpressions;
using HpCovSde.TestSupport;

namespace HpCovSde.Tests.Architecture;

/// <summary>Rules of the house that the compiler does not hold, read off the source.</summary>
public sealed partial class SourceTests
{
    private const string Core = "src/HpCovSde/";

    // LimitOf takes the network whose limit it is: the one place where the SDE knows what it is the limit of.
    private const string LimitOf = Core + "Dynamics/CovarianceSde.cs";

    private static readonly string[] Sources = [.. Repository.SourceFiles("src")];

    [Fact]
    public void Unsafe_code_and_intrinsics_stay_in_the_kernels() =>
        Assert.DoesNotContain(Sources, path => !path.StartsWith("src/HpCovSde.Kernels/", StringComparison.Ordinal) && IsLowLevel(Code(path)));

    [Fact]
    public void The_kernels_are_seen_to_be_low_level() =>
        Assert.True(IsLowLevel(Code("src/HpCovSde.Kernels/Memory/Workspace.cs")) && IsLowLevel(Code("src/HpCovSde.Kernels/Simd/Lanes.T.cs")));

    [Fact]
    public void Networks_do_not_know_the_SDEs() =>
        Assert.DoesNotContain(In("Networks"), path => Mentions(path, "Dynamics") || Mentions(path, "Schemes"));

    [Fact]
    public void SDEs_do_not_know_the_networks_except_LimitOf() =>
        Assert.Equal([LimitOf], In("Dynamics").Concat(In("Schemes")).Where(path => Mentions(path, "Networks")));

    [Fact]
    public void Limits_know_neither_networks_nor_SDEs_which_they_check() =>
        Assert.DoesNotContain(
            In("Limits"), path => Mentions(path, "Networks") || Mentions(path, "Dynamics") || Mentions(path, "Schemes"));

    [Fact]
    public void The_study_of_commutation_stands_above_networks_and_limits_and_knows_no_SDE()
    {
        Assert.Contains(In("Commutation"), path => Mentions(path, "Networks") && Mentions(path, "Limits"));
        Assert.DoesNotContain(In("Commutation"), path => Mentions(path, "Dynamics") || Mentions(path, "Schemes"));
        Assert.Equal(In("Commutation"), Sources.Where(path => path.StartsWith(Core, StringComparison.Ordinal) && Regex.IsMatch(Code(path), @"\bHpCovSde\.Commutation\b")));
    }

    [Fact]
    public void A_source_file_is_one_idea() =>
        Assert.DoesNotContain(Sources, path => new FileInfo(Repository.PathOf(path)).Length > 30_000);

    private static IEnumerable<string> In(string folder) =>
        Sources.Where(path => path.StartsWith($"{Core}{folder}/", StringComparison.Ordinal));

    // A using directive, or a name qualified by it.
    private static bool Mentions(string path, string sibling) =>
        Regex.IsMatch(Code(path), $@"\busing HpCovSde\.{sibling}\b|(?<![\w.]){sibling}\.\w|\bHpCovSde\.{sibling}\.");

    private static bool IsLowLevel(string code) => LowLevel().IsMatch(code);

    // Comments may name what code may not.
    private static string Code(string path) => Comment().Replace(File.ReadAllText(Repository.PathOf(path)), string.Empty);

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bunsafe\b|\bSystem\.Runtime\.Intrinsics\b")]
    private static partial Regex LowLevel();
}
