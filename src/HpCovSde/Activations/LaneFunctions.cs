using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>The long functions of <see cref="VectorMath"/> for formulas, not inlined. Others are never inlined anyway.</summary>
/// <remarks>
/// The just-in-time compiler inlines about fifty lane operations into a method and calls all others. Two of these functions inlined into
/// one formula made it ten times slower. Arguments are passed by reference, because a copied structure is written in pieces of 16 bytes,
/// and the load of a whole row then waits for all of them.
/// </remarks>
internal static class LaneFunctions
{
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static Lanes<T> Exp<T>(in Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Exp(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static Lanes<T> Expm1<T>(in Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Expm1(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static Lanes<T> Log<T>(in Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Log(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static Lanes<T> Log1p<T>(in Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Log1p(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static Lanes<T> Sin<T>(in Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Sin(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static Lanes<T> Cos<T>(in Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Cos(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static Lanes<T> Softplus<T>(in Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Softplus(x);
}
