namespace HpCovSde.Estimation;

/// <summary>What paths with a <see cref="PathTilt"/> have to say about an event.</summary>
/// <param name="count">How many paths.</param>
internal sealed class TiltedSample(int count)
{
    /// <summary>The weight of a path times its share of the event; 0 if it does not have the event.</summary>
    internal double[] Contributions { get; } = new double[count];

    /// <summary>Z_j, <see cref="PathTilt.Terms"/> a path.</summary>
    internal double[] Functionals { get; } = new double[count * PathTilt.Terms];

    /// <summary>κ, the step before which the path was decided, or the number of steps.</summary>
    internal int[] Exits { get; } = new int[count];
}
