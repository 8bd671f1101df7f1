using System.Numerics;

namespace HpCovSde.Kernels.Simd;

public static partial class VectorMath
{
    /// <summary>The scalar semantics of <see cref="Softplus{T}(Lanes{T})"/>, bit for bit.</summary>
    internal static T SoftplusReference<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsNaN(x) ? T.NaN : T.Max(x, T.Zero) + Log1pOfNumberReference(ExpReference(-T.Abs(x)));
}
