using System.Globalization;
using System.Text;

namespace HpCovSde.Cli.Reports;

/// <summary>Rows of cells as aligned text: the first column is aligned left, the others right.</summary>
internal sealed class TextTable
{
    private readonly List<string[]> _rows = [];

    internal void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>A number with four significant digits.</summary>
    internal static string Number(double value)
    {
        double size = Math.Abs(value);
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "-" : value > 0 ? "inf" : "-inf";
        }

        if (size == 0)
        {
            return "0";
        }

        if (size is < 1e-4 or >= 1e6)
        {
            return value.ToString("0.000e+0", CultureInfo.InvariantCulture);
        }

        int decimals = Math.Clamp(3 - (int)Math.Floor(Math.Log10(size)), 0, 8);
        return value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }

    public override string ToString()
    {
        int columns = _rows.Max(row => row.Length);
        int[] widths =
        [
            .. Enumerable.Range(0, columns).Select(column => _rows.Where(row => column < row.Length).Max(row => row[column].Length)),
        ];
        var text = new StringBuilder();
        foreach (string[] row in _rows)
        {
            IEnumerable<string> cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]));
            _ = text.AppendLine(string.Join("  ", cells).TrimEnd());
        }

        return text.ToString();
    }
}
