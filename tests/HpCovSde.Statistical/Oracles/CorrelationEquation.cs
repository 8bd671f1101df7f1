namespace HpCovSde.Statistical.Oracles;

/// <summary>
/// E f(ρ_T) for the correlation of the shaped ReLU limit, dρ = (ν(ρ) − ρ(1 − ρ²)/2) dt + (1 − ρ²) dB, from its backward
/// Kolmogorov equation u_t = ½(1 − ρ²)² u'' + (ν − ρ(1 − ρ²)/2) u', u(0) = f, by Crank–Nicolson on a grid of θ = arccos ρ. It shares no
/// code with the sampler. In θ: u_t = ½ sin²θ u'' − κ (1 − θ cot θ) u'.
/// Source: Li, Nica, Roy 2022 (arXiv 2206.02768).
/// </summary>
internal static class CorrelationEquation
{
    /// <summary>E f(ρ_T) given ρ_0, by Richardson extrapolation of two grids; good to about 1e-6 for smooth f.</summary>
    internal static double Mean(double kappa, double time, double rho0, Func<double, double> f)
    {
        double coarse = Solve(kappa, time, rho0, f, 2000);
        double fine = Solve(kappa, time, rho0, f, 4000);
        return fine + ((fine - coarse) / 3);
    }

    private static double Solve(double kappa, double time, double rho0, Func<double, double> f, int cells)
    {
        double dx = Math.PI / cells;
        int steps = cells / 2;
        double dt = time / steps;
        double[] u = [.. Enumerable.Range(0, cells + 1).Select(i => f(Math.Cos(i * dx)))];
        double[] lower = new double[cells + 1];
        double[] diagonal = new double[cells + 1];
        double[] upper = new double[cells + 1];

        // θ = 0 is absorbing. At θ = π the drift is infinite and points inwards, so u has slope 0 there.
        for (int i = 1; i < cells; i++)
        {
            double theta = i * dx;
            double diffusion = Math.Sin(theta) * Math.Sin(theta) / (2 * dx * dx);
            double drift = -kappa * (1 - (theta / Math.Tan(theta))) / (2 * dx);
            lower[i] = diffusion - drift;
            upper[i] = diffusion + drift;
            diagonal[i] = -2 * diffusion;
        }

        double[] right = new double[cells + 1];
        for (int step = 0; step < steps; step++)
        {
            // First two implicit Euler half steps, which damp the kinks due to the boundary condition and to a rough f (Rannacher).
            double weight = step < 2 ? 1 : 0.5;
            for (int i = 1; i < cells; i++)
            {
                double rate = (lower[i] * u[i - 1]) + (diagonal[i] * u[i]) + (upper[i] * u[i + 1]);
                right[i] = u[i] + ((1 - weight) * dt * rate);
            }

            right[0] = u[0];
            right[cells] = 0;
            SolveTridiagonal(lower, diagonal, upper, weight * dt, right, u);
        }

        double position = Math.Acos(rho0) / dx;
        int cell = Math.Clamp((int)position, 1, cells - 2);
        double s = position - cell;

        // Cubic interpolation through four nodes.
        return (u[cell - 1] * -s * (s - 1) * (s - 2) / 6) + (u[cell] * (s + 1) * (s - 1) * (s - 2) / 2)
            + (u[cell + 1] * -(s + 1) * s * (s - 2) / 2) + (u[cell + 2] * (s + 1) * s * (s - 1) / 6);
    }

    // Solves (1 − τA) u = right inside, with u_0 fixed and u_N = u_{N−1}, by the Thomas algorithm.
    private static void SolveTridiagonal(double[] lower, double[] diagonal, double[] upper, double tau, double[] right, double[] u)
    {
        int n = u.Length - 1;
        double[] c = new double[n + 1];
        double[] d = new double[n + 1];
        d[0] = right[0];
        for (int i = 1; i < n; i++)
        {
            double pivot = 1 - (tau * diagonal[i]) + (tau * lower[i] * c[i - 1]);
            c[i] = -tau * upper[i] / pivot;
            d[i] = (right[i] + (tau * lower[i] * d[i - 1])) / pivot;
        }

        u[n] = d[n - 1] / (1 + c[n - 1]);
        for (int i = n - 1; i >= 0; i--)
        {
            u[i] = d[i] - (c[i] * u[i + 1]);
        }
    }
}
