using System.Numerics;

namespace HpCovSde.Kernels.Simd;

/// <summary>
/// Elementary functions of rows of numbers. The bits are the same on every CPU, at every position of a row, and for every way to cut a
/// span into parts: each lane runs a sequence of exactly rounded operations and bit operations that depends on its own argument alone.
/// (If no lane of a row needs one of two formulas, that formula is skipped.) Nothing allocates. Every NaN result is
/// <see cref="IFloatingPointIeee754{TSelf}.NaN"/>.
/// </summary>
/// <remarks>
/// The polynomial coefficients are this project's own: interpolation at the Chebyshev nodes of the stated interval in
/// 240-bit arithmetic, rounded to the type. The error stated for each set is that of the rounded polynomial,
/// evaluated exactly, relative to the function. The error of the whole function, roundings included, is in its
/// documentation and is checked by the tests.
/// </remarks>
public static partial class VectorMath
{
    // Adding 1.5·2^52 (1.5·2^23) to a small number rounds it to an integer, ties to even, and leaves that integer in
    // two's complement in the low bits. This avoids conversions between floating and integer lanes, which AVX2 lacks for 64 bits.
    private const double RoundToIntegerDouble = 6755399441055744.0;
    private const float RoundToIntegerSingle = 12582912f;
}
