using System.ComponentModel;
using System.Diagnostics;
using HpCovSde.Data;

namespace HpCovSde.Cli.Files;

/// <summary>Converts SVG to PNG with the program rsvg-convert, if that is installed.</summary>
internal static class PngConverter
{
    private const string Program = "rsvg-convert";

    // Twice the nominal size: sharp on dense screens and in print.
    private const string Zoom = "2";

    internal static bool IsInstalled => Find() is not null;

    /// <summary>Converts a figure.</summary>
    /// <param name="svg">The figure as SVG.</param>
    /// <param name="path">The file that the PNG is for, used in messages.</param>
    /// <exception cref="DataFileException">The program failed.</exception>
    internal static byte[] Convert(string svg, string path)
    {
        var start = new ProcessStartInfo(Find() ?? Program, ["--zoom", Zoom, "--background-color", "white"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            using var picture = new MemoryStream();
            Task copy = process.StandardOutput.BaseStream.CopyToAsync(picture);
            process.StandardInput.Write(svg);
            process.StandardInput.Close();
            copy.Wait();
            process.WaitForExit();
            return process.ExitCode == 0
                ? picture.ToArray()
                : throw new DataFileException(path, $"{Program} failed with exit code {process.ExitCode}: {errors.Result.Trim()}");
        }
        catch (Exception failure) when (failure is Win32Exception or IOException or AggregateException)
        {
            throw new DataFileException(path, $"{Program} could not be used: {failure.Message}", failure);
        }
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(directory => new[] { Path.Combine(directory, Program), Path.Combine(directory, $"{Program}.exe") })
        .FirstOrDefault(File.Exists);
}
