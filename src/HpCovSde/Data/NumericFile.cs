using System.IO.Pipelines;

namespace HpCovSde.Data;

/// <summary>
/// Reads numbers from a file: .csv, .tsv and .txt as text, .npy, or one array of a .npz. A name without an extension, such as that of a
/// pipe, is read as what its first bytes say.
/// </summary>
internal static class NumericFile
{
    private const string NpzSuffix = ".npz:";
    private const int MagicLength = 6;

    /// <summary>Reads a file in the format given by its extension.</summary>
    /// <param name="name">The file, or FILE.npz:NAME for the array of this name.</param>
    /// <exception cref="DataFileException">The file has another extension or cannot be read.</exception>
    internal static NumericArray Read(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string path = PathOf(name);
        string? array = path.Length < name.Length ? name[(path.Length + 1)..] : null;
        string extension = Path.GetExtension(path);
        Func<Stream, NumericArray> read = extension.ToUpperInvariant() switch
        {
            ".CSV" or ".TSV" or ".TXT" => CsvFile.Read,
            ".NPY" => NpyFile.Read,
            ".NPZ" => stream => NpzFile.Read(stream, array),
            "" => ReadAny,
            _ => throw new DataFileException(
                path, $"has the extension {DataFileException.Quote(extension)}; .csv, .tsv, .txt, .npy and .npz files can be read"),
        };
        return Guarded(name, () =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            bool isPipe = !file.CanSeek;
            NumericArray values = read(file);
            values.IsFromPipe = isPipe;
            return values;
        });
    }

    /// <summary>Reads standard input as what its first bytes say.</summary>
    /// <exception cref="DataFileException">It cannot be read.</exception>
    internal static NumericArray ReadStandardInput() => Guarded("standard input", () =>
    {
        using Stream input = Console.OpenStandardInput();
        NumericArray values = ReadAny(input);
        values.IsFromPipe = true;
        return values;
    });

    /// <summary>The file of a name: FILE.npz for FILE.npz:NAME.</summary>
    internal static string PathOf(string name)
    {
        int suffix = name.LastIndexOf(NpzSuffix, StringComparison.OrdinalIgnoreCase);
        return suffix > 0 ? name[..(suffix + NpzSuffix.Length - 1)] : name;
    }

    private static NumericArray ReadAny(Stream stream)
    {
        var pipe = PipeReader.Create(stream);
        ReadResult start = pipe.ReadAtLeastAsync(MagicLength).AsTask().GetAwaiter().GetResult();
        Span<byte> magic = stackalloc byte[MagicLength];
        int length = 0;
        foreach (ReadOnlyMemory<byte> piece in start.Buffer)
        {
            int taken = Math.Min(piece.Length, MagicLength - length);
            piece.Span[..taken].CopyTo(magic[length..]);
            length += taken;
        }

        pipe.AdvanceTo(start.Buffer.Start);
        using Stream whole = pipe.AsStream();
        return magic.SequenceEqual(NpyFile.Magic) ? NpyFile.Read(whole)
            : magic[..2].SequenceEqual("PK"u8) ? NpzFile.Read(whole, null)
            : CsvFile.Read(whole);
    }

    private static NumericArray Guarded(string name, Func<NumericArray> read)
    {
        try
        {
            return read();
        }
        catch (FormatException failure)
        {
            throw new DataFileException(name, failure.Message, failure);
        }
        catch (Exception failure) when (DataFileException.IsFileSystemFailure(failure))
        {
            throw DataFileException.From(PathOf(name), failure);
        }
    }
}
