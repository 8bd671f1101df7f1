using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HpCovSde.Kernels.Simd;

/// <summary>Exactly rounded lane-wise operations on <see cref="Lanes{T}"/>. None allocates.</summary>
public static class Lanes
{
    /// <summary>x·y + z with a single rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> MultiplyAdd<T>(Lanes<T> x, Lanes<T> y, Lanes<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            return new(Vector512.FusedMultiplyAdd(x.Vector.AsDouble(), y.Vector.AsDouble(), z.Vector.AsDouble()).As<double, T>());
        }

        return new(Vector512.FusedMultiplyAdd(x.Vector.AsSingle(), y.Vector.AsSingle(), z.Vector.AsSingle()).As<float, T>());
    }

    /// <summary>z − x·y with a single rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> MultiplySubtractFrom<T>(Lanes<T> x, Lanes<T> y, Lanes<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => MultiplyAdd(-x, y, z);

    /// <summary>√x; NaN where x &lt; 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Sqrt<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Vector512.Sqrt(x.Vector));

    /// <summary>|x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Abs<T>(Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Vector512.Abs(x.Vector));

    /// <summary>x where <paramref name="mask"/> is true, else y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Select<T>(LaneMask<T> mask, Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Vector512.ConditionalSelect(mask.Bits, x.Vector, y.Vector));

    /// <summary>The smaller of x and y; y where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Min<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Select(x < y, x, y);

    /// <summary>The larger of x and y; y where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Max<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Select(x > y, x, y);

    /// <summary>The magnitude of x with the sign of <paramref name="sign"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> CopySign<T>(Lanes<T> x, Lanes<T> sign)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Vector512.ConditionalSelect(Vector512.Create(T.NegativeZero), sign.Vector, x.Vector));

    /// <summary>True if the mask is true in any lane. Lanes are replicas: use it to skip work, never to change what a lane computes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any<T>(LaneMask<T> mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => mask.Bits.AsInt32() != Vector512<int>.Zero;
}
