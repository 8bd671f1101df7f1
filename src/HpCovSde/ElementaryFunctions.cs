using HpCovSde.Kernels.Simd;

namespace HpCovSde;

/// <summary>
/// Functions of one number, with the bits and the accuracy of <see cref="VectorMath"/>. <c>double.ExpM1</c> and <c>double.LogP1</c> are
/// e^x − 1 and log(x + 1) as written, which have no digits for small x.
/// </summary>
internal static class ElementaryFunctions
{
    /// <summary>eˣ − 1.</summary>
    internal static double Expm1(double x) => VectorMath.Expm1((Lanes<double>)x)[0];

    /// <summary>log(1 + x).</summary>
    internal static double Log1p(double x) => VectorMath.Log1p((Lanes<double>)x)[0];
}
