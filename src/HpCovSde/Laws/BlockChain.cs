using System.Numerics;
using System.Runtime.CompilerServices;

namespace HpCovSde.Laws;

/// <summary>
/// The factors of ζ M − t K, a complex matrix that is a chain of dense blocks, the last node of each being the first of the next.
/// </summary>
internal sealed class BlockChain
{
    private readonly int _degree;
    private readonly Complex[] _factors;
    private readonly int[] _pivots;
    private readonly Complex[] _solution;

    private BlockChain(int blocks, int degree)
    {
        _degree = degree;
        _factors = new Complex[blocks * (degree + 1) * (degree + 1)];
        _pivots = new int[blocks * degree];
        _solution = new Complex[(blocks * degree) + 1];
    }

    private int Nodes => _degree + 1;

    /// <summary>Factors the matrix.</summary>
    /// <param name="mass">The diagonals of M of each block.</param>
    /// <param name="matrix">K of each block, row by row.</param>
    /// <param name="degree">The number of nodes of a block less 1.</param>
    /// <param name="pole">ζ.</param>
    /// <param name="step">t.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static BlockChain Factor(double[] mass, double[] matrix, int degree, Complex pole, double step)
    {
        int nodes = degree + 1;
        int blocks = mass.Length / nodes;
        var chain = new BlockChain(blocks, degree);
        Complex carried = 0;
        for (int b = 0; b < blocks; b++)
        {
            Span<Complex> block = chain._factors.AsSpan(b * nodes * nodes, nodes * nodes);
            ReadOnlySpan<double> source = matrix.AsSpan(b * nodes * nodes, nodes * nodes);
            for (int i = 0; i < block.Length; i++)
            {
                block[i] = -step * source[i];
            }

            for (int i = 0; i < nodes; i++)
            {
                block[i * (nodes + 1)] += pole * mass[(b * nodes) + i];
            }

            block[0] += carried;
            Eliminate(block, nodes, chain._pivots.AsSpan(b * degree, degree));
            carried = block[^1];
        }

        return chain;
    }

    /// <summary>Adds Re(c x) to a sum, where x solves the equation for a real right-hand side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void AddSolution(ReadOnlySpan<double> right, Complex scale, Span<double> sum)
    {
        int nodes = Nodes;
        int blocks = _factors.Length / (nodes * nodes);
        Complex[] x = _solution;
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = right[i];
        }

        for (int b = 0; b < blocks; b++)
        {
            ReadOnlySpan<Complex> block = _factors.AsSpan(b * nodes * nodes, nodes * nodes);
            Span<Complex> part = x.AsSpan(b * _degree, nodes);
            for (int k = 0; k < _degree; k++)
            {
                int pivot = _pivots[(b * _degree) + k];
                (part[k], part[pivot]) = (part[pivot], part[k]);
                Complex value = part[k];
                for (int i = k + 1; i < nodes; i++)
                {
                    part[i] -= block[(i * nodes) + k] * value;
                }
            }
        }

        x[^1] /= _factors[^1];
        for (int b = blocks - 1; b >= 0; b--)
        {
            ReadOnlySpan<Complex> block = _factors.AsSpan(b * nodes * nodes, nodes * nodes);
            Span<Complex> part = x.AsSpan(b * _degree, nodes);
            for (int k = _degree - 1; k >= 0; k--)
            {
                Complex value = part[k];
                for (int j = k + 1; j < nodes; j++)
                {
                    value -= block[(k * nodes) + j] * part[j];
                }

                part[k] = value / block[k * (nodes + 1)];
            }
        }

        for (int i = 0; i < x.Length; i++)
        {
            sum[i] += (scale.Real * x[i].Real) - (scale.Imaginary * x[i].Imaginary);
        }
    }

    // All nodes but the last, which the next block eliminates.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eliminate(Span<Complex> block, int nodes, Span<int> pivots)
    {
        for (int k = 0; k < nodes - 1; k++)
        {
            int pivot = k;
            double largest = -1;
            for (int i = k; i < nodes - 1; i++)
            {
                Complex candidate = block[(i * nodes) + k];
                double size = Math.Abs(candidate.Real) + Math.Abs(candidate.Imaginary);
                if (size > largest)
                {
                    (largest, pivot) = (size, i);
                }
            }

            pivots[k] = pivot;
            if (pivot != k)
            {
                for (int j = k; j < nodes; j++)
                {
                    (block[(k * nodes) + j], block[(pivot * nodes) + j]) = (block[(pivot * nodes) + j], block[(k * nodes) + j]);
                }
            }

            Complex inverse = 1 / block[k * (nodes + 1)];
            ReadOnlySpan<Complex> row = block.Slice((k * nodes) + k + 1, nodes - k - 1);
            for (int i = k + 1; i < nodes; i++)
            {
                Complex factor = block[(i * nodes) + k] * inverse;
                block[(i * nodes) + k] = factor;
                Span<Complex> target = block.Slice((i * nodes) + k + 1, nodes - k - 1);
                for (int j = 0; j < row.Length; j++)
                {
                    target[j] -= factor * row[j];
                }
            }
        }
    }
}
