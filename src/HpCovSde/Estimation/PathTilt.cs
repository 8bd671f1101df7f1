using HpCovSde.Schemes;

namespace HpCovSde.Estimation;

/// <summary>
/// A drift of a Brownian motion on a grid of steps: normal k is g_k + s_k with s_k = Σ_j θ_j b_jk, where b_0, b_1, b_2 are Legendre's
/// polynomials at the middles of the steps. So the drift is quadratic in time.
/// </summary>
/// <remarks>
/// A path is stopped before step κ, where its event is decided. Its weight is exp(−Σ s_k g̃_k + ½ Σ s_k²) over k &lt; κ with g̃_k = g_k +
/// s_k. Source: Girsanov; Rubinstein, Kroese 2004, "The cross-entropy method".
/// </remarks>
internal sealed class PathTilt
{
    /// <summary>How many polynomials there are.</summary>
    internal const int Terms = 3;

    private readonly TimeGrid _grid;

    // b_jk at [j, k].
    private readonly double[,] _basis;
    private readonly double[] _shifts;

    private PathTilt(TimeGrid grid, double[,] basis, double[] coefficients)
    {
        _grid = grid;
        _basis = basis;
        _shifts = new double[grid.Steps];
        for (int k = 0; k < grid.Steps; k++)
        {
            for (int j = 0; j < Terms; j++)
            {
                _shifts[k] += coefficients[j] * basis[j, k];
            }
        }
    }

    /// <summary>A constant drift λ of dB = λ dt + dB̃.</summary>
    internal static PathTilt Constant(TimeGrid grid, double drift)
    {
        double[,] basis = new double[Terms, grid.Steps];
        double scale = 1 / Math.Sqrt(grid.Steps);
        for (int k = 0; k < grid.Steps; k++)
        {
            double x = (((2 * k) + 1.0) / grid.Steps) - 1;
            basis[0, k] = scale;
            basis[1, k] = scale * Math.Sqrt(3) * x;
            basis[2, k] = scale * Math.Sqrt(5) * ((3 * x * x) - 1) / 2;
        }

        return new(grid, basis, [drift * Math.Sqrt(grid.Steps * grid.Step), 0, 0]);
    }

    /// <summary>s_k.</summary>
    internal double Shift(int step) => _shifts[step];

    /// <summary>b_jk.</summary>
    internal double Basis(int term, int step) => _basis[term, step];

    /// <summary>
    /// The tilt of least cross-entropy to the paths that have the event: θ solves Σ x A(κ) θ = Σ x Z over the sample, x being the
    /// contributions, Z_j = Σ b_jk g̃_k and A(κ)_ij = Σ b_ik b_jk over k &lt; κ. This one if no path has the event.
    /// </summary>
    internal PathTilt Improved(TiltedSample sample)
    {
        double[] byExit = new double[_grid.Steps + 1];
        double[,] system = new double[Terms, Terms + 1];
        for (int i = 0; i < sample.Contributions.Length; i++)
        {
            double x = sample.Contributions[i];
            if (x > 0)
            {
                byExit[sample.Exits[i]] += x;
                for (int j = 0; j < Terms; j++)
                {
                    system[j, Terms] += x * sample.Functionals[(i * Terms) + j];
                }
            }
        }

        double total = byExit.Sum();
        if (!(total > 0))
        {
            return this;
        }

        // The weight of the paths that are still under way.
        double left = total;
        for (int k = 0; k < _grid.Steps; k++)
        {
            left -= byExit[k];
            for (int i = 0; i < Terms; i++)
            {
                for (int j = 0; j < Terms; j++)
                {
                    system[i, j] += left * _basis[i, k] * _basis[j, k];
                }
            }
        }

        // With few steps, or paths that all end early, the polynomials are not independent. The least drift is taken then.
        for (int i = 0; i < Terms; i++)
        {
            system[i, i] += 1e-9 * total;
        }

        return new(_grid, _basis, Solve(system));
    }

    // Gauss. The matrix is positive definite.
    private static double[] Solve(double[,] system)
    {
        for (int pivot = 0; pivot < Terms; pivot++)
        {
            for (int i = 0; i < Terms; i++)
            {
                double factor = i == pivot ? 0 : system[i, pivot] / system[pivot, pivot];
                for (int j = pivot; j <= Terms; j++)
                {
                    system[i, j] -= factor * system[pivot, j];
                }
            }
        }

        return [.. Enumerable.Range(0, Terms).Select(i => system[i, Terms] / system[i, i])];
    }
}
