namespace HpCovSde.Laws;

/// <summary>
/// Solves du_i/ds = b_i (u_{i−1} − u_i) + a_i (u_{i+1} − u_i): a diffusion equation in one dimension, discretised by central differences.
/// </summary>
/// <remarks>
/// The time stepping is the diagonally implicit Runge-Kutta method of Alexander 1977 with two stages and γ = 1 − 1/√2: second order,
/// L-stable, stiffly accurate. Each stage solves a tridiagonal system by the Thomas algorithm without pivoting. A node with a_i = b_i = 0
/// keeps its value, which is how a Dirichlet condition is imposed; a_i = 2D/h², b_i = 0 reflects at the left end.
/// </remarks>
internal abstract class BackwardEquation
{
    /// <summary>γ.</summary>
    internal static readonly double Gamma = 1 - (1 / Math.Sqrt(2));

    private readonly double[] _ratio;

    private protected BackwardEquation(int nodes)
    {
        Values = new double[nodes];
        Stage = new double[nodes];
        Below = new double[nodes];
        Above = new double[nodes];
        _ratio = new double[nodes];
    }

    /// <summary>u at the nodes.</summary>
    internal double[] Values { get; }

    /// <summary>u of the first stage of the last step, at time s + γh.</summary>
    internal double[] Stage { get; }

    /// <summary>b_i, with b_0 = 0.</summary>
    private protected double[] Below { get; }

    /// <summary>a_i, with 0 at the last node.</summary>
    private protected double[] Above { get; }

    /// <summary>One step from s to s + h. Does not allocate.</summary>
    internal void Advance(double time, double step)
    {
        Values.CopyTo(Stage, 0);
        SetRates(time + (Gamma * step));
        Solve(Stage, Gamma * step);

        // The slope of the first stage is (stage − u)/(γh).
        double weight = (1 - Gamma) / Gamma;
        for (int i = 0; i < Values.Length; i++)
        {
            Values[i] += weight * (Stage[i] - Values[i]);
        }

        SetRates(time + step);
        Solve(Values, Gamma * step);
    }

    /// <summary>Sets <see cref="Below"/> and <see cref="Above"/> to their values at time s.</summary>
    private protected abstract void SetRates(double time);

    // (1 − kL) u = values.
    private void Solve(double[] values, double k)
    {
        double ratio = 0;
        double previous = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double below = k * Below[i];
            double above = k * Above[i];
            double pivot = 1 + below + above - (below * ratio);
            ratio = above / pivot;
            previous = (values[i] + (below * previous)) / pivot;
            _ratio[i] = ratio;
            values[i] = previous;
        }

        for (int i = values.Length - 2; i >= 0; i--)
        {
            values[i] += _ratio[i] * values[i + 1];
        }
    }
}
