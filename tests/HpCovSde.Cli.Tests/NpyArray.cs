using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace HpCovSde.Cli.Tests;

/// <summary>A .npy file of doubles, or of integers of 64 bits, with any number of axes, read independently of the library.</summary>
internal sealed record NpyArray(int[] Shape, double[] Values)
{
    internal static NpyArray Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal("\u0093NUMPY\u0001\0", Encoding.Latin1.GetString(bytes, 0, 8));
        int start = 10 + BitConverter.ToUInt16(bytes, 8);
        string header = Encoding.ASCII.GetString(bytes, 10, start - 10);
        string type = Regex.Match(header, "'descr': '(<f8|<i8)', 'fortran_order': False").Groups[1].Value;
        string shape = Regex.Match(header, @"'shape': \(([0-9, ]*)\)").Groups[1].Value;
        return new(
            [.. shape.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(int.Parse)],
            type switch
            {
                "<f8" => MemoryMarshal.Cast<byte, double>(bytes.AsSpan(start)).ToArray(),
                "<i8" => [.. MemoryMarshal.Cast<byte, long>(bytes.AsSpan(start)).ToArray().Select(integer => (double)integer)],
                _ => throw new FormatException(header),
            });
    }
}
