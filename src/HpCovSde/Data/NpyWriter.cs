using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace HpCovSde.Data;

/// <summary>
/// Writes an array of doubles, or of integers of 64 bits, of known shape as a .npy file (format 1.0, C order), in pieces, in any order and
/// from several threads at the same time. The file appears at its target path, complete, with <see cref="Commit"/>.
/// </summary>
internal sealed class NpyWriter : IDisposable
{
    // Like numpy.save: the header is padded so that the data begin at a multiple of 64 bytes.
    private const int Alignment = 64;

    private readonly AtomicFile _file;
    private readonly long _dataStart;
    private readonly long _elements;
    private readonly bool _isInteger;
    private long _written;

    /// <summary>Creates the file, reserves its length and writes the header.</summary>
    /// <param name="path">The target.</param>
    /// <param name="shape">The length of each axis: at least one axis, no negative length.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <param name="isInteger">Whether the elements are integers.</param>
    /// <exception cref="ArgumentException">The shape is empty, has a negative length, or more elements than a file can hold.</exception>
    /// <exception cref="DataFileException">The file cannot be created.</exception>
    public NpyWriter(string path, ReadOnlySpan<long> shape, bool overwrite = false, bool isInteger = false)
    {
        if (shape.IsEmpty)
        {
            throw new ArgumentException("The shape must have at least one axis.", nameof(shape));
        }

        byte[] header = Header(shape, isInteger);
        _elements = Product(shape);
        if (_elements > (long.MaxValue - header.Length) / sizeof(double))
        {
            throw TooLarge(shape);
        }

        _dataStart = header.Length;
        _isInteger = isInteger;
        _file = AtomicFile.Create(path, overwrite, header.Length + (_elements * sizeof(double)));
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

    /// <summary>
    /// Writes elements that are consecutive in C order. Several threads may write at the same time. Each element must be written exactly
    /// once. Does not allocate.
    /// </summary>
    /// <param name="index">The index of the first element in C order, from 0.</param>
    /// <param name="values">The elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">The elements lie outside the shape.</exception>
    /// <exception cref="DataFileException">The bytes cannot be written.</exception>
    public void WriteElements(long index, ReadOnlySpan<double> values) => Write(index, values.Length, MemoryMarshal.AsBytes(values), false);

    /// <inheritdoc cref="WriteElements(long, ReadOnlySpan{double})"/>
    public void WriteIntegers(long index, ReadOnlySpan<long> values) => Write(index, values.Length, MemoryMarshal.AsBytes(values), true);

    /// <summary>The length of the file in bytes.</summary>
    public long Length => _dataStart + (_elements * sizeof(double));

    /// <summary>Copies the finished file to a stream.</summary>
    /// <exception cref="InvalidOperationException">Elements are missing.</exception>
    /// <exception cref="DataFileException">The file cannot be read.</exception>
    public void CopyTo(Stream destination)
    {
        CheckWritten();
        byte[] buffer = new byte[1 << 18];
        for (long position = 0; position < Length;)
        {
            int read = _file.ReadAt(position, buffer);
            if (read == 0)
            {
                throw new DataFileException(_file.Path, "a temporary file has become shorter");
            }

            destination.Write(buffer, 0, read);
            position += read;
        }
    }

    /// <summary>Moves the finished file to its target path.</summary>
    /// <inheritdoc cref="Finish" path="/exception"/>
    /// <exception cref="DataFileException">The file cannot be finished; the target is unchanged.</exception>
    public void Commit() => Finish().Commit();

    /// <summary>The file with all its bytes, to be committed together with others.</summary>
    /// <exception cref="InvalidOperationException">Elements are missing: the file would have a hole.</exception>
    public AtomicFile Finish()
    {
        CheckWritten();
        return _file;
    }

    /// <summary>Deletes the unfinished file, unless it was committed.</summary>
    public void Dispose() => _file.Dispose();

    private void Write(long index, int count, ReadOnlySpan<byte> bytes, bool isInteger)
    {
        Debug.Assert(isInteger == _isInteger, "The elements have the type of the array.");
        if (index < 0 || index > _elements - count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(index),
                index,
                $"index = {index} with {Wording.Count(count, "element")}, but the array has {Wording.Count(_elements, "element")}.");
        }

        _file.WriteAt(_dataStart + (index * sizeof(double)), bytes);
        _ = Interlocked.Add(ref _written, count);
    }

    private void CheckWritten()
    {
        long written = Interlocked.Read(ref _written);
        if (written != _elements)
        {
            throw new InvalidOperationException(
                $"{Wording.Count(written, "element")} of {_elements} were written; each element must be written exactly once.");
        }
    }

    private static byte[] Header(ReadOnlySpan<long> shape, bool isInteger)
    {
        string order = BitConverter.IsLittleEndian ? "<" : ">";
        string lengths = string.Join(", ", shape.ToArray());
        string type = isInteger ? "i8" : "f8";
        string dictionary = $"{{'descr': '{order}{type}', 'fortran_order': False, 'shape': ({lengths}{(shape.Length == 1 ? "," : "")}), }}";

        // Magic bytes, two bytes of version, two bytes of length, the dictionary, spaces, a line feed.
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

    private static long Product(ReadOnlySpan<long> shape)
    {
        Int128 product = 1;
        foreach (long length in shape)
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
