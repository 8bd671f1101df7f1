using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HpCovSde.Kernels.Simd;

/// <summary>A whole row in one register, where there is AVX-512.</summary>
internal readonly struct Row512<T>(Vector512<T> vector) : IRow<Row512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly Vector512<T> Vector = vector;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> operator +(Row512<T> x, Row512<T> y) => new(x.Vector + y.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> operator -(Row512<T> x, Row512<T> y) => new(x.Vector - y.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> operator *(Row512<T> x, Row512<T> y) => new(x.Vector * y.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> operator /(Row512<T> x, Row512<T> y) => new(x.Vector / y.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> operator &(Row512<T> x, Row512<T> y) => new(x.Vector & y.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> operator |(Row512<T> x, Row512<T> y) => new(x.Vector | y.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> operator ^(Row512<T> x, Row512<T> y) => new(x.Vector ^ y.Vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> Constant(double forDouble, float forSingle) =>
        typeof(T) == typeof(double)
            ? new(Vector512.Create(forDouble).As<double, T>())
            : new(Vector512.Create(forSingle).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> FromBits(ulong forDouble, uint forSingle) =>
        typeof(T) == typeof(double)
            ? new(Vector512.Create(forDouble).As<ulong, T>())
            : new(Vector512.Create(forSingle).As<uint, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> MultiplyAdd(Row512<T> x, Row512<T> y, Row512<T> z) =>
        typeof(T) == typeof(double)
            ? new(Vector512.FusedMultiplyAdd(x.Vector.AsDouble(), y.Vector.AsDouble(), z.Vector.AsDouble()).As<double, T>())
            : new(Vector512.FusedMultiplyAdd(x.Vector.AsSingle(), y.Vector.AsSingle(), z.Vector.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> Select(Row512<T> mask, Row512<T> x, Row512<T> y) =>
        new(Vector512.ConditionalSelect(mask.Vector, x.Vector, y.Vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> LessThan(Row512<T> x, Row512<T> y) => new(Vector512.LessThan(x.Vector, y.Vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> AreEqual(Row512<T> x, Row512<T> y) => new(Vector512.Equals(x.Vector, y.Vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> RoundToEven(Row512<T> x) =>
        typeof(T) == typeof(double)
            ? new(Vector512.Round(x.Vector.AsDouble()).As<double, T>())
            : new(Vector512.Round(x.Vector.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> AddBits(Row512<T> x, Row512<T> y) =>
        typeof(T) == typeof(double)
            ? new((x.Vector.AsUInt64() + y.Vector.AsUInt64()).As<ulong, T>())
            : new((x.Vector.AsUInt32() + y.Vector.AsUInt32()).As<uint, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> SubtractBits(Row512<T> x, Row512<T> y) =>
        typeof(T) == typeof(double)
            ? new((x.Vector.AsUInt64() - y.Vector.AsUInt64()).As<ulong, T>())
            : new((x.Vector.AsUInt32() - y.Vector.AsUInt32()).As<uint, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> ShiftLeft(Row512<T> x, int forDouble, int forSingle) =>
        typeof(T) == typeof(double)
            ? new((x.Vector.AsUInt64() << forDouble).As<ulong, T>())
            : new((x.Vector.AsUInt32() << forSingle).As<uint, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> ShiftRight(Row512<T> x, int forDouble, int forSingle) =>
        typeof(T) == typeof(double)
            ? new((x.Vector.AsUInt64() >>> forDouble).As<ulong, T>())
            : new((x.Vector.AsUInt32() >>> forSingle).As<uint, T>());
}
