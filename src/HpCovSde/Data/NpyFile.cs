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
    /// Fortran order. Sizes are checked against the length of the file before memory is allocated.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFileException">
    /// The file cannot be read, is not a .npy file, is shorter or longer than its shape requires, or is not an array of real numbers with
    /// one or two axes.
    /// </exception>
    public static NumericArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (!file.CanSeek)
            {
                throw new FormatException("is not a regular file");
            }

            var header = NpyHeader.Parse(ReadHeader(file));
            var element = NpyElement.Parse(header.Descriptor);
            int[] shape = CheckShape(header, element, file.Length - file.Position);
            return new NumericArray(ReadValues(file, element, shape, header.FortranOrder), shape);
        }
        catch (FormatException failure)
        {
            throw new DataFileException(path, failure.Message, failure);
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure))
        {
            throw DataFileException.From(path, failure);
        }
    }

    private static string ReadHeader(FileStream file)
    {
        Span<byte> magic = stackalloc byte[MagicLength];
        int read = file.ReadAtLeast(magic, MagicLength, throwOnEndOfStream: false);
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
        ReadFully(file, size);
        long length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > LongestHeader)
        {
            throw new FormatException($"has a header of {length} bytes; at most {LongestHeader} can be read");
        }

        byte[] header = new byte[length];
        ReadFully(file, header);
        return (major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(header);
    }

    private static void ReadFully(FileStream file, Span<byte> destination)
    {
        if (file.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
        {
            throw new FormatException("is truncated: it ends within its header");
        }
    }

    private static int[] CheckShape(NpyHeader header, NpyElement element, long available)
    {
        string text = $"({string.Join(", ", header.Shape)}{(header.Shape.Count == 1 ? "," : "")})";
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

        if (needed != (UInt128)available)
        {
            string comparison = needed > (UInt128)available ? "is truncated" : "is longer than its shape requires";
            throw new FormatException(
                $"{comparison}: shape {text} of type {header.Descriptor} takes {needed} bytes, but {available} follow the header");
        }

        if (needed / (UInt128)element.Size > (UInt128)Array.MaxLength || header.Shape.Any(length => length > int.MaxValue))
        {
            throw new FormatException($"has shape {text}, more than the {Array.MaxLength} numbers that fit in memory");
        }

        return [.. header.Shape.Select(length => (int)length)];
    }

    private static double[] ReadValues(FileStream file, NpyElement element, int[] shape, bool fortranOrder)
    {
        int rows = shape[0];
        int columns = shape.Length == 2 ? shape[1] : 1;
        var values = new double[rows * columns];
        byte[] buffer = new byte[1 << 16];
        int index = 0;
        int row = 0;
        int column = 0;
        while (index < values.Length)
        {
            int count = Math.Min(buffer.Length / element.Size, values.Length - index);
            file.ReadExactly(buffer, 0, count * element.Size);
            for (int i = 0; i < count; i++)
            {
                double value = element.Read(buffer.AsSpan(i * element.Size));
                if (!fortranOrder)
                {
                    values[index + i] = value;
                    continue;
                }

                values[(row * columns) + column] = value;
                if (++row == rows)
                {
                    row = 0;
                    column++;
                }
            }

            index += count;
        }

        return values;
    }
}
