using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HpCovSde.Kernels.Simd;

// The scalar semantics of each function are in VectorMath.*.Reference.cs; what they share is here.
public static partial class VectorMath
{
    private static T ScalarConstant<T>(double forDouble, float forSingle)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(double) ? Unsafe.BitCast<double, T>(forDouble) : Unsafe.BitCast<float, T>(forSingle);

    /// <summary>Horner's rule, highest power first, each step fused, with the coefficients of the type.</summary>
    private static T ScalarPolynomial<T>(T x, ReadOnlySpan<double> forDouble, ReadOnlySpan<float> forSingle)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> coefficients = typeof(T) == typeof(double)
            ? MemoryMarshal.Cast<double, T>(forDouble)
            : MemoryMarshal.Cast<float, T>(forSingle);
        T sum = coefficients[0];
        foreach (T coefficient in coefficients[1..])
        {
            sum = T.FusedMultiplyAdd(sum, x, coefficient);
        }

        return sum;
    }
}
