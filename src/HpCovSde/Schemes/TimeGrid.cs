namespace HpCovSde.Schemes;

/// <summary>The times at which a scheme stands: 0, h, 2h, …, Steps·h.</summary>
/// <param name="Steps">How many steps lead to the end.</param>
/// <param name="Step">h.</param>
internal readonly record struct TimeGrid(int Steps, double Step)
{
    /// <summary>The fewest equal steps to a time, none longer than <paramref name="step"/>.</summary>
    /// <param name="time">T &gt; 0.</param>
    /// <param name="step">The longest step allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not finite and positive, or there are too many steps.</exception>
    internal static TimeGrid Of(double time, double step)
    {
        if (!(step > 0 && double.IsFinite(step)))
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, "The step must be finite and greater than 0.");
        }

        // A step that divides T up to rounding does not become one more.
        double steps = Math.Max(1, Math.Ceiling((time / step) - 1e-9));
        return steps <= int.MaxValue
            ? new((int)steps, time / steps)
            : throw new ArgumentOutOfRangeException(
                nameof(step), step, $"T = {time} takes {steps:G6} steps of this size; {int.MaxValue} are allowed.");
    }
}
