using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Tests.Simd;

/// <summary>Inputs for bitwise tests, and the bits of numbers.</summary>
internal static class Numbers
{
    /// <summary>±0, ±∞, NaNs, the ends of the subnormals and of the finite numbers, small quarters, and their neighbours.</summary>
    public static T[] Special<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T minNormal = typeof(T) == typeof(double)
            ? T.CreateTruncating(2.2250738585072014e-308)
            : T.CreateTruncating(1.17549435e-38f);
        T largest = typeof(T) == typeof(double) ? T.CreateTruncating(double.MaxValue) : T.CreateTruncating(float.MaxValue);
        T[] centres =
        [
            T.Zero, T.Epsilon, minNormal, largest, T.One, T.CreateTruncating(2), T.CreateTruncating(0.25), T.CreateTruncating(0.5),
            T.CreateTruncating(0.75), T.CreateTruncating(1.25), T.CreateTruncating(1.5), T.CreateTruncating(Math.Sqrt(0.5)),
            T.CreateTruncating(Math.Sqrt(2)), T.CreateTruncating(709.782712893384), T.CreateTruncating(708.3964185322641),
            T.CreateTruncating(745.1332191019412), T.CreateTruncating(88.72284), T.CreateTruncating(87.33655),
            T.CreateTruncating(103.97208), T.CreateTruncating(8388608), T.CreateTruncating(4503599627370496),
            T.CreateTruncating(9007199254740992), T.CreateTruncating(1048576), T.CreateTruncating(1073741824),
            T.CreateTruncating(6.03125), T.CreateTruncating(4),
        ];
        return
        [
            .. centres.SelectMany(x => new[] { x, T.BitIncrement(x), T.BitDecrement(x), -x, -T.BitIncrement(x), -T.BitDecrement(x) }),
            T.PositiveInfinity, T.NegativeInfinity, T.NaN, -T.NaN,
        ];
    }

    /// <summary>Special numbers, then a mixture: any bit pattern, and numbers of ordinary size.</summary>
    public static T[] Wide<T>(int count, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new System.Random(seed);
        T[] special = Special<T>();
        var numbers = new T[special.Length + count];
        special.CopyTo(numbers, 0);
        for (int i = special.Length; i < numbers.Length; i++)
        {
            numbers[i] = (i % 4) switch
            {
                0 or 1 => AnyBits<T>(random),
                2 => T.CreateTruncating((random.NextDouble() - 0.5) * 8),
                _ => T.CreateTruncating((random.NextDouble() - 0.5) * 1600),
            };
        }

        return numbers;
    }

    public static ulong Bits<T>(T x)
        where T : unmanaged =>
        typeof(T) == typeof(double) ? Unsafe.BitCast<T, ulong>(x) : Unsafe.BitCast<T, uint>(x);

    /// <summary>A NaN that no function here returns; it shows which elements were not written.</summary>
    public static T Sentinel<T>()
        where T : unmanaged =>
        typeof(T) == typeof(double)
            ? Unsafe.BitCast<ulong, T>(0x7ff8dead_beef1234)
            : Unsafe.BitCast<uint, T>(0x7fcdead1);

    private static T AnyBits<T>(System.Random random)
        where T : unmanaged =>
        typeof(T) == typeof(double)
            ? Unsafe.BitCast<long, T>(random.NextInt64(long.MinValue, long.MaxValue))
            : Unsafe.BitCast<int, T>(random.Next(int.MinValue, int.MaxValue));
}
