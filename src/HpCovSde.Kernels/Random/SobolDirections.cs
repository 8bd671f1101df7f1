using System.Numerics;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// The direction numbers of a Sobol' sequence: bit k of the number of a point contributes v_k = m_{k+1} 2^−(k+1) to a coordinate, by
/// exclusive or. With a primitive polynomial x^s + a_1 x^{s−1} + … + a_{s−1} x + 1,
/// <code>
/// m_k = 2 a_1 m_{k−1} ⊕ 2² a_2 m_{k−2} ⊕ … ⊕ 2^{s−1} a_{s−1} m_{k−s+1} ⊕ 2^s m_{k−s} ⊕ m_{k−s}.
/// </code>
/// The first dimension is that of van der Corput, m_k = 1.
/// </summary>
/// <remarks>
/// Source: Joe, Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30 (2008).
/// </remarks>
internal static partial class SobolDirections
{
    /// <summary>The number of dimensions.</summary>
    internal const int MostDimensions = 128;

    /// <summary>The direction numbers of a dimension; the highest bit of a word is 1/2.</summary>
    /// <param name="dimension">From 0.</param>
    /// <param name="directions">v_0, v_1, …, at most 64.</param>
    internal static void Fill(int dimension, Span<ulong> directions)
    {
        ReadOnlySpan<ushort> numbers = dimension == 0 ? [] : Of(dimension);
        int degree = Math.Max(0, numbers.Length - 1);
        for (int k = 0; k < directions.Length; k++)
        {
            if (k < degree)
            {
                directions[k] = (ulong)numbers[k + 1] << (63 - k);
            }
            else if (dimension == 0)
            {
                directions[k] = 1UL << (63 - k);
            }
            else
            {
                // A shift of m_{k−i} by i is the same word. The coefficient of x^{s−i} is a_i.
                ulong word = directions[k - degree] ^ (directions[k - degree] >> degree);
                for (int i = 1; i < degree; i++)
                {
                    word ^= ((numbers[0] >> (degree - i)) & 1) == 0 ? 0 : directions[k - i];
                }

                directions[k] = word;
            }
        }
    }

    // The polynomial and m_1, m_2, …
    private static ReadOnlySpan<ushort> Of(int dimension)
    {
        ReadOnlySpan<ushort> rest = Numbers;
        for (int d = 1; d < dimension; d++)
        {
            rest = rest[Length(rest)..];
        }

        return rest[..Length(rest)];
    }

    private static int Length(ReadOnlySpan<ushort> numbers) => 1 + BitOperations.Log2(numbers[0]);
}
