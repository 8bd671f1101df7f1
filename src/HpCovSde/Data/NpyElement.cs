using System.Buffers.Binary;

namespace HpCovSde.Data;

/// <summary>The number type of a .npy file, from its 'descr': byte order, kind and size.</summary>
internal readonly struct NpyElement
{
    private readonly char _kind;
    private readonly bool _bigEndian;

    private NpyElement(char kind, int size, bool bigEndian)
    {
        _kind = kind;
        Size = size;
        _bigEndian = bigEndian;
    }

    /// <summary>The size of a number in bytes.</summary>
    public int Size { get; }

    /// <summary>The bits of precision: 11, 24 or 53. Integers count as exact.</summary>
    public int SignificantBits => (_kind, Size) switch { ('f', 2) => 11, ('f', 4) => 24, _ => 53 };

    /// <summary>Parses a descriptor such as '&lt;f8'.</summary>
    /// <exception cref="FormatException">The type is not a real number of 1 to 8 bytes.</exception>
    public static NpyElement Parse(string descriptor)
    {
        if (descriptor.Length == 3 && descriptor[0] is '<' or '>' or '|' or '=')
        {
            char kind = descriptor[1];
            int size = descriptor[2] - '0';
            bool known = (kind == 'f' && size is 2 or 4 or 8) || (kind is 'i' or 'u' && size is 1 or 2 or 4 or 8);
            if (known && (descriptor[0] != '|' || size == 1))
            {
                bool bigEndian = descriptor[0] == '>' || (descriptor[0] == '=' && !BitConverter.IsLittleEndian);
                return new NpyElement(kind, size, bigEndian);
            }
        }

        string what = descriptor.AsSpan().TrimStart("<>|=") switch
        {
            ['c', ..] => "complex numbers",
            ['O', ..] => "Python objects",
            ['S' or 'U' or 'a', ..] => "text",
            ['V', ..] => "raw bytes or records",
            ['b' or '?', ..] => "booleans (x.astype(float) makes numbers of them)",
            ['m' or 'M', ..] => "times",
            _ => "an unknown type",
        };
        throw new FormatException(
            $"the type {DataFileException.Quote(descriptor)} means {what}; only f2, f4, f8, i1 to i8 and u1 to u8 can be read");
    }

    /// <summary>The number in the first <see cref="Size"/> bytes. Integers above 2^53 are rounded to double.</summary>
    public double Read(ReadOnlySpan<byte> bytes) => (_kind, Size, _bigEndian) switch
    {
        ('f', 8, false) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        ('f', 8, true) => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        ('f', 4, false) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        ('f', 4, true) => BinaryPrimitives.ReadSingleBigEndian(bytes),
        ('f', 2, false) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        ('f', 2, true) => (double)BinaryPrimitives.ReadHalfBigEndian(bytes),
        ('i', 8, false) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        ('i', 8, true) => BinaryPrimitives.ReadInt64BigEndian(bytes),
        ('i', 4, false) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        ('i', 4, true) => BinaryPrimitives.ReadInt32BigEndian(bytes),
        ('i', 2, false) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        ('i', 2, true) => BinaryPrimitives.ReadInt16BigEndian(bytes),
        ('i', _, _) => (sbyte)bytes[0],
        (_, 8, false) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        (_, 8, true) => BinaryPrimitives.ReadUInt64BigEndian(bytes),
        (_, 4, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        (_, 4, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        (_, 2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (_, 2, true) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        _ => bytes[0],
    };
}
