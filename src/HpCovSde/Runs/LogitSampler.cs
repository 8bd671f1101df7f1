using System.Numerics;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Runs;

/// <summary>
/// Draws the outputs of K units given the covariance that a chain reports: f_k = L g_k, V = LLᵀ, g_k ~ N(0, I_m), for which
/// f_k ~ N(0, V), independent given V. It sees the covariance alone, so it serves every chain.
/// </summary>
/// <remarks>
/// What is factored is K, the Gram matrix of (u_1, u_2 − u_1, …, u_m − u_1) from 1 − ρ, so f_a − f_1 of nearly parallel inputs keeps its
/// digits, and is 0 where ρ = 1. A dead input has f = 0; its unit vector does not matter, and is taken to be orthogonal to the others.
/// </remarks>
/// <typeparam name="T">The precision the chain computes in, hence that of 1 − ρ; outputs are in double.</typeparam>
internal sealed class LogitSampler<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _inputs;
    private readonly int _units;
    private readonly IBlas<T> _blas;
    private readonly RandomKey _key;

    /// <param name="inputs">m.</param>
    /// <param name="units">K; 0 draws nothing.</param>
    /// <param name="blas">Factors K where there are many inputs.</param>
    /// <param name="key">The numbers of the chain; outputs have a purpose of their own.</param>
    internal LogitSampler(int inputs, int units, IBlas<T> blas, RandomKey key)
    {
        _inputs = inputs;
        _units = units;
        _blas = blas;
        _key = key with { Purpose = key.Purpose | StreamMap.LogitsBit };
    }

    /// <summary>Outputs of one replica: unit by unit, each of m.</summary>
    internal int Length => checked(_units * _inputs);

    internal WorkspaceRequirement Requirement => _units == 0
        ? WorkspaceRequirement.None
        : WorkspaceRequirement.Of<T>((long)_inputs * _inputs).And(SemidefiniteCholesky.Requirement(_blas, _inputs));

    /// <summary>Writes f_k^a at element k·m + a. Does not allocate.</summary>
    /// <param name="sample">V.</param>
    /// <param name="replica">Which replica it is.</param>
    /// <param name="step">After which step it was taken.</param>
    /// <param name="logits">The outputs, <see cref="Length"/> of them.</param>
    /// <param name="workspace">At least <see cref="Requirement"/>.</param>
    internal void Draw(in CovarianceSample sample, uint replica, int step, Span<double> logits, Workspace workspace)
    {
        if (_units == 0)
        {
            return;
        }

        int m = _inputs;
        using WorkspaceFrame frame = workspace.Enter();
        Span<T> factor = frame.Rent<T>(m * m);
        WriteDifferenceGram(sample, factor);
        _ = SemidefiniteCholesky.Factor(_blas, m, factor, m, workspace);
        StandardNormals.Fill(_key.Stream(replica, (uint)step), 0, logits);
        for (int unit = 0; unit < _units; unit++)
        {
            Multiply(factor, logits.Slice(unit * m, m));
        }

        for (int a = 0; a < m; a++)
        {
            double deviation = VectorMath.Exp((Lanes<double>)(sample.LogVariance(a) / 2))[0];
            for (int i = a; i < logits.Length; i += m)
            {
                logits[i] = deviation == 0 ? 0 : deviation * logits[i];
            }
        }
    }

    private void WriteDifferenceGram(in CovarianceSample sample, Span<T> gram)
    {
        gram[0] = T.One;
        for (int a = 1; a < _inputs; a++)
        {
            Span<T> row = gram.Slice(a * _inputs, a + 1);
            double own = Delta(sample, a, 0);
            row[0] = T.CreateTruncating(-own);
            row[a] = T.CreateTruncating(2 * own);
            for (int b = 1; b < a; b++)
            {
                row[b] = T.CreateTruncating(own + Delta(sample, b, 0) - Delta(sample, a, b));
            }
        }
    }

    private static double Delta(in CovarianceSample sample, int a, int b)
    {
        bool dead = double.IsNegativeInfinity(sample.LogVariance(a)) || double.IsNegativeInfinity(sample.LogVariance(b));
        return dead ? 1 : sample.OneMinusCorrelation(a, b);
    }

    // In place, from the last row up: g becomes the outputs for unit variances, u_1 first and the differences added to it.
    private void Multiply(ReadOnlySpan<T> factor, Span<double> g)
    {
        double first = g[0];
        for (int a = _inputs - 1; a > 0; a--)
        {
            ReadOnlySpan<T> row = factor.Slice(a * _inputs, a + 1);
            double sum = 0;
            for (int b = 0; b <= a; b++)
            {
                sum = Math.FusedMultiplyAdd(double.CreateTruncating(row[b]), g[b], sum);
            }

            g[a] = first + sum;
        }
    }
}
