using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HpCovSde.Kernels.Simd;

/// <summary>Half a row in one register, where there is no AVX-512.</summary>
internal readonly struct Row256<T>(Vector256<T> vector) : IRow<Row256<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly Vector256<T> Vector = vector;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> operator +(Row256<T> x, Row256<T> y) => new(x.Vector + y.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> operator -(Row256<T> x, Row256<T> y) => new(x.Vector - y.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> operator *(Row256<T> x, Row256<T> y) => new(x.Vector * y.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> operator /(Row256<T> x, Row256<T> y) => new(x.Vector / y.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> operator &(Row256<T> x, Row256<T> y) => new(x.Vector & y.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> operator |(Row256<T> x, Row256<T> y) => new(x.Vector | y.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> operator ^(Row256<T> x, Row256<T> y) => new(x.Vector ^ y.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> Constant(double forDouble, float forSingle) =>
        typeof(T) == typeof(double)
            ? new(Vector256.Create(forDouble).As<double, T>())
            : new(Vector256.Create(forSingle).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> FromBits(ulong forDouble, uint forSingle) =>
        typeof(T) == typeof(double)
            ? new(Vector256.Create(forDouble).As<ulong, T>())
            : new(Vector256.Create(forSingle).As<uint, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> MultiplyAdd(Row256<T> x, Row256<T> y, Row256<T> z) =>
        typeof(T) == typeof(double)
            ? new(Vector256.FusedMultiplyAdd(x.Vector.AsDouble(), y.Vector.AsDouble(), z.Vector.AsDouble()).As<double, T>())
            : new(Vector256.FusedMultiplyAdd(x.Vector.AsSingle(), y.Vector.AsSingle(), z.Vector.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> Select(Row256<T> mask, Row256<T> x, Row256<T> y) =>
        new(Vector256.ConditionalSelect(mask.Vector, x.Vector, y.Vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> LessThan(Row256<T> x, Row256<T> y) => new(Vector256.LessThan(x.Vector, y.Vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> AreEqual(Row256<T> x, Row256<T> y) => new(Vector256.Equals(x.Vector, y.Vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> RoundToEven(Row256<T> x) =>
        typeof(T) == typeof(double)
            ? new(Vector256.Round(x.Vector.AsDouble()).As<double, T>())
            : new(Vector256.Round(x.Vector.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> AddBits(Row256<T> x, Row256<T> y) =>
        typeof(T) == typeof(double)
            ? new((x.Vector.AsUInt64() + y.Vector.AsUInt64()).As<ulong, T>())
            : new((x.Vector.AsUInt32() + y.Vector.AsUInt32()).As<uint, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> SubtractBits(Row256<T> x, Row256<T> y) =>
        typeof(T) == typeof(double)
            ? new((x.Vector.AsUInt64() - y.Vector.AsUInt64()).As<ulong, T>())
            : new((x.Vector.AsUInt32() - y.Vector.AsUInt32()).As<uint, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> ShiftLeft(Row256<T> x, int forDouble, int forSingle) =>
        typeof(T) == typeof(double)
            ? new((x.Vector.AsUInt64() << forDouble).As<ulong, T>())
            : new((x.Vector.AsUInt32() << forSingle).As<uint, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> ShiftRight(Row256<T> x, int forDouble, int forSingle) =>
        typeof(T) == typeof(double)
            ? new((x.Vector.AsUInt64() >>> forDouble).As<ulong, T>())
            : new((x.Vector.AsUInt32() >>> forSingle).As<uint, T>());
}
