using System.Globalization;

namespace HpCovSde.Plots.Rendering;

/// <summary>A labelled position on an axis.</summary>
internal readonly record struct Tick(double Value, string Label, string Superscript);

/// <summary>The ticks of one axis: labelled ones, unlabelled ones between them, and a power of ten common to all labels.</summary>
internal sealed class Ticks
{
    private Ticks(List<Tick> major, List<double> minor, int exponent)
    {
        Major = major;
        Minor = minor;
        Exponent = exponent;
    }

    public IReadOnlyList<Tick> Major { get; }

    public IReadOnlyList<double> Minor { get; }

    /// <summary>The labels are to be multiplied by 10 to this power.</summary>
    public int Exponent { get; }

    /// <summary>The ticks of an axis with room for about <paramref name="target"/> of them.</summary>
    public static Ticks For(AxisScale scale, double minimum, double maximum, int target) =>
        scale == AxisScale.Logarithmic ? Logarithmic(minimum, maximum, target) : Linear(minimum, maximum, target);

    /// <summary>A number as a label, with a real minus sign.</summary>
    public static string Label(double value, int decimals) =>
        (value + 0.0).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace('-', '\u2212');

    // Steps of 1, 2 or 5 times a power of ten.
    private static Ticks Linear(double minimum, double maximum, int target)
    {
        double largest = Math.Max(Math.Abs(minimum), Math.Abs(maximum));
        int exponent = largest is >= 1e5 or < 1e-2 ? (int)Math.Floor(Math.Log10(largest)) : 0;

        double unit = Math.Pow(10, exponent);
        double low = minimum / unit;
        double high = maximum / unit;
        double raw = (high - low) / Math.Max(target, 1);
        int power = (int)Math.Floor(Math.Log10(raw));
        double ten = Math.Pow(10, power);
        double fraction = raw / ten;

        // The thresholds are the geometric means of neighbouring steps: sqrt 2, sqrt 10, sqrt 50.
        (double digit, int carry) = fraction <= 1.41 ? (1.0, 0) : fraction <= 3.16 ? (2.0, 0) : fraction <= 7.07 ? (5.0, 0) : (1.0, 1);
        power += carry;
        int decimals = Math.Max(0, -power);
        double step = digit * Math.Pow(10, power);

        var major = new List<Tick>();
        double first = Math.Ceiling((low / step) - 1e-9);
        double last = Math.Floor((high / step) + 1e-9);
        for (double k = first; k <= last; k++)
        {
            // After rounding to the decimals of its label, a tick at 0.3 is 0.3 and not 0.30000000000000004.
            double value = decimals <= 15 ? Math.Round(k * step, decimals) : k * step;
            major.Add(new(value * unit, Label(value, decimals), ""));
        }

        return new(major, [], exponent);
    }

    private static Ticks Logarithmic(double minimum, double maximum, int target)
    {
        double lowPower = Math.Log10(minimum);
        double highPower = Math.Log10(maximum);
        int first = (int)Math.Ceiling(lowPower - 1e-9);
        int last = (int)Math.Floor(highPower + 1e-9);
        bool plain = lowPower >= -3.01 && highPower <= 4.7;
        double decades = highPower - lowPower;
        if (3 * decades <= Math.Min(1.3 * target, 8))
        {
            return Multiples(minimum, maximum, first, last, plain, target);
        }

        int stride = Stride((double)(last - first) / Math.Max(target, 1));
        var major = new List<Tick>();
        for (int power = first; power <= last; power++)
        {
            if (power % stride == 0)
            {
                major.Add(Power(1, power, plain));
            }
        }

        return new(major, stride == 1 ? Between(minimum, maximum, first, last, [2, 3, 4, 5, 6, 7, 8, 9]) : [], 0);
    }

    // The smallest of 1, 2, 3, 5, 10, 20, 50, 100, ... that is not below the given number.
    private static int Stride(double atLeast)
    {
        int ten = 1;
        while (true)
        {
            foreach (int digit in (ReadOnlySpan<int>)(ten == 1 ? [1, 2, 3, 5] : [1, 2, 5]))
            {
                if (digit * ten >= atLeast)
                {
                    return digit * ten;
                }
            }

            ten *= 10;
        }
    }

    // For short ranges: powers of ten alone would give too few ticks.
    private static Ticks Multiples(double minimum, double maximum, int first, int last, bool plain, int target)
    {
        var major = new List<Tick>();
        for (int power = first - 1; power <= last; power++)
        {
            foreach (int digit in (ReadOnlySpan<int>)[1, 2, 5])
            {
                Tick tick = Power(digit, power, plain);
                if (tick.Value >= minimum * (1 - 1e-9) && tick.Value <= maximum * (1 + 1e-9))
                {
                    major.Add(tick);
                }
            }
        }

        return major.Count >= 3
            ? new(major, Between(minimum, maximum, first, last, [3, 4, 6, 7, 8, 9]), 0)
            : Linear(minimum, maximum, target);
    }

    private static Tick Power(int digit, int power, bool plain)
    {
        double value = digit * Math.Pow(10, power);
        if (plain)
        {
            return new(value, Label(value, Math.Max(0, -power)), "");
        }

        string mantissa = digit == 1 ? "10" : $"{digit}×10";
        return new(value, mantissa, Label(power, 0));
    }

    private static List<double> Between(double minimum, double maximum, int first, int last, ReadOnlySpan<int> digits)
    {
        var minor = new List<double>();
        for (int power = first - 1; power <= last; power++)
        {
            foreach (int digit in digits)
            {
                double value = digit * Math.Pow(10, power);
                if (value >= minimum && value <= maximum)
                {
                    minor.Add(value);
                }
            }
        }

        return minor;
    }
}
