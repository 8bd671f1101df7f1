using System.Globalization;

namespace HpCovSde.Throughput;

/// <summary>The task as pairs of a name and a value, the same for every program of bench/peers.</summary>
internal sealed class Problem
{
    private readonly Dictionary<string, string> _values = [];

    internal Problem(string[] arguments)
    {
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            _values[arguments[i].TrimStart('-')] = arguments[i + 1];
        }
    }

    /// <summary>The time to measure for.</summary>
    internal double Seconds => double.Parse(Text("seconds"), CultureInfo.InvariantCulture);

    internal string Text(string name) =>
        _values.TryGetValue(name, out string? value) ? value : throw new ArgumentException($"--{name} is missing.");

    internal int Number(string name) => int.Parse(Text(name), CultureInfo.InvariantCulture);

    internal TEnum Choice<TEnum>(string name)
        where TEnum : struct, Enum => Enum.Parse<TEnum>(Text(name), ignoreCase: true);
}
