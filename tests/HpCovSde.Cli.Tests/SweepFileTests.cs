using System.Runtime.Versioning;
using HpCovSde.TestSupport;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace HpCovSde.Cli.Tests;

/// <summary>Files and disks that fail: one line, the exit code of files, no lock that is left, and what was stored stays.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SweepFileTests(ITestOutputHelper output) : IDisposable
{
    private const int Page = 4096;

    private static readonly string[] Sweep =
    [
        "--c-plus", "0", "--c-minus", "-1", "--width", "20,40,60", "--depth", "20,40,80", "--step", "0.1", "--replicas", "1000",
        "--record-every", "5", "--threads", "2",
    ];

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_is_no_sound_database_is_refused_in_one_line()
    {
        string sound = _folder.File("sound.db");
        Complete(sound);
        byte[] bytes = File.ReadAllBytes(sound);
        Refuse("cut.db", bytes[..(bytes.Length / 2 / Page * Page)], "the database is damaged");
        Refuse("start.db", bytes[..1000], "the database is damaged");
        Refuse("text.db", [.. Enumerable.Repeat((byte)'x', 5000)], "is not a database of a sweep");
        Refuse("newer.db", Changed(bytes, "PRAGMA user_version = 99"), "has version 99 of the tables; this program reads versions up to 1");
        Refuse("other.db", Changed(bytes, "PRAGMA application_id = 7"), "is not a database of a sweep");
        Fail(CliRun.Of(["sweep", "run", .. Sweep, "--db", _folder.Path]), "is a directory, not a file");
        Fail(CliRun.Of(["sweep", "run", .. Sweep, "--db", _folder.File("no/s.db")]), "there is no such directory");
        Fail(CliRun.Of("sweep", "export", "--db", _folder.File("no.db")), "there is no such file");
    }

    // Not every page is read by every command, so that some damage is not seen; none ends in a trace or hangs.
    [Fact]
    public void Damaged_pages_end_in_one_line_or_are_not_read()
    {
        const int Rounds = 30;
        string stopped = _folder.File("stopped.db");
        using (var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(400)))
        {
            _ = CliRun.Of(["sweep", "run", .. Sweep, "--checkpoint", "0.01", "--db", stopped], stop.Token);
        }

        // Without the free pages of parts that are done with, whose damage nobody sees.
        byte[] bytes = Changed(File.ReadAllBytes(stopped), "VACUUM");
        var random = new System.Random(31);
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] damaged = [.. bytes];
            Span<byte> page = damaged.AsSpan(random.Next(1, bytes.Length / Page) * Page, Page);
            random.NextBytes(round % 2 == 0 ? page : page.Slice(random.Next(Page - 64), 64));
            string path = _folder.File($"{round}.db");
            File.WriteAllBytes(path, damaged);
            foreach (string[] command in (string[][])[["run", .. Sweep, "--quiet"], ["export"], ["status"], ["verify", "--blocks", "0"]])
            {
                CliRun run = CliRun.Of(["sweep", .. command, "--db", path]);
                if (run.Code != ExitCode.Done)
                {
                    Fail(run, path);
                    refused++;
                }
            }
        }

        output.WriteLine($"{refused} of {4 * Rounds} commands saw the damage");
        Assert.NotEqual(0, refused);
    }

    [Fact]
    public void A_second_process_is_refused_and_the_first_goes_on()
    {
        string path = _folder.File("s.db");
        using CliProcess first = CliProcess.Start(["sweep", "run", .. Sweep, "--db", path, "--checkpoint", "0.05"]);
        Assert.True(SpinWait.SpinUntil(() => SweepDatabase.IsThere(path) || first.HasExited, TimeSpan.FromMinutes(1)));
        Fail(CliRun.Of(["sweep", "run", "--db", path]), "another process is using this database");
        first.Signal("KILL");
        _ = first.Wait(TimeSpan.FromMinutes(1));
        Complete(path);
    }

    [MountFact]
    public void A_full_disk_and_a_read_only_one_keep_what_was_stored()
    {
        string expected = _folder.File("whole.db");
        Complete(expected);
        string disk = Directory.CreateDirectory(_folder.File("disk")).FullName;
        Assert.True(MountFactAttribute.Mount("-t", "tmpfs", "-o", "size=300k", "tmpfs", disk));
        try
        {
            // A cell that is there before the disk is full, however many cells go into a transaction.
            string path = Path.Combine(disk, "s.db");
            _ = CliRun.Of(["sweep", "run", .. Sweep, "--db", path, "--shard", "0/9"]);
            Fail(CliRun.Of(["sweep", "run", .. Sweep, "--db", path]), "the disk is full");
            Assert.False(File.Exists($"{path}.lock"));
            int done = SweepDatabase.States(path).Values.Count(state => state == "done");
            Assert.InRange(done, 1, 8);
            Assert.True(MountFactAttribute.Mount("-o", "remount,size=30m", disk));
            Complete(path);
            Assert.Equal(SweepDatabase.Results(expected), SweepDatabase.Results(path));

            Assert.True(MountFactAttribute.Mount("-o", "remount,ro", disk));
            Fail(CliRun.Of(["sweep", "run", .. Sweep, "--db", path]), "Read-only file system");
            Fail(CliRun.Of(["sweep", "run", .. Sweep, "--db", Path.Combine(disk, "new.db")]), "Read-only file system");
            Assert.Equal(SweepDatabase.Results(expected), SweepDatabase.Results(path));
        }
        finally
        {
            MountFactAttribute.Unmount(disk);
        }
    }

    private static void Complete(string path)
    {
        CliRun run = CliRun.Of(["sweep", "run", .. Sweep, "--db", path]);
        Assert.Equal(("", ExitCode.Done), (run.Error, run.Code));
    }

    private byte[] Changed(byte[] bytes, string sql)
    {
        string path = _folder.File("changed.db");
        File.WriteAllBytes(path, bytes);
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=false"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = $"{sql}; PRAGMA wal_checkpoint(TRUNCATE)";
            _ = command.ExecuteNonQuery();
        }

        return File.ReadAllBytes(path);
    }

    private void Refuse(string name, byte[] content, string message)
    {
        string path = _folder.File(name);
        File.WriteAllBytes(path, content);
        foreach (string[] command in (string[][])[["run", .. Sweep], ["export"], ["status"]])
        {
            Fail(CliRun.Of(["sweep", .. command, "--db", path]), message);
        }

        Assert.Equal(content, File.ReadAllBytes(path));
        Assert.False(File.Exists($"{path}.lock"));
    }

    private static void Fail(CliRun run, string message)
    {
        Assert.Equal(ExitCode.InputOutput, run.Code);
        Assert.StartsWith("hpcovsde: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
