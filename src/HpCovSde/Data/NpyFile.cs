using System.Buffers.Binary;
using System.Text;

namespace HpCovSde.Data;

/// <summary>Reads arrays of numbers that NumPy saved (numpy.save, format versions 1.0, 2.0 and 3.0).</summary>
internal static class NpyFile
{
    private const int MagicLength = 8;

    // The header of a plain array has about 100 bytes. A much larger one is damaged, or describes something else.
    private const int LongestHeader = 1 << 16;

    internal static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>
    /// Reads a vector or a matrix of real numbers: floats of 2, 4 or 8 bytes, or signed or unsigned integers, in any byte order, in C or
    /// Fortran order. The size of a regular file is checked before memory is allocated. Otherwise memory grows with the numbers that come.
    /// </summary>
    /// <param name="stream">The stream, from its position on.</param>
    /// <exception cref="FormatException">
    /// It is not a .npy file, is shorter or longer than its shape requires, or is not an array of real numbers with one or two axes.
    /// </exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static NumericArray Read(Stream stream)
    {
        var header = NpyHeader.Parse(ReadHeader(stream));
        var element = NpyElement.Parse(header.Descriptor);
        long? available = stream is FileStream { CanSeek: true } ? stream.Length - stream.Position : null;
        int[] shape = CheckShape(header, element, available);
        double[] values = ReadValues(stream, header, element, shape, isComplete: available is not null);
        return new NumericArray(header.FortranOrder && shape is [int rows, int columns] ? Transposed(values, columns, rows) : values, shape,
            element.SignificantBits);
    }

    private static string ReadHeader(Stream stream)
    {
        Span<byte> magic = stackalloc byte[MagicLength];
        int read = stream.ReadAtLeast(magic, MagicLength, throwOnEndOfStream: false);
        if (read < MagicLength || !magic.StartsWith(Magic))
        {
            throw new FormatException(read == 0 ? "the file is empty" : "is not a .npy file: it does not begin with \\x93NUMPY");
        }

        (byte major, byte minor) = (magic[6], magic[7]);
        if (major is < 1 or > 3 || minor != 0)
        {
            throw new FormatException($"has .npy format version {major}.{minor}; versions 1.0, 2.0 and 3.0 can be read");
        }

        Span<byte> size = stackalloc byte[major == 1 ? 2 : 4];
        ReadFully(stream, size);
        long length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > LongestHeader)
        {
            throw new FormatException($"has a header of {length} bytes; at most {LongestHeader} can be read");
        }

        byte[] header = new byte[length];
        ReadFully(stream, header);
        return (major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(header);
    }

    private static void ReadFully(Stream stream, Span<byte> destination)
    {
        if (stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
        {
            throw new FormatException("is truncated: it ends within its header");
        }
    }

    private static int[] CheckShape(NpyHeader header, NpyElement element, long? available)
    {
        string text = NumericArray.ShapeOf(header.Shape);
        if (header.Shape.Count is < 1 or > 2)
        {
            throw new FormatException($"has shape {text}; one or two axes can be read");
        }

        // UInt128 holds the product of any two lengths and a size.
        UInt128 needed = (UInt128)element.Size;
        foreach (long length in header.Shape)
        {
            needed *= (UInt128)length;
            if (needed > long.MaxValue && header.Shape.All(l => l > 0))
            {
                throw new FormatException($"has shape {text}, more than any file can hold");
            }
        }

        if (available is long bytes && needed != (UInt128)bytes)
        {
            string comparison = needed > (UInt128)bytes ? "is truncated" : "is longer than its shape requires";
            throw new FormatException(
                $"{comparison}: shape {text} of type {header.Descriptor} takes {needed} bytes, but {bytes} follow the header");
        }

        if (needed / (UInt128)element.Size > (UInt128)Array.MaxLength || header.Shape.Any(length => length > int.MaxValue))
        {
            throw new FormatException($"has shape {text}, more than the {Array.MaxLength} numbers that fit in memory");
        }

        return [.. header.Shape.Select(length => (int)length)];
    }

    // In the order of the file. A length that is only claimed is not allocated at once.
    private static double[] ReadValues(Stream stream, NpyHeader header, NpyElement element, int[] shape, bool isComplete)
    {
        const int FirstLength = 1 << 16;
        int count = shape.Aggregate(1, (product, length) => product * length);
        var values = new double[isComplete ? count : Math.Min(count, FirstLength)];
        byte[] buffer = new byte[1 << 16];
        for (int index = 0; index < count;)
        {
            if (index == values.Length)
            {
                Array.Resize(ref values, (int)Math.Min(count, 2L * values.Length));
            }

            int piece = Math.Min(buffer.Length / element.Size, values.Length - index);
            int read = stream.ReadAtLeast(buffer.AsSpan(0, piece * element.Size), piece * element.Size, throwOnEndOfStream: false);
            if (read < piece * element.Size)
            {
                throw new FormatException(
                    $"is truncated: shape {NumericArray.ShapeOf(header.Shape)} of type {header.Descriptor} takes "
                    + $"{(long)count * element.Size} bytes, but {((long)index * element.Size) + read} follow the header");
            }

            for (int i = 0; i < piece; i++)
            {
                values[index + i] = element.Read(buffer.AsSpan(i * element.Size));
            }

            index += piece;
        }

        return isComplete || stream.Read(buffer.AsSpan(0, 1)) == 0
            ? values
            : throw new FormatException($"is longer than its shape {NumericArray.ShapeOf(header.Shape)} requires");
    }

    private static double[] Transposed(double[] values, int rows, int columns)
    {
        var transposed = new double[values.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                transposed[(j * rows) + i] = values[(i * columns) + j];
            }
        }

        return transposed;
    }
}
