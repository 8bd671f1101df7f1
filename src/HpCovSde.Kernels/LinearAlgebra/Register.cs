using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// A vector register of some width; the products are written once, over this interface. The width decides how many elements are computed
/// together; the bits do not depend on it.
/// </summary>
internal unsafe interface IRegister<TSelf, T>
    where TSelf : struct, IRegister<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract int Count { get; }

    static abstract TSelf Load(T* source);

    static abstract TSelf Broadcast(T value);

    /// <summary>x·y + z with a single rounding.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf z);

    /// <summary>z − x·y with a single rounding.</summary>
    static abstract TSelf MultiplySubtractFrom(TSelf x, TSelf y, TSelf z);

    void Store(T* destination);

    /// <summary>fma(α, this, β·c); with β = 0, c is not read.</summary>
    TSelf Scaled(T alpha, T beta, T* c);
}

/// <summary>512 bits.</summary>
internal readonly unsafe struct Register512<T> : IRegister<Register512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector512<T> _value;

    private Register512(Vector512<T> value) => _value = value;

    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512<T> Load(T* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512<T> MultiplyAdd(Register512<T> x, Register512<T> y, Register512<T> z) =>
        new(Fused.MultiplyAdd(x._value, y._value, z._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512<T> MultiplySubtractFrom(Register512<T> x, Register512<T> y, Register512<T> z) =>
        new(Fused.MultiplyAdd(-x._value, y._value, z._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination) => _value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Register512<T> Scaled(T alpha, T beta, T* c)
    {
        Vector512<T> scale = Vector512.Create(alpha);
        return new(beta == T.Zero
            ? scale * _value
            : Fused.MultiplyAdd(scale, _value, Vector512.Create(beta) * Vector512.Load(c)));
    }
}

/// <summary>256 bits.</summary>
internal readonly unsafe struct Register256<T> : IRegister<Register256<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector256<T> _value;

    private Register256(Vector256<T> value) => _value = value;

    public static int Count => Vector256<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256<T> Load(T* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256<T> Broadcast(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256<T> MultiplyAdd(Register256<T> x, Register256<T> y, Register256<T> z) =>
        new(Fused.MultiplyAdd(x._value, y._value, z._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256<T> MultiplySubtractFrom(Register256<T> x, Register256<T> y, Register256<T> z) =>
        new(Fused.MultiplyAdd(-x._value, y._value, z._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination) => _value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Register256<T> Scaled(T alpha, T beta, T* c)
    {
        Vector256<T> scale = Vector256.Create(alpha);
        return new(beta == T.Zero
            ? scale * _value
            : Fused.MultiplyAdd(scale, _value, Vector256.Create(beta) * Vector256.Load(c)));
    }
}

/// <summary>128 bits.</summary>
internal readonly unsafe struct Register128<T> : IRegister<Register128<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector128<T> _value;

    private Register128(Vector128<T> value) => _value = value;

    public static int Count => Vector128<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128<T> Load(T* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128<T> Broadcast(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128<T> MultiplyAdd(Register128<T> x, Register128<T> y, Register128<T> z) =>
        new(Fused.MultiplyAdd(x._value, y._value, z._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128<T> MultiplySubtractFrom(Register128<T> x, Register128<T> y, Register128<T> z) =>
        new(Fused.MultiplyAdd(-x._value, y._value, z._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination) => _value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Register128<T> Scaled(T alpha, T beta, T* c)
    {
        Vector128<T> scale = Vector128.Create(alpha);
        return new(beta == T.Zero
            ? scale * _value
            : Fused.MultiplyAdd(scale, _value, Vector128.Create(beta) * Vector128.Load(c)));
    }
}

/// <summary>One element, for the elements that are left where no vector fits.</summary>
internal readonly unsafe struct Register1<T> : IRegister<Register1<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _value;

    private Register1(T value) => _value = value;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register1<T> Load(T* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register1<T> Broadcast(T value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register1<T> MultiplyAdd(Register1<T> x, Register1<T> y, Register1<T> z) =>
        new(T.FusedMultiplyAdd(x._value, y._value, z._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register1<T> MultiplySubtractFrom(Register1<T> x, Register1<T> y, Register1<T> z) =>
        new(T.FusedMultiplyAdd(-x._value, y._value, z._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination) => *destination = _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Register1<T> Scaled(T alpha, T beta, T* c) =>
        new(beta == T.Zero ? alpha * _value : T.FusedMultiplyAdd(alpha, _value, beta * *c));
}
