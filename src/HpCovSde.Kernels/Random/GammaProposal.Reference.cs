using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

internal readonly partial struct GammaProposal
{
    /// <summary>One attempt in scalar code, equal to a lane bit for bit; null if the attempt is rejected.</summary>
    internal static double? Reference(double shape, ReadOnlySpan<double> normals)
    {
        double d = shape - Third;
        double x = normals[0];
        double y = Third / Math.Sqrt(d) * x;
        double root = 1 + y;
        double excess = y * Math.FusedMultiplyAdd(y, 3 + y, 3);
        double exponent = Math.FusedMultiplyAdd(3, VectorMath.Log1pReference(y), -excess);
        double squares = Math.FusedMultiplyAdd(x, x, Math.FusedMultiplyAdd(normals[2], normals[2], normals[3] * normals[3]));
        return Math.FusedMultiplyAdd(d, exponent, 0.5 * squares) > 0 ? d * (root * (root * root)) : null;
    }
}
