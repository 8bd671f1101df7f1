namespace HpCovSde.Plots.Rendering;

/// <summary>Colours from light to dark. Their order is visible in print and for readers with any colour vision.</summary>
internal static class ColorRamp
{
    // The blues of the palette between near white and near black.
    private static readonly PlotColor[] Anchors =
        [new(0xF4, 0xF9, 0xFD), new(0x56, 0xB4, 0xE9), new(0x00, 0x72, 0xB2), new(0x04, 0x26, 0x3D)];

    /// <summary>The colour of a cell without a number.</summary>
    internal static PlotColor Missing => new(0xDD, 0xDD, 0xDD);

    /// <summary>The colour at a fraction in [0, 1].</summary>
    internal static PlotColor At(double fraction)
    {
        double position = Math.Clamp(fraction, 0, 1) * (Anchors.Length - 1);
        int i = Math.Min((int)position, Anchors.Length - 2);
        double t = position - i;
        return new(
            Mix(Anchors[i].Red, Anchors[i + 1].Red, t),
            Mix(Anchors[i].Green, Anchors[i + 1].Green, t),
            Mix(Anchors[i].Blue, Anchors[i + 1].Blue, t));
    }

    /// <summary>The colour of text on a background: black or white, whichever has more contrast.</summary>
    internal static string TextOn(PlotColor ground) =>
        (0.299 * ground.Red) + (0.587 * ground.Green) + (0.114 * ground.Blue) > 140 ? "#111111" : "#ffffff";

    private static byte Mix(byte x, byte y, double t) => (byte)Math.Round(x + (t * (y - x)));
}
