using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HpCovSde.Kernels.Simd;

/// <summary>Half a row in one register, for CPUs without AVX-512.</summary>
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
    public static bool AllLessThan(Row256<T> x, Row256<T> y) => Vector256.LessThanAll(x.Vector, y.Vector);

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> RotateLeft(Row256<T> x, [ConstantExpected] byte forDouble, [ConstantExpected] byte forSingle) =>
        ShiftLeft(x, forDouble, forSingle) | ShiftRight(x, 64 - forDouble, 32 - forSingle);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> SelectByBit(Row256<T> bits, int forDouble, int forSingle, Row256<T> x, Row256<T> y)
    {
        if (typeof(T) == typeof(double))
        {
            Vector256<ulong> bit = bits.Vector.AsUInt64() & Vector256.Create(1UL << forDouble);
            return new(Vector256.ConditionalSelect(Vector256.Equals(bit, Vector256<ulong>.Zero).As<ulong, T>(), y.Vector, x.Vector));
        }

        Vector256<uint> bitOfSingle = bits.Vector.AsUInt32() & Vector256.Create(1U << forSingle);
        return new(Vector256.ConditionalSelect(Vector256.Equals(bitOfSingle, Vector256<uint>.Zero).As<uint, T>(), y.Vector, x.Vector));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> Sqrt(Row256<T> x) => new(Vector256.Sqrt(x.Vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> Max(Row256<T> x, Row256<T> y) => new(Vector256.MaxNative(x.Vector, y.Vector));

    // The bits of 2⁵² (2²³) with the exponent field of x in the low bits are the number 2⁵² (2²³) plus that field.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> Exponent(Row256<T> x) =>
        (ShiftRight(x, 52, 23) | Constant(4503599627370496.0, 8388608f)) - Constant(4503599627370496.0 + 1023, 8388608f + 127);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> Mantissa(Row256<T> x) => (x & FromBits((1UL << 52) - 1, (1U << 23) - 1)) | Constant(1, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> FromInteger(Row256<T> bits) => new(Vector256.ConvertToSingle(bits.Vector.AsInt32()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Row256<T> Lookup(Row256<T> bits, ReadOnlySpan<double> forDouble, ReadOnlySpan<float> forSingle)
    {
        if (typeof(T) == typeof(double))
        {
            Vector256<long> index = bits.Vector.AsInt64() & Vector256.Create(15L);
            if (Avx2.IsSupported)
            {
                fixed (double* table = forDouble)
                {
                    return new(Avx2.GatherVector256(table, index, sizeof(double)).As<double, T>());
                }
            }

            return new(Vector256.Create(
                forDouble[(int)index[0]], forDouble[(int)index[1]], forDouble[(int)index[2]], forDouble[(int)index[3]]).As<double, T>());
        }

        Vector256<int> entry = bits.Vector.AsInt32() & Vector256.Create(15);
        Vector256<float> fromLower = Vector256.Shuffle(Vector256.Create(forSingle), entry);
        Vector256<float> fromUpper = Vector256.Shuffle(Vector256.Create(forSingle[8..]), entry - Vector256.Create(8));
        return new((fromLower.AsInt32() | fromUpper.AsInt32()).As<int, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> Broadcast(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Row256<T> Load(ref readonly T source) => new(Vector256.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Row256<T> x, ref T destination) => x.Vector.StoreUnsafe(ref destination);
}
