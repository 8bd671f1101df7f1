using System.Text;
using HpCovSde.Data;

namespace HpCovSde.Cli.Files;

/// <summary>The figure of a run. The file is created before the run, so that a file that cannot be written is reported early.</summary>
internal sealed class PlotFile : IDisposable
{
    private readonly AtomicFile _file;

    internal PlotFile(string path, bool overwrite) => _file = AtomicFile.Create(path, overwrite);

    internal static bool IsPng(string path) => Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes the figure. The file has all its bytes, to be committed together with the others of the command.</summary>
    internal AtomicFile Finish(string svg)
    {
        _file.Append(IsPng(_file.Path) ? PngConverter.Convert(svg, _file.Path) : Encoding.UTF8.GetBytes(svg));
        return _file;
    }

    public void Dispose() => _file.Dispose();
}
