using System.Globalization;
using System.Text;

namespace HpCovSde.Data;

/// <summary>A file cannot be read, written or understood. The message is one line and begins with the name of the file.</summary>
public sealed class DataFileException : Exception
{
    /// <summary>Describes what is wrong with a file.</summary>
    /// <param name="path">The file as the user named it.</param>
    /// <param name="problem">What is wrong; line breaks and control characters are made visible.</param>
    /// <param name="innerException">The failure underneath, if any.</param>
    public DataFileException(string path, string problem, Exception? innerException = null)
        : base($"{Visible(path)}: {Visible(problem)}", innerException)
    {
        Path = path;
    }

    /// <summary>The file as the user named it.</summary>
    public string Path { get; }

    /// <summary>Text read from a file as it may be quoted in a message: short and on one line.</summary>
    internal static string Quote(string text)
    {
        const int Longest = 40;
        return $"'{Visible(text.Length <= Longest ? text : $"{text[..Longest]}…")}'";
    }

    /// <summary>Turns a failure of the file system into one that names the file.</summary>
    internal static DataFileException From(string path, Exception failure)
    {
        string problem = failure switch
        {
            _ when Directory.Exists(path) => "is a directory, not a file",
            FileNotFoundException => "there is no such file",
            DirectoryNotFoundException => "there is no such directory",
            UnauthorizedAccessException => "access is denied",

            // What RandomAccess.Write makes of EFBIG.
            ArgumentOutOfRangeException => "the file becomes too large for the file system",
            _ => failure.Message,
        };
        return new DataFileException(path, problem, failure);
    }

    /// <summary>Whether <see cref="From"/> should translate a failure.</summary>
    internal static bool IsFileSystemFailure(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or NotSupportedException or System.Security.SecurityException;

    private static string Visible(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            _ = char.IsControl(c) ? visible.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}") : visible.Append(c);
        }

        return visible.ToString();
    }
}
