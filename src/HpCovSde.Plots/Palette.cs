namespace HpCovSde.Plots;

/// <summary>
/// Colours that readers with any common colour vision can distinguish: the set of M. Okabe and K. Ito, "Color Universal Design" (2008),
/// in an order in which neighbours differ most. The pale yellow, which is hardly visible on white, is last.
/// </summary>
public static class Palette
{
    private static readonly PlotColor[] Colors =
    [
        new(0x00, 0x72, 0xB2), new(0xD5, 0x5E, 0x00), new(0x00, 0x9E, 0x73), new(0xCC, 0x79, 0xA7),
        new(0x56, 0xB4, 0xE9), new(0xE6, 0x9F, 0x00), new(0x00, 0x00, 0x00), new(0xF0, 0xE4, 0x42),
    ];

    /// <summary>Blue, the first colour.</summary>
    public static PlotColor Blue => Colors[0];

    /// <summary>The dark orange that Okabe and Ito call vermillion, the second colour.</summary>
    public static PlotColor Orange => Colors[1];

    /// <summary>Bluish green, the third colour.</summary>
    public static PlotColor Green => Colors[2];

    /// <summary>A neutral grey for reference lines; not one of <see cref="Cycle"/>.</summary>
    public static PlotColor Grey => new(0x77, 0x77, 0x77);

    /// <summary>The colour of series number <paramref name="index"/> (0, 1, ...); the eight colours repeat.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative.</exception>
    public static PlotColor Cycle(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return Colors[index % Colors.Length];
    }
}
