using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Schemes;
using MathNet.Numerics.LinearAlgebra;

namespace HpCovSde.Tests.Schemes;

/// <summary>
/// A step of Euler–Maruyama against the formula, written with plain matrices, for the path of two inputs and the general one.
/// </summary>
public sealed class EulerMaruyamaTests
{
    private const double Kappa = 0.7;
    private const double Step = 0.01;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(11)]
    public void A_step_is_the_formula(int m)
    {
        // Some 10 m roundings of numbers of the size of √(V_aa V_bb), the observation's logarithm among them.
        AssertStep<double>(m, tolerance: 10 * m * Math.ScaleB(1, -52));
        AssertStep<float>(m, tolerance: 10 * m * Math.ScaleB(1, -23));
    }

    [Fact]
    public void The_code_for_two_inputs_agrees_with_the_loops_if_definiteness_is_lost()
    {
        // At h = 0.5 every tenth step leaves the cone, by either variance or by the determinant.
        var start = GramMatrix.Pair(0.3);
        double[] registers = Rows(new EulerMaruyamaPair<double>(start, Kappa, new TimeGrid(3, 0.5)));
        double[] loops = Rows(new EulerMaruyama<double>(start, Kappa, new TimeGrid(3, 0.5)));
        int length = CovarianceLayout.RowLength(2);
        int lost = 0;
        for (int replica = 0; replica < registers.Length / length; replica++)
        {
            var actual = new CovarianceSample(registers.AsSpan(replica * length, length), 2);
            var expected = new CovarianceSample(loops.AsSpan(replica * length, length), 2);
            lost += (int)expected.DefinitenessLosses;
            Assert.Equal(expected.DefinitenessLosses, actual.DefinitenessLosses);
            Assert.Equal(expected.LogVariance(0), actual.LogVariance(0), 1e-12);
            Assert.Equal(expected.LogVariance(1), actual.LogVariance(1), 1e-12);

            // V of a projected matrix is LLᵀ up to rounding, and 1 − |ρ| of it what the rounding makes of zero.
            Assert.Equal(expected.OneMinusCorrelation(0, 1), actual.OneMinusCorrelation(0, 1), 1e-12);
        }

        Assert.InRange(lost, 20, 400);
    }

    // Of 256 replicas after three steps.
    private static double[] Rows(ITransition<double> transition)
    {
        const int replicas = 256;
        using var workspace = new Workspace(transition.Requirement);
        double[] state = new double[transition.StateLength];
        double[] rows = new double[replicas * CovarianceLayout.RowLength(2)];
        int rowsOfState = transition.ReplicasPerState * CovarianceLayout.RowLength(2);
        for (int replica = 0; replica < replicas; replica += transition.ReplicasPerState)
        {
            transition.Start(state, new RandomKey(1, 2).Stream((uint)replica, 0), workspace);
            for (uint step = 0; step < 3; step++)
            {
                transition.Advance(state, new RandomKey(1, 2).Stream((uint)replica, step), workspace);
            }

            transition.Observe(
                state, new(rows.AsSpan(replica * CovarianceLayout.RowLength(2), rowsOfState), 2, transition.ReplicasPerState), workspace);
        }

        return rows;
    }

    private static void AssertStep<T>(int m, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GramMatrix start = Inputs(m);
        IChain chain = new CovarianceSde(Kappa, 1).Integrate(Step, new EulerMaruyama());
        ITransition<T> transition = chain.CreateTransition(start, ManagedBlas<T>.Instance);
        using var workspace = new Workspace(transition.Requirement);
        T[] state = new T[transition.StateLength];
        transition.Start(state, new RandomKey(1, 2).Stream(0, 0), workspace);
        transition.Advance(state, new RandomKey(1, 2).Stream(0, 0), workspace);
        int length = CovarianceLayout.RowLength(m);
        double[] rows = new double[transition.ReplicasPerState * length];
        transition.Observe(state, new(rows, m, transition.ReplicasPerState), workspace);
        for (int replica = 0; replica < transition.ReplicasPerState; replica++)
        {
            Matrix<double> expected = PlainStep(start, Normals<T>(m, replica));
            var sample = new CovarianceSample(rows.AsSpan(replica * length, length), m);
            for (int a = 0; a < m; a++)
            {
                for (int b = 0; b <= a; b++)
                {
                    Assert.Equal(expected[a, b], sample.Covariance(a, b), tolerance * Math.Sqrt(start.Variance(a) * start.Variance(b)));
                }
            }
        }
    }

    // V + √h L S Lᵀ + h b(V), b^{ab} = κ √(V^{aa}V^{bb}) (sin θ − θ cos θ); S from the columns of a lower triangle.
    private static Matrix<double> PlainStep(GramMatrix start, double[] normals)
    {
        int m = start.Size;
        Matrix<double> v = Matrix<double>.Build.Dense(m, m, (a, b) => start[a, b]);
        Matrix<double> l = v.Cholesky().Factor;
        Matrix<double> s = Matrix<double>.Build.Dense(
            m, m, (a, b) => normals[PackedLower.ColumnIndex(m, Math.Max(a, b), Math.Min(a, b))] * (a == b ? Math.Sqrt(2) : 1));
        Matrix<double> drift = Matrix<double>.Build.Dense(m, m, (a, b) =>
        {
            double scale = Math.Sqrt(v[a, a] * v[b, b]);
            double theta = Math.Acos(v[a, b] / scale);
            return a == b ? 0 : Kappa * scale * (Math.Sin(theta) - (theta * Math.Cos(theta)));
        });
        return v + (Math.Sqrt(Step) * l * s * l.Transpose()) + (Step * drift);
    }

    private static double[] Normals<T>(int m, int replica)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] normals = new T[PackedLower.Length(m)];
        StandardNormals.Fill(new RandomKey(1, 2).Stream((uint)replica, 0), 0, normals.AsSpan());
        return [.. normals.Select(double.CreateTruncating)];
    }

    // Of different norms and well conditioned.
    private static GramMatrix Inputs(int m)
    {
        var random = new Random(m);
        double[,] rows = new double[m, (3 * m) + 5];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i / rows.GetLength(1), i % rows.GetLength(1)] = (random.NextDouble() - 0.3) * (1 + (i / rows.GetLength(1)));
        }

        return GramMatrix.FromInputs(rows);
    }
}
