using System.Numerics;

namespace HpCovSde.Kernels.Simd;

/// <summary>
/// Elementary functions of rows of numbers, with the same bits on every CPU, at every position of a row, and however a
/// span is cut: each lane runs a sequence of exactly rounded operations and bit operations that its own argument alone
/// chooses (of two formulas, the one that no lane of a row needs is left out). Nothing here allocates. Every NaN that comes out is the one NaN of <see cref="IFloatingPointIeee754{TSelf}.NaN"/>.
/// </summary>
/// <remarks>
/// The polynomial coefficients are this project's own: interpolation at the Chebyshev nodes of the stated interval in
/// 240-bit arithmetic, rounded to the type. The error stated beside each set is that of the rounded polynomial,
/// evaluated exactly and relative to the function; the error of the whole function, roundings included, is in its
/// documentation and is held by the tests.
/// </remarks>
public static partial class VectorMath
{
    // Adding 1.5·2^52 (1.5·2^23) to a small number rounds it to an integer, ties to even, and leaves that integer in
    // two's complement in the low bits: no conversion between floating and integer lanes, which AVX2 lacks for 64 bits.
    private const double RoundToIntegerDouble = 6755399441055744.0;
    private const float RoundToIntegerSingle = 12582912f;
}
