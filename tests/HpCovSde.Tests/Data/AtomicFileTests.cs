using HpCovSde.Data;

namespace HpCovSde.Tests.Data;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_target_appears_at_the_commit_and_no_other_file_remains()
    {
        using (var file = AtomicFile.Create(_folder["a.txt"]))
        {
            file.Append("one "u8);
            file.Append("two"u8);
            Assert.False(File.Exists(_folder["a.txt"]));
            Assert.StartsWith(".", Assert.Single(_folder.Names), StringComparison.Ordinal);
            file.Commit();
        }

        Assert.Equal("one two", File.ReadAllText(_folder["a.txt"]));
        Assert.Equal(["a.txt"], _folder.Names);
    }

    [Fact]
    public void Disposing_without_commit_leaves_nothing()
    {
        using (var file = AtomicFile.Create(_folder["a.txt"]))
        {
            file.Append("one"u8);
        }

        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void An_existing_target_is_refused_at_once_and_left_unchanged()
    {
        string path = _folder.Write("a.txt", "old");
        string message = Assert.Throws<DataFileException>(() => AtomicFile.Create(path)).Message;
        Assert.Equal($"{path}: the file exists and may not be overwritten", message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["a.txt"], _folder.Names);
    }

    [Fact]
    public void A_target_created_by_someone_else_before_the_commit_is_not_replaced()
    {
        string path = _folder["a.txt"];
        using (var file = AtomicFile.Create(path))
        {
            file.Append("new"u8);
            File.WriteAllText(path, "theirs");
            Assert.Contains("the file exists", Assert.Throws<DataFileException>(file.Commit).Message, StringComparison.Ordinal);
        }

        Assert.Equal("theirs", File.ReadAllText(path));
        Assert.Equal(["a.txt"], _folder.Names);
    }

    [Fact]
    public void With_overwrite_an_existing_target_is_replaced_at_the_commit_and_not_before()
    {
        string path = _folder.Write("a.txt", "old and longer");
        using (var file = AtomicFile.Create(path, overwrite: true))
        {
            file.Append("new"u8);
            Assert.Equal("old and longer", File.ReadAllText(path));
            file.Commit();
        }

        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void A_symbolic_link_is_kept_and_its_target_is_replaced()
    {
        string real = _folder.Write("real.txt", "old");
        _ = File.CreateSymbolicLink(_folder["link.txt"], real);
        using (var file = AtomicFile.Create(_folder["link.txt"], overwrite: true))
        {
            file.Append("new"u8);
            file.Commit();
        }

        Assert.Equal("new", File.ReadAllText(real));
        Assert.NotNull(new FileInfo(_folder["link.txt"]).LinkTarget);
    }

    [Fact]
    public void Directories_devices_and_missing_directories_are_refused_by_name()
    {
        Assert.Equal($"{_folder.Path}: is a directory, not a file", Refusal(_folder.Path));
        Assert.Contains("there is no directory", Refusal(_folder["no/a.txt"]), StringComparison.Ordinal);
        Assert.StartsWith(_folder["no/a.txt"], Refusal(_folder["no/a.txt"]), StringComparison.Ordinal);
        string file = _folder.Write("f", "");
        Assert.Contains("there is no directory", Refusal(Path.Combine(file, "a.txt")), StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal("/dev/null: is not a location for regular files", Refusal("/dev/null"));
            Assert.Contains("/proc/a.txt: ", Refusal("/proc/a.txt"), StringComparison.Ordinal);
        }

        Assert.Equal(["f"], _folder.Names);
    }

    [Fact]
    public void A_write_that_fails_names_the_target_and_leaves_nothing()
    {
        string path = _folder["a.txt"];
        using (var file = AtomicFile.Create(path))
        {
            // No file system holds a file of this length.
            string message = Assert.Throws<DataFileException>(() => file.WriteAt(long.MaxValue - 4, "1234"u8)).Message;
            Assert.StartsWith($"{path}: ", message, StringComparison.Ordinal);
        }

        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void Nothing_is_written_after_the_commit()
    {
        using var file = AtomicFile.Create(_folder["a.txt"]);
        file.Commit();
        _ = Assert.Throws<ObjectDisposedException>(() => file.Append("x"u8));
        _ = Assert.Throws<ObjectDisposedException>(file.Commit);
    }

    private static string Refusal(string path) => Assert.Throws<DataFileException>(() => AtomicFile.Create(path, overwrite: true)).Message;
}
