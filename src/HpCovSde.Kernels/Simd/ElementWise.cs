using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Simd;

/// <summary>A function of one number, applied to a row of them.</summary>
internal interface ILaneFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>f(x), lane by lane.</summary>
    static abstract Lanes<T> Apply(Lanes<T> x);
}

/// <summary>The loop of every element-wise function over a span.</summary>
internal static class ElementWise
{
    /// <summary>
    /// destination[i] = f(x[i]). The last, partial row is computed in a padded row, so that every element is computed in the same way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<T, TFunction>(ReadOnlySpan<T> x, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, ILaneFunction<T>
    {
        RequireMatching(x, destination, nameof(destination));
        int rows = x.Length / Lanes<T>.Count;
        for (int row = 0; row < rows; row++)
        {
            TFunction.Apply(Lanes<T>.Load(x, row)).Store(destination, row);
        }

        int done = rows * Lanes<T>.Count;
        if (done < x.Length)
        {
            Span<T> padded = stackalloc T[Lanes<T>.Count];
            padded.Fill(T.One);
            x[done..].CopyTo(padded);
            TFunction.Apply(Lanes<T>.Load(padded, 0)).Store(padded, 0);
            padded[..(x.Length - done)].CopyTo(destination[done..]);
        }
    }

    /// <summary>
    /// Checks that <paramref name="destination"/> has the length of <paramref name="x"/> and is x itself or does not overlap it.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void RequireMatching<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> destination, string name)
    {
        if (destination.Length != x.Length)
        {
            throw new ArgumentException($"{name} has {destination.Length} elements and x has {x.Length}; they must be equal.", name);
        }

        if (x.Overlaps(destination, out int offset) && offset != 0)
        {
            throw new ArgumentException(
                $"{name} starts {offset} elements after x and overlaps it; it must be x itself or not overlap it.", name);
        }
    }
}
