using System.Text.RegularExpressions;
using HpCovSde.TestSupport;

namespace HpCovSde.Tests.Architecture;

/// <summary>Rules about the source code that the compiler does not check.</summary>
public sealed partial class SourceTests
{
    private const string Core = "src/HpCovSde/";

    private static readonly string[] Sources = [.. Repository.SourceFiles("src")];

    [Fact]
    public void Unsafe_code_and_intrinsics_stay_in_the_kernels() =>
        Assert.DoesNotContain(
            Sources, path => !path.StartsWith("src/HpCovSde.Kernels/", StringComparison.Ordinal) && IsLowLevel(Code(path)));

    [Fact]
    public void The_check_finds_the_low_level_code_of_the_kernels() =>
        Assert.All(["Memory/Workspace.cs", "Simd/Lanes.T.cs"], file => Assert.True(IsLowLevel(Code("src/HpCovSde.Kernels/" + file))));

    [Fact]
    public void Networks_do_not_know_their_limits() => AssertDoNotMention("Networks", "Dynamics", "Schemes");

    [Fact]
    public void Limits_do_not_know_schemes_and_only_the_place_that_finds_the_limit_of_a_network_knows_networks()
    {
        AssertDoNotMention("Dynamics", "Schemes");
        Assert.Equal([Core + "Dynamics/Limits.cs"], In("Dynamics").Where(path => Mentions(path, "Networks")));
    }

    // A step of a residual diffusion moves the neurons of a residual network. The schemes of the covariance SDEs share nothing with the
    // networks.
    [Fact]
    public void Only_the_schemes_of_residual_diffusions_know_networks() => Assert.Equal(
        ["ClockDiffusion.Scheme.cs", "ClockDiffusion.cs", "EulerMaruyama.Scheme.cs", "LogNormDiffusion.cs", "SingleInput.cs"],
        In("Schemes").Where(path => Mentions(path, "Networks")).Select(path => Path.GetFileName(path)));

    [Fact]
    public void Infinite_width_and_the_closed_laws_know_neither_networks_nor_limits_which_they_check()
    {
        AssertDoNotMention("InfiniteWidth", "Networks", "Dynamics", "Schemes");
        AssertDoNotMention("Laws", "Networks", "Dynamics", "Schemes");
    }

    [Fact]
    public void Namespaces_have_no_circular_references() => Assert.Null(new NamespaceGraph(CoreSources).FindCircle());

    [Theory]
    [InlineData("using HpCovSde.Schemes;\nnamespace HpCovSde.Dynamics;")]
    [InlineData("namespace HpCovSde.Dynamics;\ninternal class Planted { Schemes.Scheme? Scheme { get; } }")]
    [InlineData("namespace HpCovSde.Activations;\ninternal class Planted { HpCovSde.Dynamics.LimitProcess? Limit { get; } }")]
    [InlineData("namespace HpCovSde.Data;\ninternal class Planted { GramMatrix? Gram { get; } }")]
    public void A_planted_circular_reference_is_found(string planted) =>
        Assert.Contains("Planted.cs", new NamespaceGraph([.. CoreSources, ("Planted.cs", planted)]).FindCircle(), StringComparison.Ordinal);

    [Fact]
    public void References_in_comments_do_not_count()
    {
        const string Planted = "namespace HpCovSde.Dynamics;\n/// <see cref=\"Schemes.Scheme\"/> using HpCovSde.Schemes;";
        Assert.Null(new NamespaceGraph([.. CoreSources, ("Planted.cs", Planted)]).FindCircle());
    }

    [Fact]
    public void The_study_of_commutation_knows_no_limit_of_finite_width_and_nothing_else_knows_it()
    {
        AssertDoNotMention("Commutation", "Dynamics", "Schemes");
        Assert.Equal(
            In("Commutation"),
            CoreSources.Select(source => source.Path).Where(path => Regex.IsMatch(Code(path), @"\bHpCovSde\.Commutation\b")));
    }

    [Fact]
    public void A_source_file_is_short() =>
        Assert.DoesNotContain(Sources, path => new FileInfo(Repository.PathOf(path)).Length > 30_000);

    private static IEnumerable<(string Path, string Text)> CoreSources =>
        from path in Sources where path.StartsWith(Core, StringComparison.Ordinal) select (path, File.ReadAllText(Repository.PathOf(path)));

    private static void AssertDoNotMention(string folder, params string[] others)
    {
        Assert.NotEmpty(In(folder));
        Assert.DoesNotContain(In(folder), path => others.Any(other => Mentions(path, other)));
    }

    private static IEnumerable<string> In(string folder) =>
        Sources.Where(path => path.StartsWith($"{Core}{folder}/", StringComparison.Ordinal));

    // A using directive, or a name qualified by it.
    private static bool Mentions(string path, string sibling) =>
        Regex.IsMatch(Code(path), $@"\busing HpCovSde\.{sibling}\b|(?<![\w.]){sibling}\.\w|\bHpCovSde\.{sibling}\.");

    private static bool IsLowLevel(string code) => LowLevel().IsMatch(code);

    // Comments may name any namespace.
    private static string Code(string path) => Comment().Replace(File.ReadAllText(Repository.PathOf(path)), string.Empty);

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bunsafe\b|\bSystem\.Runtime\.Intrinsics\b")]
    private static partial Regex LowLevel();
}
