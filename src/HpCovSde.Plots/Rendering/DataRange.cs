namespace HpCovSde.Plots.Rendering;

/// <summary>The smallest and largest drawable value along one axis.</summary>
internal struct DataRange(string name, AxisScale scale)
{
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;

    /// <summary>"x" or "y", for messages.</summary>
    public string Name { get; } = name;

    public AxisScale Scale { get; } = scale;

    public readonly bool IsEmpty => _minimum > _maximum;

    /// <summary>Extends the range by a value; one that is not finite is ignored.</summary>
    public void Include(double value)
    {
        if (double.IsFinite(value))
        {
            _minimum = Math.Min(_minimum, value);
            _maximum = Math.Max(_maximum, value);
        }
    }

    /// <summary>Extends the range by a value, unless it is below a logarithmic axis.</summary>
    public void IncludeDrawable(double value)
    {
        if (Scale == AxisScale.Linear || value > 0)
        {
            Include(value);
        }
    }

    /// <summary>Extends the range by the values that are not below a logarithmic axis.</summary>
    public void IncludeDrawable(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            IncludeDrawable(value);
        }
    }

    /// <summary>
    /// The ends of the axis: those that the axis fixes, else those of the data with a margin of <paramref name="padding"/> of the range.
    /// </summary>
    public readonly (double Minimum, double Maximum) Ends(Axis axis, bool standsOnZero, double padding)
    {
        bool logarithmic = Scale == AxisScale.Logarithmic;
        double low = IsEmpty ? (logarithmic ? 1 : 0) : _minimum;
        double high = IsEmpty ? (logarithmic ? 10 : 1) : _maximum;
        bool fromZero = standsOnZero && !logarithmic && low >= 0;
        low = axis.Minimum ?? (fromZero ? 0 : low);
        high = axis.Maximum ?? high;

        // A fixed end may lie beyond all data, and equal data have no range: move the free end, or both.
        if (!((high / 2) - (low / 2) > Axis.NarrowestRelativeSpan * Math.Max(Math.Abs(low / 2), Math.Abs(high / 2))))
        {
            (low, high) = Open(axis, low, high, logarithmic, fromZero);
        }

        if (logarithmic)
        {
            double factor = Math.Pow(10, padding * (Math.Log10(high) - Math.Log10(low)));
            return (axis.Minimum ?? Math.Max(low / factor, double.Epsilon), axis.Maximum ?? Math.Min(high * factor, double.MaxValue));
        }

        double margin = padding * ((high / 2) - (low / 2)) * 2;
        low = axis.Minimum ?? (fromZero ? 0 : Math.Max(low - margin, -double.MaxValue));
        return (low, axis.Maximum ?? Math.Min(high + margin, double.MaxValue));
    }

    private static (double Low, double High) Open(Axis axis, double low, double high, bool logarithmic, bool fromZero)
    {
        double anchor = axis.Minimum ?? axis.Maximum ?? low;
        bool keepLow = axis.Minimum is not null || fromZero;
        bool keepHigh = axis.Maximum is not null;
        if (logarithmic)
        {
            return (keepLow ? low : anchor / 3, keepHigh ? high : anchor * 3);
        }

        double reach = anchor == 0 ? 1 : Math.Abs(anchor) / 2;
        return (keepLow ? low : anchor - reach, keepHigh ? high : anchor + reach);
    }
}
