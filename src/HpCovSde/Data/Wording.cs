using System.Globalization;

namespace HpCovSde.Data;

/// <summary>Small parts of messages.</summary>
internal static class Wording
{
    /// <summary>A number of things: "1 thread", "2 threads", "2 quantities".</summary>
    internal static string Count(long number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? noun : Plural(noun))}");

    /// <summary>The nearest of some names as " (did you mean x?)"; empty if none is near. Case and hyphens do not matter.</summary>
    internal static string Suggestion(string given, IEnumerable<string> names)
    {
        const int Longest = 100;
        if (given.Length > Longest)
        {
            return "";
        }

        string plain = Plain(given);
        (string name, int distance) = names
            .Select(name => (Name: name, Distance: EditDistance(plain, Plain(name))))
            .DefaultIfEmpty((Name: "", Distance: int.MaxValue))
            .MinBy(pair => pair.Distance);
        return distance <= Math.Max(1, plain.Length / 3) ? $" (did you mean {name}?)" : "";
    }

    private static string Plural(string noun) => noun is [.., not ('a' or 'e' or 'o' or 'u'), 'y'] ? $"{noun[..^1]}ies" : $"{noun}s";

    private static string Plain(string name) =>
        string.Concat(name.Where(c => c is not ('-' or '_' or ' '))).ToLowerInvariant();

    // Insertions, deletions, replacements, and exchanges of neighbours, each with cost 1.
    private static int EditDistance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(
                        Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1,
                        cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
