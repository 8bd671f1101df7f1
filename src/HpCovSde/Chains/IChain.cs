using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Chains;

/// <summary>
/// A Markov chain on covariance matrices that an <see cref="Runs.Ensemble"/> can run: a finite network, or an SDE with a scheme and
/// a step. It is a description only; <see cref="CreateTransition{T}"/> makes the machine.
/// </summary>
public interface IChain
{
    /// <summary>How many transitions lead from V_0 to the result.</summary>
    int Steps { get; }

    /// <summary>Time that one transition stands for: 1/n for a layer, h for a step of an SDE.</summary>
    double TimePerStep { get; }

    /// <summary>The time after so many transitions; <see cref="TimePerStep"/> is its mean where they are not of one length.</summary>
    /// <param name="steps">0 … <see cref="Steps"/>.</param>
    double TimeAt(int steps) => steps * TimePerStep;

    /// <summary>Keeps the random numbers of different uses of one seed apart.</summary>
    uint StreamPurpose { get; }

    /// <summary>Makes the transition for a start and a precision.</summary>
    /// <param name="start">V_0.</param>
    /// <param name="blas">Computes the dense products of the engines that work through them, one replica at a time; the others leave it alone.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The chain does not exist for this start, with the reason.</exception>
    ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
