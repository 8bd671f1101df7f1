using System.Runtime.CompilerServices;

namespace HpCovSde.Laws;

/// <summary>
/// The forward equation f_t = (a f)_zz/2 − (b f)_z + v f on a grid of elements, from a point mass at z_0: spectral elements in weak form,
/// with no flux through the ends, and a Padé approximation in time. Mass is preserved where v is constant.
/// </summary>
/// <remarks>
/// The matrix ζ M − t Kᵀ of a pole is a chain of dense blocks that share a node with the next. Gaussian elimination goes along the chain,
/// with pivots from the rows of the block, in time proportional to the number of elements. Most of the time of the first law of a process
/// is spent by the just-in-time compiler: loops are plain, and are compiled once.
/// </remarks>
internal sealed class ForwardEquation
{
    private readonly GaussLobatto _rule = GaussLobatto.Rule;
    private readonly double[] _mass;
    private readonly double[] _operator;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ForwardEquation(TiltedDrift equation, FisherGrid grid)
    {
        int elements = grid.Edges.Length - 1;
        int degree = _rule.Degree;
        int nodes = degree + 1;
        Points = new double[(elements * degree) + 1];
        _mass = new double[elements * nodes];
        _operator = new double[elements * nodes * nodes];
        double[] weightedNoise = new double[nodes];
        for (int e = 0; e < elements; e++)
        {
            double half = (grid.Edges[e + 1] - grid.Edges[e]) / 2;
            for (int i = 0; i < nodes; i++)
            {
                double z = i == degree ? grid.Edges[e + 1] : grid.Edges[e] + (half * (_rule.Nodes[i] + 1));
                Points[(e * degree) + i] = z;
                (double drift, double noise, double slope, double growth) = equation.At(z);
                double weight = _rule.Weights[i];
                weightedNoise[i] = weight * noise;
                _mass[(e * nodes) + i] = weight * half;

                // The equation of u = E g is the adjoint one, u_t = (a u_z)_z/2 + (b − a_z/2) u_z + v u; hence transposed.
                for (int j = 0; j < nodes; j++)
                {
                    _operator[(((e * nodes) + j) * nodes) + i] = (weight * (drift - (slope / 2)) * _rule.Derivative[i, j])
                        + (i == j ? weight * half * (growth - equation.LargestGrowth) : 0);
                }
            }

            SubtractStiffness(_operator.AsSpan(e * nodes * nodes, nodes * nodes), weightedNoise, 2 * half, !equation.Drift.HasWidth);
        }
    }

    /// <summary>z of the nodes, ascending.</summary>
    internal double[] Points { get; }

    /// <summary>The density at time T times e^{−T·largest growth}.</summary>
    /// <param name="equation">The equation.</param>
    /// <param name="grid">The grid, with z_0.</param>
    /// <param name="time">T.</param>
    /// <param name="steps">M, the number of steps.</param>
    /// <param name="cancellation">Stops the computation.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static PairDensity Solve(TiltedDrift equation, FisherGrid grid, double time, int steps, CancellationToken cancellation)
    {
        var self = new ForwardEquation(equation, grid);
        double step = time / steps;
        int degree = self._rule.Degree;

        // M f, beginning with the point mass.
        double[] current = new double[self.Points.Length];
        current[grid.Source * degree] = 1;
        double[] next = new double[current.Length];
        double[] density = new double[current.Length];
        double[] assembled = self.Assembled();
        BlockChain[] chains = new BlockChain[PadeExponential.Nodes.Length];
        for (int pole = 0; pole < chains.Length; pole++)
        {
            chains[pole] = BlockChain.Factor(self._mass, self._operator, degree, PadeExponential.Nodes[pole].Pole, step);
        }

        for (int s = 0; s < steps; s++)
        {
            cancellation.ThrowIfCancellationRequested();
            Array.Clear(next);
            for (int pole = 0; pole < chains.Length; pole++)
            {
                chains[pole].AddSolution(current, 2 * PadeExponential.Nodes[pole].Residue, next);
            }

            for (int i = 0; i < next.Length; i++)
            {
                density[i] = next[i];
                current[i] = assembled[i] * next[i];
            }

            if (equation.HasConstantGrowth)
            {
                // The mass is 1; rounding must not add up over steps.
                double mass = 0;
                foreach (double x in current)
                {
                    mass += x;
                }

                for (int i = 0; i < current.Length; i++)
                {
                    current[i] /= mass;
                    density[i] /= mass;
                }
            }
        }

        return new(grid, self.Points, density, assembled, steps);
    }

    // ∫ a u_z w_z dz/2 of an element, from the products of a with the weights. It is symmetric.
    private void SubtractStiffness(Span<double> block, ReadOnlySpan<double> weightedNoise, double length, bool isOne)
    {
        int nodes = weightedNoise.Length;
        for (int i = 0; i < nodes; i++)
        {
            for (int j = 0; j < nodes; j++)
            {
                block[(j * nodes) + i] -= (isOne ? _rule.Stiffness[i, j] : _rule.WeightedStiffness(weightedNoise, i, j)) / length;
            }
        }
    }

    private double[] Assembled()
    {
        double[] assembled = new double[Points.Length];
        int nodes = _rule.Degree + 1;
        for (int i = 0; i < _mass.Length; i++)
        {
            assembled[(i / nodes * _rule.Degree) + (i % nodes)] += _mass[i];
        }

        return assembled;
    }
}
