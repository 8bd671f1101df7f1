namespace HpCovSde.Tests.Data;

/// <summary>An empty folder, deleted with its content.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hpcovsde-tests-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The names of all files, hidden ones included.</summary>
    public IEnumerable<string> Names =>
        Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry)).Order();

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
