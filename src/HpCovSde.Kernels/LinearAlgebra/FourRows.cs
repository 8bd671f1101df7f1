using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>Where rows i … i + 3 of a <see cref="PackedLower"/> matrix of lanes begin.</summary>
internal readonly ref struct FourRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal readonly ref T R0;
    internal readonly ref T R1;
    internal readonly ref T R2;
    internal readonly ref T R3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal FourRows(ref T packed, int i)
    {
        R0 = ref Row(ref packed, i);
        R1 = ref Row(ref packed, i + 1);
        R2 = ref Row(ref packed, i + 2);
        R3 = ref Row(ref packed, i + 3);
    }

    /// <summary>Where row i begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ref T Row(ref T packed, int i) => ref Unsafe.Add(ref packed, (nint)PackedLower.Index(i, 0) * Lanes<T>.Count);
}
