namespace HpCovSde.Sweeps.Tests;

/// <summary>Results do not depend on threads, parts, or on how often a sweep was stopped.</summary>
public sealed class SweepRunnerTests : SweepFixture
{
    private const string Grid = """
        { "model": { "cPlus": 0, "cMinus": -1, "width": [20, 40], "depth": ["=width", "=2*width"] },
          "run": { "replicas": 2000, "recordEvery": 10, "step": 0.1 },
          "keep": { "quantiles": 5, "histogram": 4 } }
        """;

    [Fact]
    public void A_sweep_that_is_stopped_again_and_again_has_the_results_of_one_that_is_not()
    {
        SweepSpec spec = Parse(Grid);
        string whole = ResultsOf("whole.db", spec, new() { Threads = 1 });
        int stops = 0;
        using (SweepStore store = Open("stopped.db"))
        {
            for (bool isDone = false; !isDone; stops++)
            {
                // Not by the clock, which a busy machine may pass over.
                using var stop = new CancellationTokenSource();
                int left = 3 * (stops + 1);
                var runner = new SweepRunner(store, new() { Threads = 2, Checkpoint = TimeSpan.FromMilliseconds(2) })
                {
                    Progress = _ =>
                    {
                        if (Interlocked.Decrement(ref left) == 0)
                        {
                            stop.Cancel();
                        }
                    },
                };
                SweepProgress end = runner.Run(spec, stop.Token);
                isDone = end.Done == end.Cells;
            }
        }

        Assert.True(stops > 1, $"stopped {stops} times");
        Assert.Equal(whole, Results("stopped.db"));
    }

    [Fact]
    public void More_cells_leave_the_others_as_they_were()
    {
        string small = ResultsOf("small.db", Parse(Grid.Replace("[20, 40]", "[20]", StringComparison.Ordinal)), new());
        _ = ResultsOf("small.db", Parse(Grid), new());
        string large = ResultsOf("large.db", Parse(Grid), new());
        Assert.Equal(large, Results("small.db"));
        Assert.StartsWith(small.Split("\n2,")[0].Split('\n')[0], large, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void More_replicas_are_those_of_one_run(bool keepsSamples)
    {
        SweepSpec few = Parse(Grid) with { Kept = new(Samples: keepsSamples) };
        SweepSpec many = Parse(Grid.Replace("2000", "3000", StringComparison.Ordinal)) with { Kept = few.Kept };
        string fresh = ResultsOf("fresh.db", many, new());
        _ = ResultsOf("extended.db", few, new());
        Assert.NotEqual(fresh, Results("extended.db"));
        Assert.Equal(fresh, ResultsOf("extended.db", many, new()));
    }

    [Fact]
    public void An_extended_sweep_has_the_results_of_one_run()
    {
        SweepSpec large = Parse(Grid.Replace("[20, 40]", "[20, 40, 30]", StringComparison.Ordinal)
            .Replace("2000", "2500", StringComparison.Ordinal));
        string fresh = ResultsOf("fresh.db", large, new());
        _ = ResultsOf("small.db", Parse(Grid), new());
        using (SweepStore store = Open("small.db"))
        {
            SweepSpec extended = store.Extend([new("width", ["30"]), new("replicas", ["2500"])]);
            _ = new SweepRunner(store).Run(extended);
        }

        Assert.Equal(fresh, Results("small.db"));
    }

    [Theory]
    [InlineData("replicas", "2000", "allowed: more than 2000")]
    [InlineData("correlation", "0.1", "correlation is not a field of this sweep; allowed: cPlus, cMinus, width, depth")]
    public void What_does_not_extend_a_sweep_is_refused(string field, string value, string message)
    {
        FormatException refused = Assert.Throws<FormatException>(() => Parse(Grid).Extended([new(field, [value])]));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_replicas_than_a_part_has_are_those_of_one_run()
    {
        SweepSpec many = Parse(Grid.Replace("2000", "200000", StringComparison.Ordinal));
        SweepSpec few = Parse(Grid);
        using (SweepStore store = Open("fewer.db"))
        using (var stop = new CancellationTokenSource())
        {
            _ = new SweepRunner(store, new() { Threads = 1, Checkpoint = TimeSpan.FromMilliseconds(2) })
            {
                Progress = _ => stop.Cancel(),
            }.Run(many, stop.Token);
            Assert.NotEqual([0L], store.Read("SELECT COUNT(*) FROM part", row => row.GetInt64(0)));
        }

        Assert.Equal(ResultsOf("fresh.db", few, new()), ResultsOf("fewer.db", few, new()));
    }

    [Fact]
    public void Parts_run_their_own_cells()
    {
        SweepSpec spec = Parse(Grid);
        using SweepStore store = Open("part.db");
        SweepProgress end = new SweepRunner(store, new() { Part = 1, Parts = 3 }).Run(spec);
        Assert.Equal((1, 1), (end.Cells, end.Done));
        Assert.Equal(["waiting", "done", "waiting", "waiting"], store.Cells.Select(cell => cell.State));
    }

    [Fact]
    public void Cells_that_fail_are_results()
    {
        using SweepStore store = Open("failed.db");
        SweepProgress end = new SweepRunner(store).Run(Parse("""
            { "command": "sample", "model": { "activation": ["relu", "tanh"], "cPlus": 0, "cMinus": -1, "width": 10 },
              "run": { "replicas": 10 } }
            """));
        Assert.Equal((2, 2, 1), (end.Cells, end.Done, end.Failed));
        StoredCell failed = store.Cells.Single(cell => cell.State == "failed");
        Assert.Contains("tanh", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_with_more_samples_than_the_database_takes_fails_with_what_is_allowed()
    {
        using SweepStore store = Open("large.db");
        SweepProgress end = new SweepRunner(store).Run(Parse(
            """{ "command": "sample", "model": { "width": 4, "depth": 1 }, "run": { "replicas": 1e8 } }"""));
        Assert.Equal((1, 1), (end.Done, end.Failed));
        Assert.Contains("the samples of a cell take 8 GB; allowed: 0.9 GB", store.Cells.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_process_is_refused()
    {
        using SweepStore store = Open("busy.db");
        Data.DataFileException refused = Assert.Throws<Data.DataFileException>(() => Open("busy.db"));
        Assert.Contains("another process is using this database", refused.Message, StringComparison.Ordinal);
    }

    private SweepStore Open(string name) => SweepStore.Open(Name(name));

    private string ResultsOf(string name, SweepSpec spec, SweepRunOptions options)
    {
        using (SweepStore store = Open(name))
        {
            SweepProgress end = new SweepRunner(store, options).Run(spec);
            Assert.Equal((end.Cells, 0), (end.Done, end.Failed));
        }

        return Results(name);
    }

    // Everything but what depends on the machine and the clock.
    private string Results(string name)
    {
        using SweepStore store = Read(name);
        SweepTable table = SweepTable.Long(store);
        return string.Join('\n', table.Rows.Select(row => string.Join(',', row[..^4])))
            + string.Join('\n', store.Read("SELECT * FROM quantile ORDER BY cell, side, step, quantity, level", Row))
            + string.Join('\n', store.Read("SELECT * FROM histogram ORDER BY cell, side, step, quantity, bin", Row))
            + string.Join('\n', store.Read("SELECT * FROM event ORDER BY cell, side, name", Row));

        static string Row(Microsoft.Data.Sqlite.SqliteDataReader row) =>
            string.Join(',', Enumerable.Range(0, row.FieldCount).Select(row.GetValue));
    }
}
