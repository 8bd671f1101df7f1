using CommunityToolkit.HighPerformance;

namespace HpCovSde.Data;

/// <summary>Numbers read from a file: a vector or a matrix in row-major order.</summary>
internal sealed class NumericArray
{
    private readonly double[] _values;
    private readonly int[] _shape;
    private readonly int _significantBits;

    /// <param name="values">The numbers. The array may be longer than the shape asks for.</param>
    /// <param name="shape">The length of each axis.</param>
    /// <param name="significantBits">The bits to which the file gives numbers: 53, 24 or 11.</param>
    internal NumericArray(double[] values, int[] shape, int significantBits = 53)
    {
        _values = values;
        _shape = shape;
        _significantBits = significantBits;
        Count = shape.Aggregate(1, (product, length) => product * length);
    }

    /// <summary>The length of each axis: one length for a vector; rows and columns for a matrix.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The shape as Python writes it.</summary>
    public string ShapeText => ShapeOf([.. _shape.Select(length => (long)length)]);

    /// <summary>All numbers in row-major order.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>What the reader left out, for the user: a header, an index of rows; null if nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the numbers came through a pipe, and cannot be read again.</summary>
    public bool IsFromPipe { get; internal set; }

    private int Count { get; }

    /// <summary>
    /// The bits of precision that the numbers were computed with: 53 (double), 24 (single), or 11 (half). Numbers that are all floats are
    /// single, although the file may store them as doubles.
    /// </summary>
    public int SignificantBits()
    {
        const int Single = 24;
        if (_significantBits <= Single)
        {
            return _significantBits;
        }

        foreach (double value in Values)
        {
            if ((float)value != value)
            {
                return _significantBits;
            }
        }

        return Single;
    }

    /// <summary>The numbers as a matrix, without copying.</summary>
    /// <exception cref="InvalidOperationException">The array is a vector.</exception>
    public ReadOnlySpan2D<double> AsMatrix() =>
        _shape is [int rows, int columns]
            ? new ReadOnlySpan2D<double>(_values, 0, rows, columns, 0)
            : throw new InvalidOperationException($"The array has shape {ShapeText}; it is not a matrix.");

    /// <summary>A shape as Python writes it, shortened if it has many axes.</summary>
    internal static string ShapeOf(IReadOnlyCollection<long> shape) => shape.Count switch
    {
        > 8 => $"of {shape.Count} axes",
        1 => $"({shape.First()},)",
        _ => $"({string.Join(", ", shape)})",
    };
}
