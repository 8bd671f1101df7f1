namespace HpCovSde.Cli.Tests;

/// <summary>Files that cannot be read or written.</summary>
public sealed class BadFileTests
{
    // As BadCommandLine.Check takes them.
    public static TheoryData<string, int, string> Lines => new()
    {
        // Files to write.
        { "sample --out result.txt", 2, "--out|'result.txt'|.npz, .npy or .csv" },
        { "sample --out result", 2, "--out|'result'" },
        { "sample --out .npy/", 2, "--out|'.npy/'" },
        { "sample --plot figure.pdf", 2, "--plot|'figure.pdf'|.svg or .png" },
        { "sample --out @/there.npy", 4, "there.npy|exists|--force replaces it" },
        { "sample --out @/there.csv", 4, "there.csv|exists" },
        { "sample --plot @/there.svg", 4, "there.svg|exists|--force replaces it" },
        { "sample --logits 1 --out @/out.npy", 4, "out.logits.npy|exists" },
        { "compare --activation linear --out @/run.npy", 4, "run.limit.npy|exists" },
        { "compare --activation linear --out @/run.npz", 4, "run.limit.npz|exists" },
        { "sample --out @/nowhere/a.npz", 4, "nowhere|directory" },
        { "kernel --out @/nowhere/a.npz", 4, "nowhere|directory" },
        { "sample --out @/nowhere/a.npy", 4, "nowhere|directory" },
        { "sample --plot @/nowhere/a.svg --out @/a.npy", 4, "nowhere|directory" },
        { "sample --out @/directory.npy", 4, "directory.npy|directory" },
        { "sample --out @/directory.npy --force", 4, "directory.npy|directory" },
        { "sample --out @/good.csv/a.npy", 4, "good.csv" },
        // Files to read.
        { "sample --gram @/missing.csv", 4, "missing.csv|no such file" },
        { "sample --gram @/directory.npy", 4, "directory.npy|directory" },
        { "sample --gram @/notes.dat", 4, "notes.dat|.csv, .tsv, .txt, .npy and .npz" },
        { "sample --gram @/notes.txt", 4, "notes.txt|no row of numbers" },
        { "sample --gram @/empty.csv", 4, "empty.csv" },
        { "sample --gram @/empty.npy", 4, "empty.npy|empty" },
        { "sample --gram @/text.npy", 4, "text.npy|not a .npy file" },
        { "sample --gram @/truncated.npy", 4, "truncated.npy|truncated" },
        { "sample --gram @/words.csv", 4, "words.csv|line 2|'x'" },
        { "sample --gram @/nan.csv", 4, "nan.csv|NaN" },
        { "sample --gram @/ragged.csv", 4, "ragged.csv|line 2" },
        { "sample --gram @/wide.csv", 4, "wide.csv|square" },
        { "sample --gram @/asymmetric.csv", 4, "asymmetric.csv|not symmetric" },
        { "sample --gram @/negative.csv", 4, "negative.csv|diagonal" },
        { "sample --gram @/indefinite.csv", 4, "indefinite.csv|positive semidefinite" },
        { "sample --inputs @/overflow.csv", 4, "overflow.csv|too large" },
        { "sample --inputs @/missing.npy", 4, "missing.npy|no such file" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_bad_command_line_is_refused_in_one_line_and_leaves_no_file(string commandLine, int code, string fragments) =>
        BadCommandLine.Check(commandLine, code, fragments);
}
