using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// Draws from exact laws, always in double: single precision would not resolve the fluctuations of 10⁹ neurons. The segments of
/// <see cref="Chains.StreamMap"/> differ from those of the other ways of sampling, so that two ways with one seed are independent.
/// </summary>
internal static class ExactDraws
{
    /// <summary>log of the factors of the replicas of a bundle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Lanes<T> LogFactor<T, TLaw>(TLaw law, RandomStream stream, uint firstSegment)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLaw : struct, IVarianceLaw
    {
        Span<double> logs = stackalloc double[Lanes<T>.Count];
        Span<T> rounded = stackalloc T[Lanes<T>.Count];
        for (int group = 0; group < Groups<T>(); group++)
        {
            var variates = new VariateLanes(OfGroup(stream, group), firstSegment);
            law.LogFactor(ref variates, stream.Step).Store(logs, group);
        }

        Round(logs, rounded);
        return Lanes<T>.Load(rounded, 0);
    }

    /// <summary>Groups of <see cref="Lanes{T}.Count"/> doubles in a bundle.</summary>
    internal static int Groups<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Lanes<T>.Count / Lanes<double>.Count;

    /// <summary>The stream of the first replica of a group.</summary>
    internal static RandomStream OfGroup(RandomStream stream, int group) =>
        stream with { Replica = stream.Replica + (uint)(group * Lanes<double>.Count) };

    internal static void Round<T>(ReadOnlySpan<double> values, Span<T> rounded)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(values.Length == rounded.Length, "A place for each.");
        for (int i = 0; i < values.Length; i++)
        {
            rounded[i] = T.CreateTruncating(values[i]);
        }
    }
}
