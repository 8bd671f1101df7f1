using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HpCovSde.Kernels.Simd;

/// <summary>A whole row in one register, for CPUs with AVX-512.</summary>
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
    public static bool AllLessThan(Row512<T> x, Row512<T> y) => Vector512.LessThanAll(x.Vector, y.Vector);

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> RotateLeft(Row512<T> x, [ConstantExpected] byte forDouble, [ConstantExpected] byte forSingle) =>
        typeof(T) == typeof(double)
            ? new(Avx512F.RotateLeft(x.Vector.AsUInt64(), forDouble).As<ulong, T>())
            : new(Avx512F.RotateLeft(x.Vector.AsUInt32(), forSingle).As<uint, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> SelectByBit(Row512<T> bits, int forDouble, int forSingle, Row512<T> x, Row512<T> y)
    {
        if (typeof(T) == typeof(double))
        {
            Vector512<ulong> bit = bits.Vector.AsUInt64() & Vector512.Create(1UL << forDouble);
            return new(Vector512.ConditionalSelect(Vector512.Equals(bit, Vector512<ulong>.Zero).As<ulong, T>(), y.Vector, x.Vector));
        }

        Vector512<uint> bitOfSingle = bits.Vector.AsUInt32() & Vector512.Create(1U << forSingle);
        return new(Vector512.ConditionalSelect(Vector512.Equals(bitOfSingle, Vector512<uint>.Zero).As<uint, T>(), y.Vector, x.Vector));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> Sqrt(Row512<T> x) => new(Vector512.Sqrt(x.Vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> Max(Row512<T> x, Row512<T> y) => new(Vector512.MaxNative(x.Vector, y.Vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> Exponent(Row512<T> x) =>
        typeof(T) == typeof(double)
            ? new(Avx512F.GetExponent(x.Vector.AsDouble()).As<double, T>())
            : new(Avx512F.GetExponent(x.Vector.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> Mantissa(Row512<T> x) =>
        typeof(T) == typeof(double)
            ? new(Avx512F.GetMantissa(x.Vector.AsDouble(), 0).As<double, T>())
            : new(Avx512F.GetMantissa(x.Vector.AsSingle(), 0).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> FromInteger(Row512<T> bits) => new(Vector512.ConvertToSingle(bits.Vector.AsInt32()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> Lookup(Row512<T> bits, ReadOnlySpan<double> forDouble, ReadOnlySpan<float> forSingle) =>
        typeof(T) == typeof(double)
            ? new(Avx512F.PermuteVar8x64x2(
                Vector512.Create(forDouble), bits.Vector.AsInt64(), Vector512.Create(forDouble[8..])).As<double, T>())
            : new(Avx512F.PermuteVar16x32(Vector512.Create(forSingle), bits.Vector.AsInt32()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row512<T> Load(ref readonly T source) => new(Vector512.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Row512<T> x, ref T destination) => x.Vector.StoreUnsafe(ref destination);
}
