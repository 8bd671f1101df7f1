using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace HpCovSde.Kernels.Simd;

/// <summary>
/// A register of numbers in which a function can be written once for 512 and for 256 bits.
/// </summary>
/// <remarks>
/// Without AVX-512 the runtime makes every Vector512 operation of two Vector256 ones through several small inlined methods,
/// and a function of some fifty operations exceeds what the JIT inlines into one method: the rest become calls.
/// Vector256 operations are single instructions there. For the same reason such a machine calls the functions instead of
/// inlining them: a caller's loop keeps its inlining for itself. Measured with DOTNET_EnableAVX512=0 in ns per double,
/// against Vector512 alone: log 2.1 for 2.7, exp 1.7 for 2.5, sine and cosine 2.4 for 3.0. The halves travel as two arguments,
/// since a whole row is copied in 16-byte pieces that the callee's 32-byte loads must wait for (log 4.2).
/// Masks are rows of all-one or all-zero bits.
/// </remarks>
internal interface IRow<TSelf, T>
    where TSelf : struct, IRow<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract TSelf operator +(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x, TSelf y);

    static abstract TSelf operator *(TSelf x, TSelf y);

    static abstract TSelf operator /(TSelf x, TSelf y);

    static abstract TSelf operator &(TSelf x, TSelf y);

    static abstract TSelf operator |(TSelf x, TSelf y);

    static abstract TSelf operator ^(TSelf x, TSelf y);

    /// <summary>A constant that each type has its own rounding of.</summary>
    static abstract TSelf Constant(double forDouble, float forSingle);

    /// <summary>The numbers with these bits.</summary>
    static abstract TSelf FromBits(ulong forDouble, uint forSingle);

    /// <summary>x·y + z with a single rounding.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf z);

    /// <summary>x where the mask is set, else y.</summary>
    static abstract TSelf Select(TSelf mask, TSelf x, TSelf y);

    /// <summary>x &lt; y; unset where either is NaN.</summary>
    static abstract TSelf LessThan(TSelf x, TSelf y);

    /// <summary>True if x &lt; y in every place: use it to skip work, never to change what a place computes.</summary>
    static abstract bool AllLessThan(TSelf x, TSelf y);

    /// <summary>x = y; unset where either is NaN.</summary>
    static abstract TSelf AreEqual(TSelf x, TSelf y);

    /// <summary>The integer nearest x, the even one of two.</summary>
    static abstract TSelf RoundToEven(TSelf x);

    /// <summary>The sum of the bits read as unsigned integers.</summary>
    static abstract TSelf AddBits(TSelf x, TSelf y);

    /// <summary>The difference of the bits read as unsigned integers.</summary>
    static abstract TSelf SubtractBits(TSelf x, TSelf y);

    /// <summary>The bits moved up by a count for each type.</summary>
    static abstract TSelf ShiftLeft(TSelf x, int forDouble, int forSingle);

    /// <summary>The bits moved down by a count for each type, zeros coming in.</summary>
    static abstract TSelf ShiftRight(TSelf x, int forDouble, int forSingle);

    /// <summary>The bits moved up by a count for each type, what leaves at the top coming in at the bottom.</summary>
    static abstract TSelf RotateLeft(TSelf x, [ConstantExpected] byte forDouble, [ConstantExpected] byte forSingle);

    /// <summary>x where bit <paramref name="forDouble"/> (<paramref name="forSingle"/>) of <paramref name="bits"/> is set, else y.</summary>
    static abstract TSelf SelectByBit(TSelf bits, int forDouble, int forSingle, TSelf x, TSelf y);

    /// <summary>√x.</summary>
    static abstract TSelf Sqrt(TSelf x);

    /// <summary>The larger of two numbers, neither NaN.</summary>
    static abstract TSelf Max(TSelf x, TSelf y);

    /// <summary>The k with 2ᵏ ≤ x &lt; 2ᵏ⁺¹, of a positive normal x.</summary>
    static abstract TSelf Exponent(TSelf x);

    /// <summary>x/2ᵏ in [1, 2), of a positive normal x.</summary>
    static abstract TSelf Mantissa(TSelf x);

    /// <summary>Of singles alone: the bits read as a signed integer, rounded to the nearest number.</summary>
    static abstract TSelf FromInteger(TSelf bits);

    /// <summary>The entry of a table of sixteen that the low four bits of <paramref name="bits"/> name.</summary>
    static abstract TSelf Lookup(TSelf bits, ReadOnlySpan<double> forDouble, ReadOnlySpan<float> forSingle);

    /// <summary>One number in every place.</summary>
    static abstract TSelf Broadcast(T value);

    /// <summary>The numbers from <paramref name="source"/> on.</summary>
    static abstract TSelf Load(ref readonly T source);

    /// <summary>Writes the numbers from <paramref name="destination"/> on.</summary>
    static abstract void Store(TSelf x, ref T destination);
}
