using HpCovSde.Data;

namespace HpCovSde.Sweeps.Tests;

/// <summary>A database that is right is found right; each kind of damage is found and named.</summary>
public sealed class SweepVerificationTests : SweepFixture
{
    private static readonly string Kept = Sweep.Replace("\"quantiles\": 3", "\"samples\": true", StringComparison.Ordinal);

    [Fact]
    public void A_database_that_is_right_passes()
    {
        _ = Run("a.db", Parse(Sweep), new() { Part = 0, Parts = 2 });
        using SweepStore store = Read("a.db");
        SweepVerification all = SweepVerification.Of(store, repeated: 10);
        Assert.Equal((4, 2, 0, 2), (all.Cells, all.Done, all.Shards, all.Repeated.Count));
        Assert.Empty(SweepVerification.Of(store, repeated: 0).Repeated);
    }

    [Fact]
    public void Kept_samples_are_checked_also_after_more_replicas_were_asked_for()
    {
        _ = Run("a.db", Parse(Kept));
        _ = Run("a.db", Parse(Kept.Replace("1500", "1600", StringComparison.Ordinal)));
        _ = Run("a.db", Parse(Kept));
        using SweepStore store = Read("a.db");
        SweepVerification all = SweepVerification.Of(store, repeated: 4);
        Assert.Equal((4, 8, 4), (all.Done, all.Shards, all.Repeated.Count));
    }

    [Fact]
    public void The_seed_chooses_the_cells()
    {
        _ = Run("a.db", Parse(Sweep));
        using SweepStore store = Read("a.db");
        string Chosen(ulong seed) => SweepVerification.Of(store, 1, seed).Repeated.Single().Key;
        Assert.Equal(Chosen(5), Chosen(5));
        Assert.True(Enumerable.Range(0, 12).Select(seed => Chosen((ulong)seed)).Distinct().Count() > 1);
    }

    [Theory]
    [InlineData("UPDATE statistic SET mean = mean + 1e-15 WHERE quantity = 'V[1,2]'", "run again it has another result: ")]
    [InlineData(
        "DELETE FROM statistic WHERE quantity = 'V[1,2]' AND step = 20 AND side = 'finite'", "missing row of finite V[1,2] at step 20")]
    [InlineData("DELETE FROM event WHERE name = 'exploded'", "rows of events; ")]
    [InlineData("DELETE FROM quantile WHERE quantity = 'V[1,2]' AND level = 0.5", "rows of quantiles for")]
    [InlineData("UPDATE histogram SET count = count + 1 WHERE bin = 2", "count of the table histogram")]
    [InlineData("UPDATE cell SET seed = seed + 1", "its seed is ")]
    [InlineData("UPDATE cell SET fields = replace(fields, '\"cMinus\":\"-1\"', '\"cMinus\":\"-2\"')", "its values have the key ")]
    [InlineData("UPDATE cell SET fields = replace(fields, 'cMinus', 'cminus')", "'cminus' is no field")]
    [InlineData("UPDATE cell SET fields = 'x'", "the database is damaged")]
    [InlineData("UPDATE cell SET state = 'waiting'", "which is no cell that is done")]
    public void Damage_is_named(string sql, string message)
    {
        _ = Run("a.db", Parse(Sweep));
        string path = Change("a.db", sql);
        using SweepStore store = Read("a.db");
        DataFileException refused = Assert.Throws<DataFileException>(() => SweepVerification.Of(store, repeated: 4));
        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "UPDATE part SET shard = CAST(substr(shard, 1, length(shard) - 1) || x'00' AS BLOB) WHERE side = 'limit'",
        "the shard of limit: is damaged or cut off")]
    [InlineData("UPDATE part SET cell = 'none' WHERE rowid = 1", "there is a shard of none, which is no cell")]
    [InlineData("UPDATE part SET shard = (SELECT shard FROM part AS other WHERE other.cell <> part.cell)", "the seed ")]
    [InlineData("UPDATE statistic SET mean = mean + 1e-15 WHERE quantity = 'V[1,2]'", "run again it has another result: ")]
    public void Damage_of_kept_samples_is_named(string sql, string message)
    {
        _ = Run("a.db", Parse(Kept));
        _ = Change("a.db", sql);
        using SweepStore store = Read("a.db");
        DataFileException refused = Assert.Throws<DataFileException>(() => SweepVerification.Of(store, repeated: 4));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_that_are_overwritten_are_found()
    {
        string path = Run("a.db", Parse(Sweep));
        byte[] bytes = File.ReadAllBytes(path);
        bytes.AsSpan((int)(bytes.Length * 0.6), 9000).Fill(0xA5);
        File.WriteAllBytes(path, bytes);
        using SweepStore store = Read("a.db");
        DataFileException refused = Assert.Throws<DataFileException>(() => SweepVerification.Of(store));
        Assert.Contains("the database is damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_with_a_database_marks_what_is_done_and_takes_its_costs()
    {
        SweepSpec spec = Parse(Sweep);
        _ = Run("a.db", spec, new() { Part = 0, Parts = 2 });
        _ = Change("a.db", "UPDATE cost SET seconds = units");
        using SweepStore store = Read("a.db");
        var plan = SweepPlan.Of(spec, 1, store);
        Assert.Equal([true, false, true, false], plan.Cells.Select(cell => cell.IsDone));
        Assert.Equal(2, plan.Done);

        // One second for a unit: a cell of n replicas and k steps takes n k seconds, up to what a cell takes besides.
        Assert.All(plan.Cells, cell => Assert.Equal(CostModel.WorkOf(cell.Cell).Sum(side => side.Units), cell.Seconds, 1.0));
        Assert.Equal(plan.Cells[1].Seconds + plan.Cells[3].Seconds, plan.Seconds, 1e-6);
        SweepSpec more = Parse(Sweep.Replace("1500", "1501", StringComparison.Ordinal));
        Assert.Equal(0, SweepPlan.Of(more, 1, store).Done);
    }
}
