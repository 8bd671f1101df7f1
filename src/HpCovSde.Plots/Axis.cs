using System.Globalization;

namespace HpCovSde.Plots;

/// <summary>The scale of an axis.</summary>
public enum AxisScale
{
    /// <summary>Equal differences take equal lengths.</summary>
    Linear,

    /// <summary>Equal ratios take equal lengths; values must be positive.</summary>
    Logarithmic,
}

/// <summary>One axis of a <see cref="Chart"/>: its label, its scale and, unless the data decide, its ends.</summary>
public sealed class Axis
{
    // For a smaller relative width, neighbouring ticks would round to the same double.
    internal const double NarrowestRelativeSpan = 1e-12;

    /// <summary>Describes an axis.</summary>
    /// <param name="label">The text at the axis; empty for none.</param>
    /// <param name="scale">Linear or logarithmic.</param>
    /// <param name="minimum">The lower end; null: from the data.</param>
    /// <param name="maximum">The upper end; null: from the data.</param>
    /// <exception cref="ArgumentException">
    /// An end is not finite, or not positive on a logarithmic axis; or the minimum is not below the maximum by more than a relative 1e-12.
    /// </exception>
    public Axis(string label = "", AxisScale scale = AxisScale.Linear, double? minimum = null, double? maximum = null)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (scale is not (AxisScale.Linear or AxisScale.Logarithmic))
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale must be Linear or Logarithmic.");
        }

        CheckEnd(minimum, scale, nameof(minimum));
        CheckEnd(maximum, scale, nameof(maximum));
        if (minimum is double low && maximum is double high)
        {
            double span = (high / 2) - (low / 2);
            if (!(span > NarrowestRelativeSpan * Math.Max(Math.Abs(low / 2), Math.Abs(high / 2))))
            {
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"minimum = {low:R} must be below maximum = {high:R} by more than a relative 1e-12."),
                    nameof(minimum));
            }
        }

        Label = label;
        Scale = scale;
        Minimum = minimum;
        Maximum = maximum;
    }

    /// <summary>The text at the axis.</summary>
    public string Label { get; }

    /// <summary>Linear or logarithmic.</summary>
    public AxisScale Scale { get; }

    /// <summary>The lower end; null if the data decide.</summary>
    public double? Minimum { get; }

    /// <summary>The upper end; null if the data decide.</summary>
    public double? Maximum { get; }

    private static void CheckEnd(double? end, AxisScale scale, string name)
    {
        if (end is not double value)
        {
            return;
        }

        if (!double.IsFinite(value))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} = {value:R} must be finite."), name);
        }

        if (scale == AxisScale.Logarithmic && value <= 0)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{name} = {value:R} must be positive on a logarithmic axis."), name);
        }
    }
}
