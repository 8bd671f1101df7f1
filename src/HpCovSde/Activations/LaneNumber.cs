using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>Lanes as an activation's formula sees them: its values.</summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
internal readonly struct LaneNumber<T> : IActivationNumber<LaneNumber<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal readonly Lanes<T> Lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LaneNumber(Lanes<T> lanes) => Lanes = lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> operator +(LaneNumber<T> x, LaneNumber<T> y) => new(x.Lanes + y.Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> operator -(LaneNumber<T> x, LaneNumber<T> y) => new(x.Lanes - y.Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> operator -(LaneNumber<T> x) => new(-x.Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> operator *(LaneNumber<T> x, LaneNumber<T> y) => new(x.Lanes * y.Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> operator /(LaneNumber<T> x, LaneNumber<T> y) => new(x.Lanes / y.Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Constant(double value) => new(Lanes<T>.Of(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Exp(LaneNumber<T> x) => new(VectorMath.Exp(x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Expm1(LaneNumber<T> x) => new(VectorMath.Expm1(x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Log(LaneNumber<T> x) => new(VectorMath.Log(x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Sqrt(LaneNumber<T> x) => new(Kernels.Simd.Lanes.Sqrt(x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Tanh(LaneNumber<T> x) => new(VectorMath.Tanh(x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Erf(LaneNumber<T> x) => new(VectorMath.Erf(x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Sin(LaneNumber<T> x) => new(VectorMath.Sin(x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Cos(LaneNumber<T> x) => new(VectorMath.Cos(x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Softplus(LaneNumber<T> x) => new(VectorMath.Softplus(x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> PositivePart(LaneNumber<T> x) => new(Kernels.Simd.Lanes.Max(Lanes<T>.Zero, x.Lanes));
}
