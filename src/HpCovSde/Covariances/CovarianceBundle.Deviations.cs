using System.Runtime.CompilerServices;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Covariances;

/// <content>Absolute units, for activations that are not homogeneous.</content>
internal readonly ref partial struct CovarianceBundle<T>
{
    /// <summary>
    /// Multiplies row a of the factor of K by the standard deviation of its units: it becomes the factor of the covariance of neurons in
    /// absolute units, in difference coordinates. Variances beyond the range of the units are moved to its ends.
    /// </summary>
    /// <param name="factor">L with K = LLᵀ, packed, in memory apart from the bundle's.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void MultiplyByDeviations(Span<T> factor)
    {
        Lanes<T> first = Deviation(0);
        (first * Lanes<T>.Load(factor, 0)).Store(factor, 0);
        for (int a = 1; a < Inputs; a++)
        {
            Lanes<T> deviation = Lanes.Select(Lanes.Abs(Reference(a)) > Lanes<T>.Zero, first, Deviation(a));
            for (int b = 0; b <= a; b++)
            {
                int entry = PackedLower.Index(a, b);
                (deviation * Lanes<T>.Load(factor, entry)).Store(factor, entry);
            }
        }
    }

    /// <summary>
    /// log V^{aa} becomes what <see cref="MultiplyByDeviations"/> has left of it: 0 but beyond the range. After a layer
    /// <see cref="TakeDifferenceGram"/> adds the new variance in absolute units.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void RemoveDeviations()
    {
        for (int a = Inputs - 1; a >= 0; a--)
        {
            Lanes<T> log = LogVariance(a);
            Lanes<T> used = InRange(log);
            LaneMask<T> remains = Lanes.Abs(log - used) > Lanes<T>.Zero;
            Lanes<T> first = LogVariance(0);
            if (a > 0 && Lanes.Any(remains | (Lanes.Abs(first - InRange(first)) > Lanes<T>.Zero)))
            {
                // In units of the first: its deviation times the norm relative to it. Rounding leaves nothing.
                Lanes<T> c = Reference(a);
                LaneMask<T> hasReference = Lanes.Abs(c) > Lanes<T>.Zero;
                Lanes<T> ofFirst = InRange(first) + VectorMath.Log1p(Excess(a, c));
                used = Lanes.Select(hasReference, ofFirst, used);
                LaneMask<T> differs = Lanes.Abs(log - used) > Lanes<T>.Of(VarianceRange.Rounding<T>());
                remains = (hasReference & differs) | (!hasReference & remains);
            }

            // What has become infinite stays so.
            remains &= log > Lanes<T>.Of(double.NegativeInfinity);
            Lanes.Select(remains, Lanes<T>.Load(_rows, a), Lanes<T>.Zero).Store(_rows, a);
            Lanes.Select(remains, Lanes<T>.Load(_rows, Inputs + a), Lanes<T>.Zero).Store(_rows, Inputs + a);
            AddToLogVariance(a, Lanes.Select(remains, -used, Lanes<T>.Zero));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes<T> Deviation(int a) =>
        Lanes.Select(IsDead(a), Lanes<T>.Zero, VectorMath.Exp(Lanes<T>.Of(0.5) * InRange(LogVariance(a))));

    // A variance that is infinite has no units. Its input is computed in some, and remains infinite.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes<T> InRange(Lanes<T> log)
    {
        Lanes<T> used = Lanes.Select(log < Lanes<T>.Of(_units.Range.SmallLog), Lanes<T>.Of(_units.Range.LeastLog), log);
        used = Lanes.Select(log > Lanes<T>.Of(_units.Range.LargeLog), Lanes<T>.Of(_units.Range.LargestLog), used);
        return Lanes.Select(log < Lanes<T>.Of(double.PositiveInfinity), used, Lanes<T>.Zero);
    }
}
