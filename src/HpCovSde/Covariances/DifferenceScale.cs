using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Covariances;

/// <summary>
/// When the differences of inputs are rescaled: where the largest squared length has left [<see cref="Least"/>, <see cref="Largest"/>], by
/// the factor 2^(2·<see cref="Exponent"/>) or its inverse. In between there is room, so that a length near one end is not moved back and
/// forth.
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

    /// <summary>Below it squared lengths grow.</summary>
    internal static T Least<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Power<T>(typeof(T) == typeof(double) ? -600 : -70);

    /// <summary>Above it they shrink, if they have grown before.</summary>
    internal static T Largest<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Power<T>(typeof(T) == typeof(double) ? -440 : -46);

    /// <summary>Whether lengths have to change in some lane.</summary>
    /// <param name="unit">The squared length to compare with.</param>
    /// <param name="largest">The largest squared length, as it is kept.</param>
    /// <param name="scale">The binary exponent of the lengths.</param>
    /// <param name="grows">The lanes in which lengths are kept larger from now on.</param>
    /// <param name="shrinks">The lanes in which they are kept smaller.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Leaves<T>(
        Lanes<T> unit, Lanes<T> largest, Lanes<T> scale, out LaneMask<T> grows, out LaneMask<T> shrinks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        grows = (largest < unit * Least<T>()) & (largest > Lanes<T>.Zero);
        shrinks = (largest > unit * Largest<T>()) & (scale < Lanes<T>.Zero);
        return Lanes.Any(grows | shrinks);
    }

    /// <summary>The power of two by which lengths are multiplied; their exponent changes with it.</summary>
    internal static Lanes<T> Lengths<T>(LaneMask<T> grows, LaneMask<T> shrinks, ref Lanes<T> scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lanes<T> exponent = Lanes<T>.Of(Exponent<T>());
        T step = Power<T>(Exponent<T>());
        scale += Lanes.Select(grows, -exponent, Lanes.Select(shrinks, exponent, Lanes<T>.Zero));
        return Lanes.Select(grows, step, Lanes.Select(shrinks, T.One / step, Lanes<T>.One));
    }

    private static T Power<T>(int exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.ScaleB(T.One, exponent);
}
