using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Covariances;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>Finds the <see cref="VarianceRange"/> of an activation, by evaluating it.</summary>
internal static class HomogeneousRange
{
    // Deviations that are used instead of smaller and larger ones: 2^∓200 in double and 2^∓20 in single.
    private const int ExponentOfDouble = 200;
    private const int ExponentOfSingle = 20;

    // Beyond 2^∓60 in double and 2^∓20 in single the activation is homogeneous up to rounding, if it is at all.
    private const int BoundOfDouble = 60;
    private const int BoundOfSingle = 20;

    /// <summary>The units, with the range of the activation.</summary>
    internal static DifferenceUnits Of<T, TActivation>(DifferenceUnits units, TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        bool isDouble = typeof(T) == typeof(double);
        int exponent = isDouble ? ExponentOfDouble : ExponentOfSingle;
        int bound = isDouble ? BoundOfDouble : BoundOfSingle;
        VarianceRange range = VarianceRange.Unbounded;
        if (IsHomogeneous<T, TActivation>(activation, -bound) && IsHomogeneous<T, TActivation>(activation, -exponent))
        {
            range = range with { SmallLog = LogOfSquare(-bound), LeastLog = LogOfSquare(-exponent) };
        }

        if (IsHomogeneous<T, TActivation>(activation, bound) && IsHomogeneous<T, TActivation>(activation, exponent))
        {
            range = range with { LargeLog = LogOfSquare(bound), LargestLog = LogOfSquare(exponent) };
        }

        T small = T.ScaleB(T.One, -bound);
        bool isZero = activation.Value(small)[0] == T.Zero || activation.Value(-small)[0] == T.Zero;
        return WithFeatures<T, TActivation>(units, activation) with { Range = range with { ZeroIsUnderflow = !isZero } };
    }

    /// <summary>The units, with <see cref="DifferenceUnits.FeaturesAreIncrements"/> of the activation, but any variance.</summary>
    internal static DifferenceUnits WithFeatures<T, TActivation>(DifferenceUnits units, TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        double tolerance = typeof(T) == typeof(double) ? 4e-15 : 2e-6;
        bool areIncrements = activation.Value(Lanes<T>.Zero)[0] == T.Zero;
        for (int exponent = -20; exponent <= 12; exponent++)
        {
            foreach (double sign in new[] { -1.0, 1.0, -1.3, 1.3 })
            {
                Lanes<T> w = Lanes<T>.Of(Math.ScaleB(sign, exponent / 2));
                double value = double.CreateTruncating(activation.Value(w)[0]);
                double increment = double.CreateTruncating(activation.Increment(Lanes<T>.Zero, Lanes<T>.Zero, w)[0]);
                areIncrements &= Math.Abs(value - increment) <= tolerance * Math.Abs(value);
            }
        }

        return units with { FeaturesAreIncrements = areIncrements };
    }

    private static double LogOfSquare(int exponent) => 2 * exponent * Math.Log(2);

    // φ(x)/x at a quarter more and less of the exponent, for both signs of x.
    private static bool IsHomogeneous<T, TActivation>(TActivation activation, int exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation<T>
    {
        double tolerance = typeof(T) == typeof(double) ? 1e-12 : 1e-4;
        int less = exponent - (exponent / 4);
        int more = exponent + (exponent / 4);
        double slope = Math.Max(Math.Abs(Slope(less, 1)), Math.Abs(Slope(less, -1)));
        return slope > 0
            && Math.Abs(Slope(less, 1) - Slope(more, 1)) <= tolerance * slope
            && Math.Abs(Slope(less, -1) - Slope(more, -1)) <= tolerance * slope;

        double Slope(int binaryExponent, int sign)
        {
            T x = T.ScaleB(T.CreateTruncating(sign), binaryExponent);
            return double.CreateTruncating(activation.Value(x)[0] / x);
        }
    }
}
