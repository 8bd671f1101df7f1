using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Covariances;

/// <summary>The references of all inputs, c, for the features of a layer.</summary>
/// <param name="values">c: m rows of lanes, or m numbers for one replica. The first is not a reference.</param>
/// <param name="areIncrements"><see cref="DifferenceUnits.FeaturesAreIncrements"/>.</param>
/// <typeparam name="T">Precision.</typeparam>
internal readonly ref struct InputReferences<T>(ReadOnlySpan<T> values, bool areIncrements)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>c.</summary>
    internal ReadOnlySpan<T> Values { get; } = values;

    /// <summary><see cref="DifferenceUnits.FeaturesAreIncrements"/>.</summary>
    internal bool AreIncrements { get; } = areIncrements;

    /// <summary>c_a in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Lanes<T> Row(int a) => Lanes<T>.Load(Values, a);
}
