using System.Text;
using HpCovSde.Cli.Commands;
using HpCovSde.Cli.Options;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Output;

/// <summary>The files of a command. They are created before the run, so that what cannot be written is refused before anything is computed.</summary>
internal sealed class OutputFiles : IDisposable
{
    // Of each ensemble.
    private readonly List<SampleFiles> _samples = [];
    private readonly AtomicFile? _manifest;
    private readonly PlotFile? _plot;

    internal OutputFiles(OutputSettings settings, RunPlan plan, RunSettings run, int inputs)
    {
        try
        {
            if (settings.CovariancePath is { } path)
            {
                foreach ((int index, Side side) in plan.Sides.Index())
                {
                    string name = plan.Sides.Count == 1 ? path : SampleFile.PathOf(path, index == 0 ? "finite" : "limit");
                    var files = new SampleFiles();
                    _samples.Add(files);
                    files.Add(SampleFile.Create(name, new(side.Chain, run.Replicas, side.RecordEvery, new CovarianceContent(inputs)), settings.Overwrite));
                    if (run.Logits > 0)
                    {
                        var content = new LogitContent(run.Logits, inputs);
                        files.Add(SampleFile.Create(SampleFile.PathOf(name, "logits"), new(side.Chain, run.Replicas, side.RecordEvery, content), settings.Overwrite));
                    }
                }

                _manifest = AtomicFile.Create(ManifestPath(path), settings.Overwrite);
            }

            _plot = settings.PlotPath is null ? null : new PlotFile(settings.PlotPath, settings.Overwrite);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Beside the covariances stands the JSON document of the run that made them: v.npy.json for v.npy.</summary>
    internal static string ManifestPath(string path) => $"{path}.json";

    /// <summary>What takes the samples of one of the ensembles; null where nothing is written.</summary>
    internal ICovarianceSink? Sink(int side) => side < _samples.Count ? _samples[side] : null;

    /// <summary>Draws the plot, writes the manifest and gives all files their names.</summary>
    internal void Finish(Report report)
    {
        _plot?.Write(PlotReport.Of(report));
        foreach (SampleFiles files in _samples)
        {
            files.Commit();
        }

        _manifest?.Append(Encoding.UTF8.GetBytes(JsonReport.Of(report)));
        _manifest?.Commit();
    }

    public void Dispose()
    {
        foreach (SampleFiles files in _samples)
        {
            files.Dispose();
        }

        _manifest?.Dispose();
        _plot?.Dispose();
    }

    // All files of one ensemble take each of its samples.
    private sealed class SampleFiles : ICovarianceSink, IDisposable
    {
        private readonly List<SampleFile> _files = [];

        public void Write(int record, long replica, in CovarianceSample sample)
        {
            foreach (SampleFile file in _files)
            {
                file.Write(record, replica, sample);
            }
        }

        public void Dispose() => _files.ForEach(file => file.Dispose());

        internal void Add(SampleFile file) => _files.Add(file);

        internal void Commit() => _files.ForEach(file => file.Commit());
    }
}
