using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HpCovSde.Kernels.LinearAlgebra;

/// <summary>
/// The factorisation of a few columns of a semidefinite matrix. The panel is stored column by column, so that a register holds consecutive
/// rows. <see cref="Group"/> columns at a time are updated by all columns before them, in registers, and then finished one by one.
/// </summary>
/// <remarks>
/// The arithmetic is that of <see cref="LaneCholesky"/>, bit for bit: from A_ij the products l_ik·l_jk are subtracted for k = 0, 1, …,
/// each by one fused multiply-add, and the result is multiplied by the reciprocal of the root.
/// </remarks>
internal static unsafe class CholeskyPanel
{
    /// <summary>Columns updated together.</summary>
    internal const int Group = 4;

    /// <summary>
    /// Factors <paramref name="width"/> columns in place: column j is overwritten by L from row j on, and the elements above it are not
    /// defined. Column j starts at columns[j·length]. There must be room for a multiple of <see cref="Group"/> columns.
    /// </summary>
    /// <param name="width">The number of columns.</param>
    /// <param name="columns">The panel.</param>
    /// <param name="length">
    /// The distance between columns, a multiple of two 256-bit registers; the elements below the last row must be initialised.
    /// </param>
    /// <param name="diagonal">A_jj as it was given.</param>
    /// <param name="tolerance">See <see cref="SemidefinitePivot"/>.</param>
    /// <returns>The number of nonzero pivots.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Factor<T>(int width, T* columns, int length, T* diagonal, T tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rank = 0;
        for (int first = 0; first < width; first += Group)
        {
            Subtract(first, columns, length);
            for (int j = first; j < Math.Min(width, first + Group); j++)
            {
                T* column = columns + (j * length);
                T pivot = column[j];
                for (int k = first; k < j; k++)
                {
                    T x = columns[(k * length) + j];
                    pivot = T.FusedMultiplyAdd(-x, x, pivot);
                }

                bool isZero = SemidefinitePivot.IsZero(pivot, diagonal[j], tolerance);
                T root = isZero ? T.Zero : T.Sqrt(pivot);
                Finish(first, j, columns, length, isZero ? T.Zero : T.One / root);
                column[j] = root;
                rank += isZero ? 0 : 1;
            }
        }

        return rank;
    }

    /// <summary>Subtracts Σ_{k &lt; first} l_ik·l_jk from the columns of a group.</summary>
    private static void Subtract<T>(int first, T* columns, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Pair = 2;
        int row = first / (Pair * Register256<T>.Count) * Pair * Register256<T>.Count;
        if (first == 0)
        {
            return;
        }

        if (Avx512F.IsSupported)
        {
            for (; row <= length - (Pair * Register512<T>.Count); row += Pair * Register512<T>.Count)
            {
                Subtract<T, Register512<T>>(first, columns, length, row);
            }
        }

        for (; row < length; row += Pair * Register256<T>.Count)
        {
            Subtract<T, Register256<T>>(first, columns, length, row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract<T, TRegister>(int first, T* columns, nint length, int row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        T* c0 = columns + (first * length) + row;
        T* c1 = c0 + length;
        T* c2 = c1 + length;
        T* c3 = c2 + length;
        TRegister c00 = TRegister.Load(c0), c01 = TRegister.Load(c0 + TRegister.Count);
        TRegister c10 = TRegister.Load(c1), c11 = TRegister.Load(c1 + TRegister.Count);
        TRegister c20 = TRegister.Load(c2), c21 = TRegister.Load(c2 + TRegister.Count);
        TRegister c30 = TRegister.Load(c3), c31 = TRegister.Load(c3 + TRegister.Count);
        T* p = columns + first;
        T* q = columns + row;
        for (int k = 0; k < first; k++)
        {
            TRegister q0 = TRegister.Load(q);
            TRegister q1 = TRegister.Load(q + TRegister.Count);
            TRegister x = TRegister.Broadcast(p[0]);
            c00 = TRegister.MultiplySubtractFrom(x, q0, c00);
            c01 = TRegister.MultiplySubtractFrom(x, q1, c01);
            x = TRegister.Broadcast(p[1]);
            c10 = TRegister.MultiplySubtractFrom(x, q0, c10);
            c11 = TRegister.MultiplySubtractFrom(x, q1, c11);
            x = TRegister.Broadcast(p[2]);
            c20 = TRegister.MultiplySubtractFrom(x, q0, c20);
            c21 = TRegister.MultiplySubtractFrom(x, q1, c21);
            x = TRegister.Broadcast(p[3]);
            c30 = TRegister.MultiplySubtractFrom(x, q0, c30);
            c31 = TRegister.MultiplySubtractFrom(x, q1, c31);
            p += length;
            q += length;
        }

        c00.Store(c0);
        c01.Store(c0 + TRegister.Count);
        c10.Store(c1);
        c11.Store(c1 + TRegister.Count);
        c20.Store(c2);
        c21.Store(c2 + TRegister.Count);
        c30.Store(c3);
        c31.Store(c3 + TRegister.Count);
    }

    /// <summary>Column j minus its products with the columns of its group before it, times <paramref name="inverse"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish<T>(int first, int j, T* columns, nint length, T inverse)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* column = columns + (j * length);
        for (int row = j / Register256<T>.Count * Register256<T>.Count; row < length; row += Register256<T>.Count)
        {
            Register256<T> sum = Register256<T>.Load(column + row);
            for (T* k = columns + (first * length); k < column; k += length)
            {
                sum = Register256<T>.MultiplySubtractFrom(Register256<T>.Broadcast(k[j]), Register256<T>.Load(k + row), sum);
            }

            sum.Scaled(inverse, T.Zero, column + row).Store(column + row);
        }
    }
}
