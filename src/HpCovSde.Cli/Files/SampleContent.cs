using CommunityToolkit.HighPerformance;
using HpCovSde.Covariances;

namespace HpCovSde.Cli.Files;

/// <summary>The part of a sample that a file stores: a matrix in row-major order.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The number of columns.</param>
/// <param name="Letter">The first part of the names of entries; the indices, counted from 1, follow.</param>
internal abstract record SampleContent(int Rows, int Columns, string Letter)
{
    internal int Length => Rows * Columns;

    /// <summary>The names of the entries.</summary>
    internal IEnumerable<string> Names =>
        Enumerable.Range(0, Length).Select(entry => $"{Letter}[{(entry / Columns) + 1},{(entry % Columns) + 1}]");

    /// <summary>Writes <see cref="Length"/> numbers, beginning at an offset.</summary>
    internal abstract void Copy(in CovarianceSample sample, double[] destination, int offset);
}

/// <summary>V, m x m.</summary>
internal sealed record CovarianceContent(int Inputs) : SampleContent(Inputs, Inputs, "V")
{
    internal override void Copy(in CovarianceSample sample, double[] destination, int offset) =>
        sample.CopyTo(new Span2D<double>(destination, offset, Inputs, Inputs, 0));
}

/// <summary>The outputs of K units, K x m.</summary>
internal sealed record LogitContent(int Units, int Inputs) : SampleContent(Units, Inputs, "f")
{
    internal override void Copy(in CovarianceSample sample, double[] destination, int offset)
    {
        for (int i = 0; i < Length; i++)
        {
            destination[offset + i] = sample.HasExploded ? double.NaN : sample.Logit(i / Inputs, i % Inputs);
        }
    }
}
