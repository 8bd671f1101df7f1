using HpCovSde.Data;

namespace HpCovSde.Sweeps.Tests;

/// <summary>A merged database is that of one process; what does not fit together is refused.</summary>
public sealed class SweepMergeTests : SweepFixture
{
    [Fact]
    public void Parts_of_a_sweep_merge_to_the_whole()
    {
        SweepSpec spec = Parse(Sweep);
        _ = Run("whole.db", spec);
        string[] parts = [.. Enumerable.Range(0, 3).Select(i => Run($"{i}.db", spec, new() { Part = i, Parts = 3 }))];
        Assert.Equal(new MergedSweep(4, 4, 0, true), SweepMerge.Merge(parts, Name("merged.db")));
        using SweepStore whole = Read("whole.db"), merged = Read("merged.db");
        Assert.Equal(whole.Cells.Select(cell => (cell.Key, cell.Position)), merged.Cells.Select(cell => (cell.Key, cell.Position)));
        Assert.All(whole.Cells, cell => Assert.Null(ResultDifference.Between(whole, merged, cell.Key)));
        Assert.Equal(SweepFile.Write(spec), SweepFile.Write(merged.Spec!));
        Assert.Equal(["0.db", "1.db", "2.db", "merged.db", "whole.db"], Files);
    }

    [Fact]
    public void Costs_are_added()
    {
        SweepSpec spec = Parse(Sweep);
        string a = Run("a.db", spec, new() { Part = 0, Parts = 2 }), b = Run("b.db", spec, new() { Part = 1, Parts = 2 });
        _ = SweepMerge.Merge([a, b], Name("merged.db"));
        using SweepStore first = Read("a.db"), second = Read("b.db"), merged = Read("merged.db");
        Assert.Equal(
            first.Costs.Values.Sum(cost => cost.Units) + second.Costs.Values.Sum(cost => cost.Units),
            merged.Costs.Values.Sum(cost => cost.Units));
    }

    [Fact]
    public void The_shard_that_is_further_is_kept_in_either_order()
    {
        SweepSpec spec = Parse("""
            { "command": "sample", "model": { "width": 60, "depth": 1000 }, "run": { "replicas": 10000 } }
            """);
        string a = RunPartly("a.db", spec, 0.1);
        _ = RunPartly("b.db", spec, 0.6);
        byte[] further = Shard("b.db");
        Assert.NotEqual(Shard("a.db"), further);
        _ = SweepMerge.Merge([a, Name("b.db")], Name("ab.db"));
        _ = SweepMerge.Merge([Name("b.db"), a], Name("ba.db"));
        Assert.Equal(further, Shard("ab.db"));
        Assert.Equal(further, Shard("ba.db"));

        byte[] Shard(string name)
        {
            using SweepStore store = Read(name);
            return store.Read("SELECT shard FROM part", row => (byte[])row.GetValue(0)).Single();
        }
    }

    [Fact]
    public void A_cell_that_is_done_needs_no_shard_of_one_that_is_not()
    {
        SweepSpec spec = Parse("""{ "command": "sample", "model": { "width": 20, "depth": 500 }, "run": { "replicas": 3000 } }""");
        string a = RunPartly("a.db", spec, 0.1), b = Run("b.db", spec);
        foreach (string[] order in (string[][])[[a, b], [b, a]])
        {
            _ = SweepMerge.Merge(order, Name("merged.db"), overwrite: true);
            using SweepStore merged = Read("merged.db");
            Assert.Equal(["done"], merged.Cells.Select(cell => cell.State));
            Assert.Empty(merged.Read("SELECT cell FROM part", row => row.GetString(0)));
        }
    }

    [Theory]
    [InlineData(
        "UPDATE statistic SET sd = sd * (1 + 3e-16) WHERE side = 'finite' AND quantity = 'V[1,2]' AND step = 20", "V[1,2]", ", sd: ")]
    [InlineData(
        "UPDATE quantile SET value = 7 WHERE level = 0.5 AND quantity = 'rho[1,2]'", "rho[1,2] level 0.5",
        ", value of the table quantile: 7 here")]
    [InlineData("DELETE FROM histogram WHERE bin = 3", "of the table histogram: ", "bin 3 there")]
    [InlineData("UPDATE event SET count = 1 WHERE name = 'exploded'", "limit exploded", "count of the table event: 1 here, 0 there")]
    public void Results_that_differ_are_refused_with_their_place(string sql, string place, string values)
    {
        SweepSpec spec = Parse(Sweep.Replace("[20, 40]", "20", StringComparison.Ordinal));
        string a = Run("a.db", spec);
        _ = Run("b.db", spec);
        string b = Change("b.db", sql.Replace("'exploded'", "'exploded' AND side = 'limit'", StringComparison.Ordinal));
        DataFileException refused = Assert.Throws<DataFileException>(() => SweepMerge.Merge([a, b], Name("merged.db")));
        Assert.StartsWith(b, refused.Message, StringComparison.Ordinal);
        foreach (string part in (string[])["cell 0 (", $"in {a}", place, values])
        {
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["a.db", "b.db"], Files);
    }

    [Fact]
    public void Seconds_dates_and_hosts_may_differ()
    {
        SweepSpec spec = Parse(Sweep);
        string a = Run("a.db", spec);
        _ = Run("b.db", spec);
        string b = Change("b.db", "UPDATE cell SET seconds = 1e6, started = 'then', finished = 'now', host = 'elsewhere'");
        Assert.Equal(4, SweepMerge.Merge([a, b], Name("merged.db")).Done);
    }

    [Fact]
    public void Another_version_is_refused_with_both()
    {
        SweepSpec spec = Parse(Sweep);
        string a = Run("a.db", spec);
        _ = Run("b.db", spec);
        string b = Change("b.db", "UPDATE cell SET program = '9.9.9+abc'");
        DataFileException refused = Assert.Throws<DataFileException>(() => SweepMerge.Merge([a, b], Name("merged.db")));
        Assert.Contains("9.9.9", refused.Message, StringComparison.Ordinal);
        Assert.Contains(Runs.RunManifest.LibraryVersion, refused.Message, StringComparison.Ordinal);
        _ = Change("b.db", "UPDATE cell SET program = NULL");
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={b};Pooling=False"))
        {
            connection.Open();
            using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 7";
            _ = command.ExecuteNonQuery();
        }

        refused = Assert.Throws<DataFileException>(() => SweepMerge.Merge([a, b], Name("merged.db")));
        Assert.Contains("has version 7 of the tables; this program reads versions up to 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Different_sweeps_merge_to_the_union_of_their_cells_without_a_specification()
    {
        SweepSpec few = Parse(Sweep.Replace("[20, 40]", "20", StringComparison.Ordinal));
        SweepSpec other = Parse(Sweep.Replace("[20, 40]", "60", StringComparison.Ordinal));
        string a = Run("a.db", few), b = Run("b.db", other, new() { Part = 0, Parts = 2 });
        Assert.Equal(new MergedSweep(4, 3, 0, false), SweepMerge.Merge([a, b], Name("merged.db")));
        using (SweepStore merged = Read("merged.db"))
        {
            Assert.Null(merged.Spec);
            Assert.Equal([0, 1, 2, 3], merged.Cells.Select(cell => cell.Position));
        }

        using var store = SweepStore.Open(Name("merged.db"));
        DataFileException refused = Assert.Throws<DataFileException>(() => new SweepRunner(store).Run());
        Assert.Contains("was merged from different sweeps", refused.Message, StringComparison.Ordinal);
        SweepProgress end = new SweepRunner(store).Run(other);
        Assert.Equal((2, 2), (end.Cells, end.Done));
        Assert.All(store.Cells, cell => Assert.Equal("done", cell.State));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_result_with_more_replicas_counts(bool isFirst)
    {
        string few = Run("few.db", Parse(Sweep)), many = Run("many.db", Parse(Sweep.Replace("1500", "1600", StringComparison.Ordinal)));
        _ = SweepMerge.Merge(isFirst ? [many, few] : [few, many], Name("merged.db"));
        using SweepStore more = Read("many.db"), merged = Read("merged.db");
        Assert.All(merged.Cells, cell => Assert.Equal(1600, cell.Replicas));
        Assert.All(merged.Cells, cell => Assert.Null(ResultDifference.Between(more, merged, cell.Key)));
    }

    [Fact]
    public void Nothing_is_replaced_or_left_half_written()
    {
        string a = Run("a.db", Parse(Sweep)), b = Run("b.db", Parse(Sweep));
        byte[] before = File.ReadAllBytes(a);
        _ = Assert.Throws<DataFileException>(() => SweepMerge.Merge([a, b], a, overwrite: true));
        _ = Assert.Throws<DataFileException>(() => SweepMerge.Merge([a, b], Path.Combine(Name("none"), "merged.db")));
        File.WriteAllText(Name("there.db"), "");
        _ = Assert.Throws<DataFileException>(() => SweepMerge.Merge([a, b], Name("there.db")));
        _ = Assert.Throws<OperationCanceledException>(() => SweepMerge.Merge([a, b], Name("merged.db"), cancellation: new(true)));
        Assert.Equal(before, File.ReadAllBytes(a));
        Assert.Equal(["a.db", "b.db", "there.db"], Files);
    }
}
