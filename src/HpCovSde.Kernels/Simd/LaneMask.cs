using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HpCovSde.Kernels.Simd;

/// <summary>The outcome of a lane-wise comparison: true or false per lane. Use it with <see cref="Lanes.Select{T}"/>.</summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
public readonly struct LaneMask<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal readonly Vector512<T> Bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LaneMask(Vector512<T> bits) => Bits = bits;

    /// <summary>True where x and y are true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneMask<T> operator &(LaneMask<T> x, LaneMask<T> y) => new(x.Bits & y.Bits);

    /// <summary>True where x or y is true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneMask<T> operator |(LaneMask<T> x, LaneMask<T> y) => new(x.Bits | y.Bits);

    /// <summary>True where x is false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneMask<T> operator !(LaneMask<T> x) => new(~x.Bits);
}
