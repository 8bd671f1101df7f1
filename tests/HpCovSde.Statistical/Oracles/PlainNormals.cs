namespace HpCovSde.Statistical.Oracles;

/// <summary>Standard normals by Marsaglia's polar method on SplitMix64. Shares no code with the engines.</summary>
internal sealed class PlainNormals(ulong seed)
{
    private ulong _state = seed;
    private double _spare = double.NaN;

    internal double Next()
    {
        if (!double.IsNaN(_spare))
        {
            double spare = _spare;
            _spare = double.NaN;
            return spare;
        }

        double x;
        double y;
        double square;
        do
        {
            x = (2 * Uniform()) - 1;
            y = (2 * Uniform()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);

        double radius = Math.Sqrt(-2 * Math.Log(square) / square);
        _spare = radius * y;
        return radius * x;
    }

    private double Uniform()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
