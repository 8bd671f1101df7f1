using HpCovSde.Kernels.Simd;

namespace HpCovSde.Laws;

/// <summary>
/// Elementary functions of one number, accurate near 0. <see cref="double.ExpM1"/> and <see cref="double.LogP1"/> of .NET 10 are
/// e^x − 1 and log(x + 1) as written, and lose all digits there.
/// </summary>
internal static class Elementary
{
    /// <summary>e^x − 1.</summary>
    internal static double Expm1(double x) => VectorMath.Expm1((Lanes<double>)x)[0];

    /// <summary>log(1 + x).</summary>
    internal static double Log1p(double x) => VectorMath.Log1p((Lanes<double>)x)[0];
}
