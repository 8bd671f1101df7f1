namespace HpCovSde.Data;

/// <summary>
/// A file cannot be read or written, or has invalid content. The message is one line that begins with the name of the file.
/// </summary>
public sealed class DataFileException : Exception
{
    /// <summary>An error of a file.</summary>
    /// <param name="path">The file as the user named it.</param>
    /// <param name="problem">The error; it is shortened, and characters that a terminal does not show are escaped.</param>
    /// <param name="innerException">The cause, if any.</param>
    public DataFileException(string path, string problem, Exception? innerException = null)
        : base($"{VisibleText.Of(path)}: {VisibleText.Of(Short(problem))}", innerException)
    {
        Path = path;
    }

    /// <summary>The file as the user named it.</summary>
    public string Path { get; }

    /// <summary>Whether the file exists and may not be replaced.</summary>
    internal bool Exists { get; private init; }

    /// <summary>The error of a file that exists and may not be replaced.</summary>
    internal static DataFileException OfExisting(string path) => new(path, "the file exists and may not be overwritten") { Exists = true };

    /// <summary>Text from a file, shortened and escaped so that it can be quoted in a message.</summary>
    internal static string Quote(string text)
    {
        const int Longest = 40;
        return $"'{VisibleText.Of(text.Length <= Longest ? text : $"{text[..Longest]}…")}'";
    }

    /// <summary>Converts a failure of the file system to an exception that names the file.</summary>
    internal static DataFileException From(string path, Exception failure)
    {
        string problem = failure switch
        {
            _ when Directory.Exists(path) => "is a directory, not a file",
            FileNotFoundException => "there is no such file",
            DirectoryNotFoundException => "there is no such directory",
            UnauthorizedAccessException => "access is denied",

            // RandomAccess.Write throws this for EFBIG.
            ArgumentOutOfRangeException => "the file is too large for the file system",
            _ => failure.Message,
        };
        return new DataFileException(path, problem, failure);
    }

    /// <summary>Whether <see cref="From"/> should convert a failure.</summary>
    internal static bool IsFileSystemFailure(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or NotSupportedException or System.Security.SecurityException;

    // Some libraries quote the rest of a file.
    private static string Short(string problem)
    {
        const int Longest = 500;
        return problem.Length <= Longest ? problem : $"{problem[..(Longest / 2)]} … {problem[^(Longest / 2)..]}";
    }
}
