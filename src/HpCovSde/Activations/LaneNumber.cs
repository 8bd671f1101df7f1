using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>A number in an activation's formula that holds values in lanes.</summary>
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
    public static LaneNumber<T> Exp(in LaneNumber<T> x) => new(LaneFunctions.Exp(in x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Expm1(in LaneNumber<T> x) => new(LaneFunctions.Expm1(in x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Log(in LaneNumber<T> x) => new(LaneFunctions.Log(in x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Sqrt(in LaneNumber<T> x) => new(Kernels.Simd.Lanes.Sqrt(x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Tanh(in LaneNumber<T> x) => new(VectorMath.Tanh(x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Erf(in LaneNumber<T> x) => new(VectorMath.Erf(x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> NormalCdf(in LaneNumber<T> x) => new(VectorMath.NormalCdf(x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Sigmoid(in LaneNumber<T> x) => new(VectorMath.Sigmoid(x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Sin(in LaneNumber<T> x) => new(LaneFunctions.Sin(in x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Cos(in LaneNumber<T> x) => new(LaneFunctions.Cos(in x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> Softplus(in LaneNumber<T> x) => new(LaneFunctions.Softplus(in x.Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneNumber<T> PositivePart(in LaneNumber<T> x) => new(Kernels.Simd.Lanes.Max(Lanes<T>.Zero, x.Lanes));
}
