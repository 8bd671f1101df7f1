using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Activations;

/// <summary>Long functions of <see cref="VectorMath"/> as calls, for formulas.</summary>
/// <remarks>
/// The just-in-time compiler inlines some fifty operations on lanes into one method, no more, and calls every further one: a formula with two such functions
/// became ten times as slow. Arguments go by reference: a structure in memory is copied in pieces of 16 bytes, and the load of a whole row waits for all of
/// them.
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
    internal static Lanes<T> Erf<T>(in Lanes<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => VectorMath.Erf(x);

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
