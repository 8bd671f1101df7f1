using System.Numerics;

namespace HpCovSde.Covariances;

/// <summary>
/// When the differences of inputs are rescaled: where the largest squared length has left [<see cref="Least"/>, <see cref="Largest"/>], by
/// the factor <see cref="Step"/> or its inverse. In between there is room, so that a length near one end is not moved back and forth.
/// </summary>
/// <remarks>
/// A difference that is kept larger than it is must still be so small that a layer acts on it linearly. |w| is at most 2⁻²²⁰ in double, and
/// 2⁻²³ in single. Powers of two change no bits.
/// </remarks>
internal static class DifferenceScale
{
    /// <summary>The binary exponent by which lengths change at a time.</summary>
    internal static int Exponent<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(double) ? 64 : 10;

    /// <summary>2^2·<see cref="Exponent"/>, by which squared lengths grow.</summary>
    internal static T Step<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Power<T>(2 * Exponent<T>());

    /// <summary>Below it squared lengths grow.</summary>
    internal static T Least<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Power<T>(typeof(T) == typeof(double) ? -600 : -70);

    /// <summary>Above it they shrink, if they have grown before.</summary>
    internal static T Largest<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Power<T>(typeof(T) == typeof(double) ? -440 : -46);

    private static T Power<T>(int exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.ScaleB(T.One, exponent);
}
