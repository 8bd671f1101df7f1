using System.Text;

namespace HpCovSde.Sweeps.Tests;

/// <summary>A folder with databases of sweeps, deleted with its files.</summary>
public abstract class SweepFixture : IDisposable
{
    protected const string Sweep = """
        { "model": { "cPlus": 0, "cMinus": -1, "width": [20, 40], "depth": ["=width", "=2*width"] },
          "run": { "replicas": 1500, "recordEvery": 20, "step": 0.1 },
          "keep": { "quantiles": 3, "histogram": 4 } }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("hpcovsde-sweep-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static SweepSpec Parse(string text) => SweepFile.Parse(Encoding.UTF8.GetBytes(text), "spec.json");

    /// <summary>The files. Those who only read a database leave an empty log and its index.</summary>
    protected string[] Files =>
    [
        .. Directory.EnumerateFiles(_folder).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)
            && !(file.EndsWith("-wal", StringComparison.Ordinal) && new FileInfo(file).Length == 0))
            .Select(file => Path.GetFileName(file)).Order(),
    ];

    protected string Name(string name) => Path.Combine(_folder, name);

    protected SweepStore Read(string name) => SweepStore.OpenToRead(Name(name));

    protected string Run(string name, SweepSpec spec, SweepRunOptions? options = null)
    {
        using var store = SweepStore.Open(Name(name));
        _ = new SweepRunner(store, options).Run(spec);
        return Name(name);
    }

    /// <summary>Changes a database behind the back of the program.</summary>
    protected string Change(string name, string sql)
    {
        using var store = SweepStore.Open(Name(name));
        store.Transact(() => Assert.NotEqual(0, store.Run(sql)));
        return Name(name);
    }

    /// <summary>Runs a part of the work and stops in the middle of a cell.</summary>
    protected string RunPartly(string name, SweepSpec spec, double fraction)
    {
        using var store = SweepStore.Open(Name(name));
        using var stop = new CancellationTokenSource();
        var runner = new SweepRunner(store, new() { Threads = 1 })
        {
            Progress = progress =>
            {
                if (progress.Fraction >= fraction)
                {
                    stop.Cancel();
                }
            },
        };
        SweepProgress end = runner.Run(spec, stop.Token);
        Assert.True(end.Done < end.Cells, "nothing is left");
        return Name(name);
    }
}
