using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

internal readonly partial struct BinomialProposal
{
    /// <summary>One attempt in scalar code, equal to a lane bit for bit; null if the attempt is rejected.</summary>
    internal double? Reference(ReadOnlySpan<double> normals)
    {
        double g = normals[0];
        double d = Math.FusedMultiplyAdd(_spread, g, -_fraction) + ToInteger - ToInteger + _fraction;
        double k = _half + d;
        double others = _half - d;
        double t = d / _half;
        double exponent = Math.FusedMultiplyAdd(k + 0.5, VectorMath.Log1pReference(t), (others + 0.5) * VectorMath.Log1pReference(-t));
        exponent = exponent + (StirlingErrorReference(k) + StirlingErrorReference(others)) + _bound;
        double squares = Math.FusedMultiplyAdd(g, g, Math.FusedMultiplyAdd(normals[2], normals[2], normals[3] * normals[3]));
        return 0.5 * squares > exponent ? k : null;
    }

    private static double StirlingErrorReference(double k)
    {
        double inverse = 1 / k;
        double square = inverse * inverse;
        double tail = Math.FusedMultiplyAdd(-square, 1.0 / 1260, 1.0 / 360);
        return inverse * Math.FusedMultiplyAdd(-square, tail, 1.0 / 12);
    }
}
