using HpCovSde.TestSupport;

namespace HpCovSde.Tests.Architecture;

/// <summary>Lines of source and text have at most 140 columns.</summary>
public sealed class LineLengthTests
{
    private const int MostColumns = 140;

    private static readonly string[] Extensions =
        [".cs", ".md", ".py", ".h", ".c", ".cpp", ".cake", ".props", ".targets", ".csproj", ".sh"];

    [Fact]
    public void Lines_have_at_most_140_columns()
    {
        string[] tooLong = [.. TextFiles().SelectMany(LongLines)];
        Assert.True(tooLong.Length == 0, $"{tooLong.Length} lines have more than {MostColumns} columns:\n{string.Join('\n', tooLong)}");
    }

    [Theory]
    [InlineData("a.cs", "x", 1)]
    [InlineData("a.md", "x", 1)]
    [InlineData("a.md", "| x", 0)]
    [InlineData("a.md", "dotnet run x", 0)]
    [InlineData("a.cs", "| x", 1)]
    [InlineData("a.md", "https://", 0)]
    public void Long_lines_are_found_except_table_rows_commands_and_addresses(string path, string begin, int expected)
    {
        Assert.Empty(LongLines(path, [begin.PadRight(MostColumns, 'é')]));
        Assert.Equal(expected, LongLines(path, [begin.PadRight(MostColumns + 1, 'é')]).Count());
    }

    [Fact]
    public void Files_of_every_kind_are_read()
    {
        string[] files = [.. TextFiles()];
        Assert.Contains("README.md", files);
        Assert.Contains("build.cake", files);
        Assert.Contains("Directory.Build.props", files);
        Assert.Contains("bench/peers/run", files);
        Assert.Contains("bench/peers/cpp/measure.h", files);
        Assert.Contains("src/HpCovSde.Kernels/Hardware.cs", files);
        Assert.DoesNotContain(files, path => path.StartsWith("artifacts/", StringComparison.Ordinal));
    }

    private static IEnumerable<string> LongLines(string path) => LongLines(path, File.ReadLines(Repository.PathOf(path)));

    private static IEnumerable<string> LongLines(string path, IEnumerable<string> lines) =>
        lines.Select((line, index) => (Line: line, Number: index + 1))
            .Where(entry => Columns(entry.Line) > MostColumns)
            .Where(entry => !(path.EndsWith(".md", StringComparison.Ordinal) && CannotBeBroken(entry.Line)))
            .Where(entry => !entry.Line.Contains("https://", StringComparison.Ordinal))
            .Select(entry => $"{path}:{entry.Number}: {Columns(entry.Line)} columns");

    // A row of a table, and a command that a reader pastes as one line.
    private static bool CannotBeBroken(string line) =>
        line.TrimStart().StartsWith('|') || line.StartsWith("dotnet run ", StringComparison.Ordinal);

    private static int Columns(string line) => line.EnumerateRunes().Count();

    private static IEnumerable<string> TextFiles() => TextFilesIn(new DirectoryInfo(Repository.Root))
        .Select(file => Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<FileInfo> TextFilesIn(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(IsText).Concat(folder.EnumerateDirectories().Where(IsSource).SelectMany(TextFilesIn));

    private static bool IsText(FileInfo file) => file.Name == "run" || Extensions.Contains(file.Extension);

    // Folders of tools begin with a dot; builds and benchmarks write to the others.
    private static bool IsSource(DirectoryInfo folder) =>
        !folder.Name.StartsWith('.') && folder.Name is not ("artifacts" or "BenchmarkDotNet.Artifacts" or "__pycache__");
}
