using CommunityToolkit.HighPerformance;

namespace HpCovSde.Data;

/// <summary>Numbers read from a file: a vector or a matrix in row-major order.</summary>
internal sealed class NumericArray
{
    private readonly double[] _values;
    private readonly int[] _shape;

    internal NumericArray(double[] values, int[] shape)
    {
        _values = values;
        _shape = shape;
    }

    /// <summary>The length of each axis: one length for a vector; rows and columns for a matrix.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>All numbers in row-major order.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The numbers as a matrix, without copying.</summary>
    /// <exception cref="InvalidOperationException">The array is a vector.</exception>
    public ReadOnlySpan2D<double> AsMatrix() =>
        _shape is [int rows, int columns]
            ? new ReadOnlySpan2D<double>(_values, rows, columns)
            : throw new InvalidOperationException($"The array has shape ({string.Join(", ", _shape)},); it is not a matrix.");
}
