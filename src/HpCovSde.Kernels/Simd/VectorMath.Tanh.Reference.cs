using System.Numerics;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>The scalar semantics of <see cref="Tanh{T}(Lanes{T})"/>, bit for bit.</summary>
    internal static T TanhReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsNaN(x))
        {
            return T.NaN;
        }

        T half = HalfExpm1Reference(T.Min(T.Abs(x) + T.Abs(x), ScalarConstant<T>(TanhDouble.Largest, TanhSingle.Largest)));
        return T.CopySign(half / (half + T.One), x);
    }
}
