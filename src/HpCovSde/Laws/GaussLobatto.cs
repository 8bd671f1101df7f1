namespace HpCovSde.Laws;

/// <summary>
/// The Gauss-Lobatto-Legendre nodes of degree p on [−1, 1], with the weights of their quadrature, of their interpolation, and the matrix
/// that differentiates the interpolating polynomial.
/// </summary>
internal sealed class GaussLobatto
{
    private GaussLobatto(int degree)
    {
        int last = degree;
        Nodes = new double[last + 1];
        Weights = new double[last + 1];
        Barycentric = new double[last + 1];
        Derivative = new double[last + 1, last + 1];
        Stiffness = new double[last + 1, last + 1];
        double[] legendre = new double[last + 1];
        for (int i = 0; i <= last; i++)
        {
            // Newton's method for the zeros of (1 − x²) P'_p, which are the ends and the extrema of P_p.
            double x = -Math.Cos(Math.PI * i / last);
            for (int iteration = 0; iteration < 50; iteration++)
            {
                (double value, double below) = Legendre(x, last);
                double step = ((x * value) - below) / ((last + 1) * value);
                x -= step;
                if (Math.Abs(step) < 1e-16)
                {
                    break;
                }
            }

            Nodes[i] = i == 0 ? -1 : i == last ? 1 : 2 * i == last ? 0 : x;
            legendre[i] = Legendre(Nodes[i], last).Value;
            Weights[i] = 2 / (last * (last + 1.0) * legendre[i] * legendre[i]);
            Barycentric[i] = 1 / legendre[i] / (last * (last + 1.0));
        }

        for (int i = 0; i <= last; i++)
        {
            double sum = 0;
            for (int j = 0; j <= last; j++)
            {
                if (i != j)
                {
                    Derivative[i, j] = legendre[i] / legendre[j] / (Nodes[i] - Nodes[j]);
                    sum += Derivative[i, j];
                }
            }

            Derivative[i, i] = -sum;
        }

        for (int i = 0; i <= last; i++)
        {
            for (int j = 0; j <= last; j++)
            {
                Stiffness[i, j] = WeightedStiffness(Weights, i, j);
            }
        }
    }

    /// <summary>Degree 16. It has less rounding than lower degrees on shorter elements, and than higher ones on longer elements.</summary>
    internal static GaussLobatto Rule { get; } = new(16);

    internal int Degree => Nodes.Length - 1;

    internal double[] Nodes { get; }

    internal double[] Weights { get; }

    internal double[,] Derivative { get; }

    /// <summary>The integrals of the products of the derivatives of the Lagrange polynomials.</summary>
    internal double[,] Stiffness { get; }

    private double[] Barycentric { get; }

    /// <summary>The value at x in [−1, 1] of the polynomial through values at the nodes.</summary>
    internal double Interpolate(ReadOnlySpan<double> values, double x)
    {
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double distance = x - Nodes[i];
            if (distance == 0)
            {
                return values[i];
            }

            double share = Barycentric[i] / distance;
            sum += share * values[i];
            weight += share;
        }

        return sum / weight;
    }

    /// <summary>The integral of that polynomial from −1 to x.</summary>
    internal double Integrate(ReadOnlySpan<double> values, double x)
    {
        double half = (x + 1) / 2;
        double sum = 0;
        for (int i = 0; i < Nodes.Length; i++)
        {
            sum += Weights[i] * Interpolate(values, -1 + (half * (Nodes[i] + 1)));
        }

        return half * sum;
    }

    /// <summary>Σ_k factor_k D_ki D_kj: the entry of the stiffness of a coefficient, from its products with the weights.</summary>
    internal double WeightedStiffness(ReadOnlySpan<double> factors, int i, int j)
    {
        double sum = 0;
        for (int k = 0; k < factors.Length; k++)
        {
            sum += factors[k] * Derivative[k, i] * Derivative[k, j];
        }

        return sum;
    }

    private static (double Value, double Below) Legendre(double x, int degree)
    {
        (double value, double below) = (x, 1);
        for (int k = 2; k <= degree; k++)
        {
            (value, below) = ((((2 * k) - 1) * x * value / k) - ((k - 1) * below / k), value);
        }

        return (value, below);
    }
}
