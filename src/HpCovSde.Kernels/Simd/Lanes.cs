using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

    /// <summary>x·y − z with a single rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> MultiplySubtract<T>(Lanes<T> x, Lanes<T> y, Lanes<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => MultiplyAdd(x, y, -z);

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
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Smaller(x.Vector, y.Vector));

    /// <summary>The larger of x and y; y where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Max<T>(Lanes<T> x, Lanes<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Larger(x.Vector, y.Vector));

    /// <summary>The magnitude of x with the sign of <paramref name="sign"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> CopySign<T>(Lanes<T> x, Lanes<T> sign)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Vector512.ConditionalSelect(Vector512.Create(T.NegativeZero), sign.Vector, x.Vector));

    /// <summary>True if the mask is true in any lane. Use it to skip work, never to change the result of a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any<T>(LaneMask<T> mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => mask.Bits.AsInt32() != Vector512<int>.Zero;

    // One instruction has exactly the semantics of a comparison and a selection; the just-in-time compiler does not find it by itself.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Smaller<T>(Vector512<T> x, Vector512<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Avx512F.IsSupported)
        {
            return Vector512.ConditionalSelect(Vector512.LessThan(x, y), x, y);
        }

        return typeof(T) == typeof(double)
            ? Avx512F.Min(x.AsDouble(), y.AsDouble()).As<double, T>()
            : Avx512F.Min(x.AsSingle(), y.AsSingle()).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Larger<T>(Vector512<T> x, Vector512<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!Avx512F.IsSupported)
        {
            return Vector512.ConditionalSelect(Vector512.GreaterThan(x, y), x, y);
        }

        return typeof(T) == typeof(double)
            ? Avx512F.Max(x.AsDouble(), y.AsDouble()).As<double, T>()
            : Avx512F.Max(x.AsSingle(), y.AsSingle()).As<float, T>();
    }
}
