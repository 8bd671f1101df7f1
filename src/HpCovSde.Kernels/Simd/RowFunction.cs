using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HpCovSde.Kernels.Simd;

/// <summary>A function of one number, written once for registers of either width.</summary>
internal interface IRowFunction
{
    /// <summary>f(x), number by number.</summary>
    static abstract TRow Apply<TRow, T>(TRow x)
        where TRow : struct, IRow<TRow, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>
/// <typeparamref name="TFunction"/> of each lane. With AVX-512 it is inlined into the caller; without it, it is called for two halves,
/// for the reason given at <see cref="IRow{TSelf, T}"/>.
/// </summary>
internal readonly struct Inlined<TFunction, T> : ILaneFunction<T>
    where TFunction : struct, IRowFunction
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Apply(Lanes<T> x) =>
        Avx512F.IsSupported
            ? new(TFunction.Apply<Row512<T>, T>(new(x.Vector)).Vector)
            : OfHalves(x.Vector.GetLower(), x.Vector.GetUpper());

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static Lanes<T> OfHalves(Vector256<T> xLower, Vector256<T> xUpper)
    {
        Row256<T> lower = TFunction.Apply<Row256<T>, T>(new(xLower));
        Row256<T> upper = TFunction.Apply<Row256<T>, T>(new(xUpper));
        return new(Vector512.Create(lower.Vector, upper.Vector));
    }
}

/// <summary>The same for a function that exceeds the inlining budget of a caller: it is always called.</summary>
internal readonly struct Called<TFunction, T> : ILaneFunction<T>
    where TFunction : struct, IRowFunction
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Apply(Lanes<T> x) =>
        Avx512F.IsSupported
            ? OfWhole(x.Vector)
            : Inlined<TFunction, T>.OfHalves(x.Vector.GetLower(), x.Vector.GetUpper());

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Lanes<T> OfWhole(Vector512<T> x) => new(TFunction.Apply<Row512<T>, T>(new(x)).Vector);
}
