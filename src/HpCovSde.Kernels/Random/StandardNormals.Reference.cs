using System.Numerics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

public static partial class StandardNormals
{
    /// <summary>
    /// Number <paramref name="index"/> of a stream, in scalar code: the definition that <see cref="Fill{T}"/> and
    /// <see cref="FillLanes{T}"/> equal bit for bit.
    /// </summary>
    internal static T Reference<T>(RandomStream stream, long index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (uint w0, uint w1, uint w2, uint w3) = Philox4x32.Block(stream, (uint)(index / PerBlock<T>()));
        int slot = (int)(index % PerBlock<T>());
        if (typeof(T) == typeof(double))
        {
            double u = UnitInterval(w0, w1) - BoxMuller.OneMinusHalfUlp;
            double radius = Math.Sqrt(-2 * VectorMath.LogReference(u));
            (double sin, double cos) = VectorMath.SinCosPiReference(2 * UnitInterval(w2, w3));
            return T.CreateTruncating(radius * (slot == 0 ? cos : sin));
        }

        (uint forRadius, uint forAngle) = slot < 2 ? (w0, w1) : (w2, w3);
        float v = float.FusedMultiplyAdd((int)(forRadius >> 1), BoxMuller.TwoToMinus31, BoxMuller.TwoToMinus32);
        float r = MathF.Sqrt(-2 * VectorMath.LogReference(v));
        (float s, float c) = VectorMath.SinCosPiReference((int)forAngle * BoxMuller.TwoToMinus31);
        return T.CreateTruncating(r * (slot % 2 == 0 ? c : s));
    }

    private static double UnitInterval(uint low, uint high) =>
        BitConverter.UInt64BitsToDouble(((((ulong)high << 32) | low) >> 12) | 0x3FF0_0000_0000_0000);
}
