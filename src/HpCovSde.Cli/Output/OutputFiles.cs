using System.Text;
using HpCovSde.Cli.Commands;
using HpCovSde.Cli.Options;
using HpCovSde.Data;
using HpCovSde.Ensembles;

namespace HpCovSde.Cli.Output;

/// <summary>The files of a command. They are created before the run, so that what cannot be written is refused before anything is computed.</summary>
internal sealed class OutputFiles : IDisposable
{
    private readonly List<CovarianceFile> _covariances = [];
    private readonly AtomicFile? _manifest;
    private readonly PlotFile? _plot;

    internal OutputFiles(OutputSettings settings, RunPlan plan, int replicas, int inputs)
    {
        try
        {
            if (settings.CovariancePath is { } path)
            {
                foreach ((int index, Side side) in plan.Sides.Index())
                {
                    string name = plan.Sides.Count == 1 ? path : CovarianceFile.PathOf(path, index == 0 ? "finite" : "limit");
                    _covariances.Add(CovarianceFile.Create(name, new(side.Chain, inputs, replicas, side.RecordEvery), settings.Overwrite));
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

    /// <summary>What takes the covariances of one of the ensembles; null where nothing is written.</summary>
    internal ICovarianceSink? Sink(int side) => side < _covariances.Count ? _covariances[side] : null;

    /// <summary>Draws the plot, writes the manifest and gives all files their names.</summary>
    internal void Finish(Report report)
    {
        _plot?.Write(PlotReport.Of(report));
        foreach (CovarianceFile file in _covariances)
        {
            file.Commit();
        }

        _manifest?.Append(Encoding.UTF8.GetBytes(JsonReport.Of(report)));
        _manifest?.Commit();
    }

    public void Dispose()
    {
        foreach (CovarianceFile file in _covariances)
        {
            file.Dispose();
        }

        _manifest?.Dispose();
        _plot?.Dispose();
    }
}
