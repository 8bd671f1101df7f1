namespace HpCovSde.Throughput;

/// <summary>
/// The means of Euler–Maruyama with steps h for two inputs, without Monte Carlo. Its ρ is a Markov chain by itself, because a step
/// V' = V + h b(V) + √h L S Lᵀ is homogeneous in both inputs. So E ρ_n and E A_n B_n are powers of operators on functions of
/// θ = arccos ρ, which are given by their values at Chebyshev points. Means over the three normals of a step are sums over a lattice. The
/// law of two of m inputs is that of two inputs alone, because S is invariant under rotations.
/// </summary>
internal static class EulerMaruyamaMeans
{
    /// <summary>Below so many steps a normal within <see cref="Reach"/> standard deviations can make V indefinite.</summary>
    internal const int FewestSteps = 128;

    private const int Points = 64;

    // Beyond it are 1e-9 of the normals. The sum over a lattice of this spacing is exact to 1e-15 for the Gaussian weight.
    private const double Reach = 7;
    private const double Spacing = 0.75;

    // E log(1 + √(2h) g) to 1e-9 of its size for h ≤ 1/128.
    private const int TermsOfLogarithm = 8;

    private static readonly double[] Theta =
        [.. Enumerable.Range(0, Points).Select(i => Math.PI / 2 * (1 - Math.Cos(Math.PI * i / (Points - 1))))];

    /// <summary>E ρ, E log A and E A B at T = 1 for two inputs of variance 1.</summary>
    internal static (double Rho, double LogA, double AB) Of(long steps, double kappa, double rho)
    {
        double h = 1.0 / steps;
        double[,] plain = new double[Points, Points];
        double[,] weighted = new double[Points, Points];
        for (int i = 0; i < Points; i++)
        {
            AddStep(i, kappa, h, plain, weighted);
        }

        double[] mean = [.. Theta.Select(Math.Cos)];
        double[] product = [.. Theta.Select(_ => 1.0)];
        for (long step = 0; step < steps; step++)
        {
            mean = Apply(plain, mean);
            product = Apply(weighted, product);
        }

        double[] row = new double[Points];
        AddInterpolation(Math.Acos(rho), 1, row);
        return (Dot(row, mean), steps * MeanLogarithm(h), Dot(row, product));
    }

    // A' = A (1 + √(2h) g).
    private static double MeanLogarithm(double h)
    {
        double sum = 0;
        double moment = 1;
        for (int k = 1; k <= TermsOfLogarithm; k++)
        {
            moment *= 2 * h * ((2 * k) - 1);
            sum -= moment / (2 * k);
        }

        return sum;
    }

    // The row of E u(θ') and that of E A' B' u(θ'), from θ_i and A = B = 1.
    private static void AddStep(int i, double kappa, double h, double[,] plain, double[,] weighted)
    {
        double rho = Math.Cos(Theta[i]);
        double sine = Math.Sin(Theta[i]);
        double drifted = rho + (h * kappa * (sine - (rho * Theta[i])));
        double scale = Math.Sqrt(2 * h);
        double[] plainRow = new double[Points];
        double[] weightedRow = new double[Points];
        double total = 0;
        int reach = (int)(Reach / Spacing);
        for (int j = -reach; j <= reach; j++)
        {
            for (int k = -reach; k <= reach; k++)
            {
                for (int l = -reach; l <= reach; l++)
                {
                    double g = j * Spacing;
                    double off = k * Spacing;
                    double g2 = l * Spacing;
                    double square = (g * g) + (off * off) + (g2 * g2);
                    if (square > Reach * Reach)
                    {
                        continue;
                    }

                    double weight = Math.Exp(-square / 2);
                    double a = 1 + (scale * g);
                    double b = 1 + (scale * ((rho * rho * g) + (Math.Sqrt(2) * rho * sine * off) + (sine * sine * g2)));
                    double covariance = drifted + (scale * ((rho * g) + (sine * off / Math.Sqrt(2))));
                    double theta = Math.Acos(Math.Clamp(covariance / Math.Sqrt(a * b), -1, 1));
                    total += weight;
                    AddInterpolation(theta, weight, plainRow);
                    AddInterpolation(theta, weight * a * b, weightedRow);
                }
            }
        }

        for (int j = 0; j < Points; j++)
        {
            plain[i, j] = plainRow[j] / total;
            weighted[i, j] = weightedRow[j] / total;
        }
    }

    // The barycentric formula at Chebyshev points: Berrut, Trefethen 2004, SIAM Review 46(3).
    private static void AddInterpolation(double theta, double factor, double[] row)
    {
        Span<double> terms = stackalloc double[Points];
        double sum = 0;
        for (int j = 0; j < Points; j++)
        {
            double distance = theta - Theta[j];
            if (distance == 0)
            {
                row[j] += factor;
                return;
            }

            double end = j is 0 or Points - 1 ? 0.5 : 1;
            terms[j] = (j % 2 == 0 ? end : -end) / distance;
            sum += terms[j];
        }

        for (int j = 0; j < Points; j++)
        {
            row[j] += factor * terms[j] / sum;
        }
    }

    private static double[] Apply(double[,] matrix, double[] u)
    {
        double[] result = new double[Points];
        for (int i = 0; i < Points; i++)
        {
            for (int j = 0; j < Points; j++)
            {
                result[i] += matrix[i, j] * u[j];
            }
        }

        return result;
    }

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();
}
