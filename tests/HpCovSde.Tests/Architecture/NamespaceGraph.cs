using System.Text.RegularExpressions;

namespace HpCovSde.Tests.Architecture;

/// <summary>
/// The references between the namespaces directly below HpCovSde, found in the source: using directives, qualified names, and the names of
/// types of the root namespace, which is a node too. Comments do not count.
/// </summary>
internal sealed partial class NamespaceGraph
{
    private const string Root = "HpCovSde";

    // For each namespace those that it mentions, each with a file that mentions it.
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _edges = new(StringComparer.Ordinal);

    /// <param name="sources">Paths, for messages, and the source text.</param>
    internal NamespaceGraph(IEnumerable<(string Path, string Text)> sources)
    {
        (string Path, string Code, string Namespace)[] files =
            [.. from source in sources let code = Comment().Replace(source.Text, "") select (source.Path, code, NamespaceOf(code))];
        foreach ((_, _, string name) in files)
        {
            _edges.TryAdd(name, new(StringComparer.Ordinal));
        }

        string[] rootTypes =
        [
            .. from file in files where file.Namespace == Root from match in TypeName().Matches(file.Code) select match.Groups[1].Value,
        ];
        foreach ((string path, string code, string name) in files)
        {
            foreach (string other in _edges.Keys.Where(other => other != name && Mentions(code, other, rootTypes)))
            {
                _edges[name].TryAdd(other, path);
            }
        }
    }

    /// <summary>The namespaces.</summary>
    internal IEnumerable<string> Namespaces => _edges.Keys;

    /// <summary>The namespaces that a namespace mentions.</summary>
    internal IEnumerable<string> MentionedBy(string name) => _edges[name].Keys;

    /// <summary>A circular reference with the files that make it; null if there is none.</summary>
    internal string? FindCircle()
    {
        var finished = new HashSet<string>();
        return Namespaces.Select(name => FindCircle(name, [], finished)).FirstOrDefault(circle => circle is not null);
    }

    private string? FindCircle(string name, List<string> way, HashSet<string> finished)
    {
        int start = way.IndexOf(name);
        if (start >= 0)
        {
            string[] circle = [.. way[start..], name];
            return string.Join(", ", circle.Zip(circle[1..], (from, to) => $"{from} -> {to} ({_edges[from][to]})"));
        }

        if (finished.Contains(name))
        {
            return null;
        }

        way.Add(name);
        string? found = MentionedBy(name).Select(other => FindCircle(other, way, finished)).FirstOrDefault(circle => circle is not null);
        way.RemoveAt(way.Count - 1);
        finished.Add(name);
        return found;
    }

    private static bool Mentions(string code, string other, string[] rootTypes) => other == Root
        ? rootTypes.Any(type => Regex.IsMatch(code, $@"(?<![\w.]){type}\b"))
        : Regex.IsMatch(code, $@"\b{Root}\.{other}\b|(?<![\w.]){other}\.\w");

    // Of the first level: HpCovSde.Networks.Engines would be Networks.
    private static string NamespaceOf(string code)
    {
        string[] names = Declaration().Match(code).Groups[1].Value.Split('.');
        return names.Length > 1 ? names[1] : names[0];
    }

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^(?:public|internal) [\w ]*?(?:class|struct|record|enum|interface) (?:struct )?(\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeName();
}
