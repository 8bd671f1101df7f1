namespace HpCovSde.Plots.Rendering;

/// <summary>Maps values to pixels along one axis.</summary>
internal readonly struct AxisMap(AxisScale scale, double minimum, double maximum, double pixelAtMinimum, double pixelAtMaximum)
{
    // In units of the axis length: large enough that the clipped line keeps its slope, small enough that products stay finite.
    private const double FarAway = 1e6;

    public AxisScale Scale { get; } = scale;

    public double Minimum { get; } = minimum;

    public double Maximum { get; } = maximum;

    /// <summary>The length of the axis in pixels.</summary>
    public double Length => Math.Abs(pixelAtMaximum - pixelAtMinimum);

    /// <summary>The pixel of a finite value. On a logarithmic axis, values at or below 0 are mapped far below the axis.</summary>
    public double Map(double value) => pixelAtMinimum + (Fraction(value) * (pixelAtMaximum - pixelAtMinimum));

    private double Fraction(double value)
    {
        double fraction;
        if (Scale == AxisScale.Logarithmic)
        {
            fraction = value > 0
                ? (Math.Log10(value) - Math.Log10(Minimum)) / (Math.Log10(Maximum) - Math.Log10(Minimum))
                : -FarAway;
        }
        else
        {
            // Halves, because the difference of two huge values may overflow.
            fraction = ((value / 2) - (Minimum / 2)) / ((Maximum / 2) - (Minimum / 2));
        }

        return Math.Clamp(fraction, -FarAway, FarAway);
    }
}
