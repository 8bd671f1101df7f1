using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace HpCovSde.Plots.Tests;

/// <summary>Reads back what the chart writer wrote.</summary>
internal static partial class Svg
{
    public static XDocument Parse(string svg) => XDocument.Parse(svg);

    public static IEnumerable<XElement> All(this XDocument svg, string name) =>
        svg.Descendants(XName.Get(name, "http://www.w3.org/2000/svg"));

    public static IReadOnlyList<string> Texts(string svg) => [.. Parse(svg).All("text").Select(text => text.Value)];

    /// <summary>The path data of every path stroked or filled in a colour.</summary>
    public static IReadOnlyList<string> Paths(string svg, PlotColor color) =>
        [.. Parse(svg).All("path")
            .Where(path => (string?)path.Attribute("stroke") == color.ToString() || (string?)path.Attribute("fill") == color.ToString())
            .Select(path => (string)path.Attribute("d")!)];

    /// <summary>The points of path data.</summary>
    public static IReadOnlyList<(double X, double Y)> Points(string path) =>
        [.. Point().Matches(path).Select(match => (
            double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
            double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))];

    [GeneratedRegex(@"[ML](\S+) ([^MLZ]+)")]
    private static partial Regex Point();
}
