using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace HpCovSde.Kernels.Simd;

/// <summary>
/// A register of numbers; a function is written once, over this interface, for 512 and for 256 bits.
/// </summary>
/// <remarks>
/// Without AVX-512 the runtime builds every Vector512 operation from two Vector256 operations through several small inlined methods,
/// and a function of about fifty operations exceeds what the JIT inlines into one method: the rest become calls.
/// Vector256 operations are single instructions there. For the same reason the functions are not inlined on such a machine but called,
/// so that a caller's loop keeps its own inlining. Measured with DOTNET_EnableAVX512=0, in ns per double: log 2.1 instead of 2.7 with
/// Vector512 alone, exp 1.7 instead of 2.5, sine and cosine 2.4 instead of 3.0. The halves are passed as two arguments,
/// because a whole row is copied in 16-byte pieces and the callee's 32-byte loads must wait for these copies (log 4.2).
/// Masks are rows whose bits are all ones or all zeros.
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

    /// <summary>A constant, with its own rounding for each type.</summary>
    static abstract TSelf Constant(double forDouble, float forSingle);

    /// <summary>The numbers with these bits.</summary>
    static abstract TSelf FromBits(ulong forDouble, uint forSingle);

    /// <summary>x·y + z with a single rounding.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf z);

    /// <summary>x where the mask is set, else y.</summary>
    static abstract TSelf Select(TSelf mask, TSelf x, TSelf y);

    /// <summary>x &lt; y; unset where either is NaN.</summary>
    static abstract TSelf LessThan(TSelf x, TSelf y);

    /// <summary>True if x &lt; y in every place. Use it to skip work, never to change the result of a place.</summary>
    static abstract bool AllLessThan(TSelf x, TSelf y);

    /// <summary>x = y; unset where either is NaN.</summary>
    static abstract TSelf AreEqual(TSelf x, TSelf y);

    /// <summary>The integer nearest to x; of two equally near ones, the even one.</summary>
    static abstract TSelf RoundToEven(TSelf x);

    /// <summary>The sum of the bits read as unsigned integers.</summary>
    static abstract TSelf AddBits(TSelf x, TSelf y);

    /// <summary>The difference of the bits read as unsigned integers.</summary>
    static abstract TSelf SubtractBits(TSelf x, TSelf y);

    /// <summary>The bits shifted left by a count for each type.</summary>
    static abstract TSelf ShiftLeft(TSelf x, int forDouble, int forSingle);

    /// <summary>The bits shifted right by a count for each type; zeros enter from the left.</summary>
    static abstract TSelf ShiftRight(TSelf x, int forDouble, int forSingle);

    /// <summary>The bits rotated left by a count for each type.</summary>
    static abstract TSelf RotateLeft(TSelf x, [ConstantExpected] byte forDouble, [ConstantExpected] byte forSingle);

    /// <summary>x where the bit of <paramref name="bits"/> with the number for the type is set, else y.</summary>
    static abstract TSelf SelectByBit(TSelf bits, int forDouble, int forSingle, TSelf x, TSelf y);

    /// <summary>√x.</summary>
    static abstract TSelf Sqrt(TSelf x);

    /// <summary>The larger of two numbers, neither NaN.</summary>
    static abstract TSelf Max(TSelf x, TSelf y);

    /// <summary>The k with 2ᵏ ≤ x &lt; 2ᵏ⁺¹, for a positive normal x.</summary>
    static abstract TSelf Exponent(TSelf x);

    /// <summary>x/2ᵏ in [1, 2), for a positive normal x.</summary>
    static abstract TSelf Mantissa(TSelf x);

    /// <summary>For singles only: the bits read as a signed integer, rounded to the nearest number.</summary>
    static abstract TSelf FromInteger(TSelf bits);

    /// <summary>The entry of a table of sixteen whose index is the low four bits of <paramref name="bits"/>.</summary>
    static abstract TSelf Lookup(TSelf bits, ReadOnlySpan<double> forDouble, ReadOnlySpan<float> forSingle);

    /// <summary>One number in every place.</summary>
    static abstract TSelf Broadcast(T value);

    /// <summary>The numbers from <paramref name="source"/> on.</summary>
    static abstract TSelf Load(ref readonly T source);

    /// <summary>Writes the numbers from <paramref name="destination"/> on.</summary>
    static abstract void Store(TSelf x, ref T destination);
}
