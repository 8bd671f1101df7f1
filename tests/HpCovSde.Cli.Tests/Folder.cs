namespace HpCovSde.Cli.Tests;

/// <summary>A temporary directory, deleted with its files.</summary>
internal sealed class Folder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("hpcovsde-cli-").FullName;

    internal string[] Files => [.. Directory.EnumerateFileSystemEntries(Path).Select(file => System.IO.Path.GetFileName(file)).Order()];

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    internal string Write(string name, string content)
    {
        System.IO.File.WriteAllText(File(name), content);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
