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

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public void Files_are_committed_together_or_not_at_all(bool overwrite, int failing)
    {
        string[] names = ["a", "b", "c"];
        if (overwrite)
        {
            Array.ForEach(names[..2], name => _folder.Write(name, $"old {name}"));
        }

        string[] before = [.. _folder.Names];
        AtomicFile[] files = [.. names.Select(name => AtomicFile.Create(_folder[name], overwrite))];
        Array.ForEach(files, file => file.Append("new"u8));

        // What only the commit can notice: a directory in the place of the target.
        File.Delete(_folder[names[failing]]);
        _ = Directory.CreateDirectory(_folder[names[failing]]);
        _ = Assert.Throws<DataFileException>(() => AtomicFile.CommitAll(files));
        Array.ForEach(files, file => file.Dispose());
        Directory.Delete(_folder[names[failing]]);

        Assert.Equal(before.Where(name => name != names[failing]), _folder.Names);
        Assert.All(_folder.Names, name => Assert.Equal($"old {name}", File.ReadAllText(_folder[name])));
    }

    [Fact]
    public void Files_that_replace_others_leave_no_copies()
    {
        AtomicFile[] files = [.. new[] { "a", "b" }.Select(name => AtomicFile.Create(_folder.Write(name, "old"), overwrite: true))];
        AtomicFile.CommitAll(files);

        Assert.Equal(["a", "b"], _folder.Names);
        Assert.All(_folder.Names, name => Assert.Empty(File.ReadAllText(_folder[name])));
    }

    [Fact]
    public void What_was_left_more_than_a_day_ago_is_removed_unless_it_is_in_use()
    {
        string[] names = [".hpcovsde-old.tmp", ".hpcovsde-new.tmp", ".hpcovsde-used.tmp", ".other-old.tmp"];
        Array.ForEach(names, name => _folder.Write(name, "x"));
        using (File.OpenHandle(_folder[names[2]], FileMode.Open, FileAccess.Write, FileShare.None))
        {
            foreach (int old in new[] { 0, 2, 3 })
            {
                File.SetLastWriteTimeUtc(_folder[names[old]], DateTime.UtcNow.AddDays(-1.1));
            }

            using AtomicFile _ = AtomicFile.Create(_folder["a"]);
        }

        Assert.Equal(names[1..].Order(), _folder.Names.Order());
    }

    [Fact]
    public void A_folder_that_is_gone_is_no_failure_of_disposing()
    {
        string folder = _folder["inner"];
        _ = Directory.CreateDirectory(folder);
        AtomicFile file = AtomicFile.Create(Path.Combine(folder, "a"));
        Directory.Delete(folder, recursive: true);
        file.Dispose();

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
