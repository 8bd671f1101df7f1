namespace HpCovSde.Cli.Tests;

/// <summary>Every bad command line gives a message in one line and an exit code, and leaves no file behind.</summary>
internal static class BadCommandLine
{
    /// <summary>Runs a command line.</summary>
    /// <param name="commandLine">The command line; @ is a folder with files.</param>
    /// <param name="code">The exit code.</param>
    /// <param name="fragments">The parts that the message must contain, separated by |.</param>
    internal static void Check(string commandLine, int code, string fragments)
    {
        using Folder folder = CreateFolder();
        string[] before = folder.Files;
        string[] words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] args = [.. words.Select(word => word is "@args.txt" ? word : word.Replace("@", folder.Path, StringComparison.Ordinal))];

        CliRun run = CliRun.Of(args);

        Assert.Equal(code, run.Code);
        Assert.Equal("", run.Output);
        string[] lines = run.Error.Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("hpcovsde: ", lines[0], StringComparison.Ordinal);
        Assert.Equal("", lines[1]);
        Assert.DoesNotContain("   at ", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", lines[0], StringComparison.Ordinal);
        foreach (string fragment in fragments.Split('|'))
        {
            Assert.Contains(fragment, lines[0], StringComparison.Ordinal);
        }

        Assert.Equal(before, folder.Files);
    }

    private static Folder CreateFolder()
    {
        var folder = new Folder();
        foreach (string name in
            new[]
            {
                "there.npy", "there.csv", "there.svg", "run.limit.npy", "run.limit.npz", "out.logits.npy", "notes.txt", "notes.dat",
                "empty.csv", "empty.npy",
            })
        {
            _ = folder.Write(name, "");
        }

        _ = Directory.CreateDirectory(folder.File("directory.npy"));
        _ = folder.Write("good.csv", "1,0\n0,1\n");
        _ = folder.Write("text.npy", "1,0\n0,1\n");
        _ = folder.Write("words.csv", "1,0\n0,x\n");
        _ = folder.Write("nan.csv", "1,0\n0,NaN\n");
        _ = folder.Write("ragged.csv", "1,0\n0\n");
        _ = folder.Write("wide.csv", "1,0,0\n0,1,0\n");
        _ = folder.Write("asymmetric.csv", "1,0.5\n0.4,1\n");
        _ = folder.Write("negative.csv", "-1,0\n0,1\n");
        _ = folder.Write("indefinite.csv", "1,0.9,-0.9\n0.9,1,0.9\n-0.9,0.9,1\n");
        _ = folder.Write("negativeBranch.csv", "0.5\n-0.5\n");
        _ = folder.Write("hugeBranch.csv", "1e200\n");
        _ = folder.Write("zeroBranch.csv", "0\n0\n");
        _ = folder.Write("branch.csv", "0.5\n0.5\n0.5\n");
        _ = folder.Write("three.csv", "1,0,0\n0,1,0\n0,0,1\n");
        _ = folder.Write("exploding.csv", "1e9,0\n0,1e9\n");
        _ = folder.Write("overflow.csv", "1e200,1\n1,1\n");
        _ = CliRun.Succeed("sample", "--replicas", "2", "--depth", "1", "--inputs-count", "1", "--out", folder.File("truncated.npy"));
        using (FileStream file = File.OpenWrite(folder.File("truncated.npy")))
        {
            file.SetLength(100);
        }

        return folder;
    }
}
