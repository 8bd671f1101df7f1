using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using HpCovSde.TestSupport;

namespace HpCovSde.Tests.Architecture;

/// <summary>
/// The C# in the documentation is code that a user can paste: the blocks of a page, one after another, are Program.cs of an empty console
/// project that references the library. It is built without warnings, and run.
/// </summary>
public sealed partial class ReadmeTests
{
    // The library, and the packages that a reference to it brings along.
    private static readonly string[] References =
        ["HpCovSde", "HpCovSde.Kernels", "CommunityToolkit.HighPerformance", "MathNet.Numerics", "System.Numerics.Tensors"];

    [Fact]
    public void The_program_of_the_README_finds_the_network_near_its_limit()
    {
        string output = Run("README.md");
        Match ks = KsDistance().Match(output);
        Assert.True(ks.Success, output);

        // Two samples of 8192 from one law stay below 0.036 with probability 1 - 5e-5; the finite width n = 100 adds O(1/n).
        Assert.InRange(double.Parse(ks.Groups[1].Value, CultureInfo.InvariantCulture), 0, 0.036 + (1.0 / 100));
    }

    [Fact]
    public void The_program_of_the_page_about_the_library_prints_what_the_page_says()
    {
        string[] output = Run("docs/library.md").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] promised = [.. Promised().Matches(Page("docs/library.md")).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(promised);
        Assert.All(promised, line => Assert.Contains(line, output));
    }

    private static string Page(string page) => File.ReadAllText(Repository.PathOf(page));

    // What the program prints. The project lies outside the repository, whose settings it must not see.
    private static string Run(string page)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hpcovsde-");
        try
        {
            string[] blocks = [.. CodeBlock().Matches(Page(page)).Select(match => match.Groups["code"].Value)];
            Assert.NotEmpty(blocks);
            File.WriteAllText(Path.Combine(folder.FullName, "Program.cs"), string.Join('\n', blocks));
            File.WriteAllText(Path.Combine(folder.FullName, "Example.csproj"), Project());
            _ = Dotnet(
                folder.FullName,
                "build", "-c", "Release", "-o", "out", "-warnaserror", "-nodeReuse:false", "-p:UseSharedCompilation=false");
            return Dotnet(folder.FullName, Path.Combine("out", "Example.dll"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // What `dotnet new console` writes, and the references. There is nothing to download.
    private static string Project()
    {
        IEnumerable<string> references =
            References.Select(name => $"""<Reference Include="{Path.Combine(AppContext.BaseDirectory, name)}.dll" />""");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <RestoreSources>{AppContext.BaseDirectory}</RestoreSources>
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", references)}
              </ItemGroup>
            </Project>
            """;
    }

    private static string Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The process that runs the tests was started by a build, which must not leak into this one.
        string[] names = [.. start.Environment.Keys];
        foreach (string name in names.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)))
        {
            _ = start.Environment.Remove(name);
        }

        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{output}\n{errors.Result}");
        return output;
    }

    [GeneratedRegex(@"^```csharp\s*\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    // The comment behind a line that prints.
    [GeneratedRegex(@"^Console\.WriteLine\(.*\);\s*// (.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Promised();

    [GeneratedRegex(@"^KS (\d\.\d+) ")]
    private static partial Regex KsDistance();
}
