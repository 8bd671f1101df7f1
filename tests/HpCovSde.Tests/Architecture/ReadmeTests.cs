using System.Text.RegularExpressions;
using HpCovSde.TestSupport;

namespace HpCovSde.Tests.Architecture;

/// <summary>The README's C# is code that compiles: each block stands, word for word, in ReadmeExample.cs, whose test runs it.</summary>
public sealed partial class ReadmeTests
{
    private const string Example = "tests/HpCovSde.Tests/ReadmeExample.cs";

    [Fact]
    public void Each_code_block_of_the_README_is_in_the_compiled_example()
    {
        string readme = File.ReadAllText(Repository.PathOf("README.md"));
        string example = Normalize(File.ReadAllText(Repository.PathOf(Example)));
        string[] blocks = [.. CodeBlock().Matches(readme).Select(match => Normalize(match.Groups["code"].Value))];
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(block, example, StringComparison.Ordinal));
    }

    private static string Normalize(string code) => WhiteSpace().Replace(code, " ").Trim();

    [GeneratedRegex(@"^```csharp\s*\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
