using System.Numerics;

namespace HpCovSde.Kernels.Tests.LinearAlgebra;

/// <summary>A row-major matrix surrounded by NaN: before it, between its rows, behind it.</summary>
internal sealed class PaddedMatrix<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Guard = 24;
    private readonly T[] _memory;
    private readonly int _offset;
    private readonly int _length;

    internal PaddedMatrix(int rows, int columns, int leadingDimension, int offset = 0)
    {
        (Rows, Columns, LeadingDimension) = (rows, columns, leadingDimension);
        _offset = Guard + offset;
        _length = rows == 0 || columns == 0 ? 0 : ((rows - 1) * leadingDimension) + columns;
        _memory = new T[_offset + _length + Guard];
        Array.Fill(_memory, T.NaN);
    }

    internal int Rows { get; }

    internal int Columns { get; }

    internal int LeadingDimension { get; }

    internal Span<T> Span => _memory.AsSpan(_offset, _length);

    internal T this[int i, int j]
    {
        get => Span[(i * LeadingDimension) + j];
        set => Span[(i * LeadingDimension) + j] = value;
    }

    internal static PaddedMatrix<T> Of(int rows, int columns, Func<T> element, int padding = 0, int offset = 0)
    {
        var matrix = new PaddedMatrix<T>(rows, columns, columns + padding, offset);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                matrix[i, j] = element();
            }
        }

        return matrix;
    }

    /// <summary>Small integers: every sum of products is exact, so every order of summation gives the same bits.</summary>
    internal static PaddedMatrix<T> Integers(System.Random random, int rows, int columns, int padding = 0, int offset = 0) =>
        Of(rows, columns, () => T.CreateChecked(random.Next(-4, 5)), padding, offset);

    internal static PaddedMatrix<T> Reals(System.Random random, int rows, int columns, int padding = 0, int offset = 0) =>
        Of(rows, columns, () => T.CreateTruncating((2 * random.NextDouble()) - 1), padding, offset);

    internal PaddedMatrix<T> Copy(int padding = 0, int offset = 0)
    {
        var copy = new PaddedMatrix<T>(Rows, Columns, Columns + padding, offset);
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                copy[i, j] = this[i, j];
            }
        }

        return copy;
    }

    internal void AssertSameElements(PaddedMatrix<T> other, string what)
    {
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                // Equals, not ==, so that NaN equals NaN; the sign of zero does not matter.
                Assert.True(this[i, j].Equals(other[i, j]), $"{what}: element ({i}, {j}) is {other[i, j]}, not {this[i, j]}");
            }
        }
    }

    internal void AssertPaddingIsUntouched(string what)
    {
        for (int x = 0; x < _memory.Length; x++)
        {
            int place = x - _offset;
            bool inside = place >= 0 && place < _length && place % LeadingDimension < Columns;
            Assert.True(inside || T.IsNaN(_memory[x]), $"{what}: wrote outside the matrix, at {place}");
        }
    }
}
