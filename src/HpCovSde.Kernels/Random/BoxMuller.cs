using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// Standard normals from random words by the Box–Muller transform: z₀ = √(−2 ln u) cos πx, z₁ = √(−2 ln u) sin πx. It uses
/// exactly two uniforms for two normals and no branch, so lanes never wait for each other and every normal has an address.
/// Source: Box, Muller, "A note on the generation of random normal deviates", Ann. Math. Statist. 29 (1958).
/// </summary>
internal static partial class BoxMuller
{
    // 1 − 2⁻⁵³: takes [1, 2) in steps of 2⁻⁵² to (0, 1), exactly, with both ends open and the grid symmetric about 1/2.
    internal const double OneMinusHalfUlp = 1 - 1.1102230246251565e-16;
    internal const float TwoToMinus31 = 4.656612873077393e-10f;
    internal const float TwoToMinus32 = 2.3283064365386963e-10f;

    /// <summary>Eight pairs of doubles from four words a lane; the high halves of the words are ignored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Transform(
        Vector512<ulong> w0, Vector512<ulong> w1, Vector512<ulong> w2, Vector512<ulong> w3,
        out Lanes<double> z0, out Lanes<double> z1)
    {
        var u = new Lanes<double>(UnitInterval(w0, w1)) - Lanes<double>.Of(OneMinusHalfUlp);
        var x = new Lanes<double>(UnitInterval(w2, w3));
        Lanes<double> radius = Lanes.Sqrt(Lanes<double>.Of(-2) * VectorMath.LogOfPositiveNormal(u));
        VectorMath.SinCosPi(x + x, out Lanes<double> sin, out Lanes<double> cos);
        z0 = radius * cos;
        z1 = radius * sin;
    }

    /// <summary>Sixteen pairs of singles from two words a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Transform(Vector512<uint> w0, Vector512<uint> w1, out Lanes<float> z0, out Lanes<float> z1)
    {
        // Signed conversions round alike on every CPU; the unsigned ones are emulated where AVX-512 is missing.
        var k = new Lanes<float>(Vector512.ConvertToSingle((w0 >>> 1).AsInt32()));
        var x = new Lanes<float>(Vector512.ConvertToSingle(w1.AsInt32()));
        Lanes<float> u = Lanes.MultiplyAdd(k, TwoToMinus31, TwoToMinus32);
        Lanes<float> radius = Lanes.Sqrt(Lanes<float>.Of(-2) * VectorMath.LogOfPositiveNormal(u));
        VectorMath.SinCosPi(x * TwoToMinus31, out Lanes<float> sin, out Lanes<float> cos);
        z0 = radius * cos;
        z1 = radius * sin;
    }

    // The top 52 of 64 bits as the mantissa of a number in [1, 2).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> UnitInterval(Vector512<ulong> low, Vector512<ulong> high)
    {
        Vector512<ulong> word = (high << 32) | (low & Vector512.Create(0xFFFF_FFFFUL));
        return ((word >>> 12) | Vector512.Create(0x3FF0_0000_0000_0000UL)).AsDouble();
    }
}
