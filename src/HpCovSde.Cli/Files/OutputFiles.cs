using System.Text;
using HpCovSde.Cli.Reports;
using HpCovSde.Covariances;
using HpCovSde.Data;
using HpCovSde.Models;
using HpCovSde.Runs;

namespace HpCovSde.Cli.Files;

/// <summary>The form of the report, and the files to write.</summary>
/// <param name="Json">Whether the report is JSON instead of a table.</param>
/// <param name="DataPath">The file for the numbers; null writes none.</param>
/// <param name="PlotPath">The file for the figure; null writes none.</param>
/// <param name="Overwrite">Whether existing files may be replaced.</param>
/// <param name="Progress">The form of the progress.</param>
internal sealed record OutputSettings(
    bool Json, string? DataPath, string? PlotPath, bool Overwrite, ProgressMode Progress = ProgressMode.Auto);

/// <summary>
/// The files of a command. They are created before the run, so that a file that cannot be written is reported before anything is computed.
/// </summary>
internal sealed class OutputFiles : IDisposable
{
    // The files of each ensemble.
    private readonly List<SampleFiles> _samples = [];
    private readonly AtomicFile? _manifest;
    private readonly PlotFile? _plot;

    internal OutputFiles(OutputSettings settings, RunPlan plan, ModelSpec model)
    {
        try
        {
            if (settings.DataPath is { } path)
            {
                foreach (RunSide side in plan.Sides)
                {
                    string name = plan.Sides.Count == 1 ? path : SampleFile.PathOf(path, side.Name);
                    var files = new SampleFiles();
                    _samples.Add(files);
                    foreach (SampleFile file in SampleFile.CreateAll(name, side, model, settings.Overwrite))
                    {
                        files.Add(file);
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

    /// <summary>The file of the JSON document that describes the run: v.npy.json for v.npy.</summary>
    internal static string ManifestPath(string path) => $"{path}.json";

    /// <summary>The bytes that the files of an ensemble take in memory.</summary>
    internal static double Memory(OutputSettings settings, RunSide side, int inputs) => settings.DataPath is { } path
        ? SampleFile.Memory(path, side, inputs)
        : 0;

    /// <summary>The sink for the samples of one ensemble; null if nothing is written.</summary>
    internal ICovarianceSink? Sink(int side) => side < _samples.Count ? _samples[side] : null;

    /// <summary>Writes the plot and the document, and moves all files to their final names, together or not at all.</summary>
    internal void Finish(string? svg, string? json)
    {
        // All bytes of all files are written before the first of them gets its name.
        List<AtomicFile> files = [.. _samples.SelectMany(samples => samples.Finish())];
        if (_manifest is not null)
        {
            _manifest.Append(Encoding.UTF8.GetBytes(json!));
            files.Add(_manifest);
        }

        if (_plot is not null)
        {
            files.Add(_plot.Finish(svg!));
        }

        AtomicFile.CommitAll(files);
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

    // Every file of an ensemble receives every sample.
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

        internal IEnumerable<AtomicFile> Finish() => _files.Select(file => file.Finish());
    }
}
