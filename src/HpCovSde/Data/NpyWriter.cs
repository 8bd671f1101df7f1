using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace HpCovSde.Data;

/// <summary>
/// Writes an array of doubles of known shape as a .npy file (format 1.0, C order), in pieces, in any order and from several
/// threads at once. A row is everything that shares an index along the first axis. The file appears whole at <see cref="Commit"/>.
/// </summary>
public sealed class NpyWriter : IDisposable
{
    // numpy.save pads its header so that the data begin at a multiple of 64 bytes.
    private const int Alignment = 64;

    private readonly AtomicFile _file;
    private readonly long _dataStart;
    private long _written;

    /// <summary>Creates the file, reserves its length and writes the header.</summary>
    /// <param name="path">The target.</param>
    /// <param name="shape">The length of each axis, one at least, none negative.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="ArgumentException">The shape is empty, has a negative length, or more elements than a file can hold.</exception>
    /// <exception cref="DataFileException">The file cannot be created.</exception>
    public NpyWriter(string path, ReadOnlySpan<long> shape, bool overwrite = false)
    {
        if (shape.IsEmpty)
        {
            throw new ArgumentException("The shape must have at least one axis.", nameof(shape));
        }

        byte[] header = Header(shape);
        RowLength = Product(shape[1..], shape);
        Rows = shape[0];
        long elements = Product(shape, shape);
        if (elements > (long.MaxValue - header.Length) / sizeof(double))
        {
            throw TooLarge(shape);
        }

        _dataStart = header.Length;
        _file = AtomicFile.Create(path, overwrite, header.Length + (elements * sizeof(double)));
        try
        {
            _file.WriteAt(0, header);
        }
        catch (DataFileException)
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The length of the first axis.</summary>
    public long Rows { get; }

    /// <summary>The number of elements of a row: the product of the other lengths.</summary>
    public long RowLength { get; }

    /// <summary>Writes whole rows. Several threads may write at once; each row is to be written once. Does not allocate.</summary>
    /// <param name="row">The first row, from 0.</param>
    /// <param name="values">The elements of one or more rows in C order.</param>
    /// <exception cref="ArgumentException">The values are not a whole number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rows lie outside the shape.</exception>
    /// <exception cref="DataFileException">The bytes cannot be written.</exception>
    public void WriteRows(long row, ReadOnlySpan<double> values)
    {
        long count = RowLength == 0 ? 0 : values.Length / RowLength;
        if (count * RowLength != values.Length)
        {
            throw new ArgumentException($"{values.Length} values are not a whole number of rows of {RowLength}.", nameof(values));
        }

        if (row < 0 || row > Rows - count)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"{count} rows from here on do not lie in the {Rows} rows of the array.");
        }

        WriteElements(row * RowLength, values);
    }

    /// <summary>Writes elements that follow each other in C order. Several threads may write at once; each element is to be written once.
    /// Does not allocate.</summary>
    /// <param name="index">The index of the first element in C order, from 0.</param>
    /// <param name="values">The elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">The elements lie outside the shape.</exception>
    /// <exception cref="DataFileException">The bytes cannot be written.</exception>
    public void WriteElements(long index, ReadOnlySpan<double> values)
    {
        if (index < 0 || index > (Rows * RowLength) - values.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"{values.Length} elements from here on do not lie in the {Rows * RowLength} of the array.");
        }

        _file.WriteAt(_dataStart + (index * sizeof(double)), MemoryMarshal.AsBytes(values));
        _ = Interlocked.Add(ref _written, values.Length);
    }

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing: the file would have a hole.</exception>
    /// <exception cref="DataFileException">The file cannot be finished; the target is as it was.</exception>
    public void Commit()
    {
        long written = Interlocked.Read(ref _written);
        if (written != Rows * RowLength)
        {
            throw new InvalidOperationException($"{written} elements were written and the shape has {Rows * RowLength}: every row must be written once.");
        }

        _file.Commit();
    }

    /// <summary>Deletes what was written unless it was committed.</summary>
    public void Dispose() => _file.Dispose();

    private static byte[] Header(ReadOnlySpan<long> shape)
    {
        string order = BitConverter.IsLittleEndian ? "<" : ">";
        string lengths = string.Join(", ", shape.ToArray());
        string dictionary = $"{{'descr': '{order}f8', 'fortran_order': False, 'shape': ({lengths}{(shape.Length == 1 ? "," : "")}), }}";

        // Magic, two bytes of version, two of length, the dictionary, blanks, a line feed.
        int prefix = NpyFile.Magic.Length + 4;
        int length = (prefix + dictionary.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] header = new byte[length];
        NpyFile.Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(length - prefix));
        header.AsSpan(prefix).Fill((byte)' ');
        _ = Encoding.ASCII.GetBytes(dictionary, header.AsSpan(prefix));
        header[^1] = (byte)'\n';
        return header;
    }

    private static long Product(ReadOnlySpan<long> lengths, ReadOnlySpan<long> shape)
    {
        Int128 product = 1;
        foreach (long length in lengths)
        {
            if (length < 0)
            {
                throw new ArgumentException($"The shape ({string.Join(", ", shape.ToArray())}) has a negative length.", nameof(shape));
            }

            product *= length;
            if (product > long.MaxValue)
            {
                throw TooLarge(shape);
            }
        }

        return (long)product;
    }

    private static ArgumentException TooLarge(ReadOnlySpan<long> shape) =>
        new($"The shape ({string.Join(", ", shape.ToArray())}) has more elements than a file can hold.", nameof(shape));
}
