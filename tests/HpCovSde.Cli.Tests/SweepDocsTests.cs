using System.Text.RegularExpressions;
using HpCovSde.TestSupport;
using Microsoft.Data.Sqlite;

namespace HpCovSde.Cli.Tests;

/// <summary>The commands and the query in docs/sweeps.md and docs/cluster.md run, in their order and in one folder.</summary>
public sealed partial class SweepDocsTests
{

    [Fact]
    public void The_commands_and_the_query_of_sweeps_run()
    {
        using var folder = new Folder();
        Assert.InRange(RunAll("docs/sweeps.md", folder), 8, 100);
        string query = Query().Match(File.ReadAllText(Repository.PathOf("docs/sweeps.md"))).Groups["query"].Value;
        using var connection = new SqliteConnection($"Data Source={folder.File("sweep.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is that of the page.
        command.CommandText = query;
#pragma warning restore CA2100
        using SqliteDataReader row = command.ExecuteReader();
        Assert.True(row.Read());
        Assert.Equal("25", row.GetValue(0).ToString());
        Assert.InRange(row.GetDouble(2), -1, 1);
    }

    [Fact]
    public void The_schema_in_docs_is_the_one_that_is_printed() =>
        Assert.Equal(File.ReadAllText(Repository.PathOf("docs/sweep.schema.json")), CliRun.Succeed("sweep", "init", "--schema"));

    [Fact]
    public void The_commands_of_cluster_run()
    {
        using var folder = new Folder();
        _ = CliRun.Succeed("sweep", "init", "--out", folder.File("sweep.json"));
        Shrink(folder);
        Assert.InRange(RunAll("docs/cluster.md", folder), 3, 100);
    }

    // A variable of a queue is 0 and 1, or 1 thread; of part-{0..15}.db the first two are there.
    private static int RunAll(string page, Folder folder)
    {
        int count = 0;
        foreach (Match match in CommandLine().Matches(File.ReadAllText(Repository.PathOf(page))))
        {
            string line = match.Groups["line"].Value.Replace("$PBS_ARRAY_INDEX", "{}", StringComparison.Ordinal)
                .Replace("$NCPUS", "1", StringComparison.Ordinal);
            foreach (string part in line.Contains("{}", StringComparison.Ordinal) ? (string[])["0", "1"] : [""])
            {
                string[] words =
                [
                    .. line.Replace("{}", part, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        .SelectMany(word => Braces().IsMatch(word)
                            ? (string[])[Braces().Replace(word, "0"), Braces().Replace(word, "1")]
                            : [word]),
                ];
                _ = CliRun.Succeed([.. words.Index().Select(word => InFolder(words, word.Index, folder))]);
                Shrink(folder);
                count++;
            }
        }

        return count;
    }

    private static string InFolder(string[] words, int index, Folder folder) =>
        words[index].EndsWith(".db", StringComparison.Ordinal) || words[index].EndsWith(".json", StringComparison.Ordinal)
        || words[index].EndsWith(".csv", StringComparison.Ordinal) || words[index - (index > 0 ? 1 : 0)] == "--folder"
            ? folder.File(words[index])
            : words[index];

    // The example with few replicas and small networks.
    private static void Shrink(Folder folder)
    {
        string path = folder.File("sweep.json");
        if (File.Exists(path))
        {
            _ = folder.Write("sweep.json", File.ReadAllText(path)
                .Replace("16384", "32", StringComparison.Ordinal).Replace("25:400:log5", "25:50:log3", StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"(?:^    |^|parallel -j 4 )hpcovsde (?<line>sweep [a-z][^`\n]*)$", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"\{0\.\.\d+\}")]
    private static partial Regex Braces();

    [GeneratedRegex("```sql\n(?<query>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Query();
}
