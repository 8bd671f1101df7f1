using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;

namespace HpCovSde.Chains;

/// <summary>
/// A Markov chain on covariance matrices that an ensemble can run: a finite network, or an SDE with a scheme and a step. It is only a
/// description; <see cref="CreateTransition{T}"/> makes the object that computes. Other assemblies may implement it.
/// </summary>
public interface IChain
{
    /// <summary>
    /// The first <see cref="StreamPurpose"/> that is free for chains outside this library. Smaller ones are reserved for it.
    /// </summary>
    const uint FirstCustomPurpose = StreamMap.FirstCustomPurpose;

    /// <summary>
    /// The last <see cref="StreamPurpose"/> that is free for chains outside this library. The highest bit is reserved for outputs.
    /// </summary>
    const uint LastCustomPurpose = StreamMap.LogitsBit - 1;

    /// <summary>How many transitions lead from V_0 to the result, at least 1.</summary>
    int Steps { get; }

    /// <summary>The time that one transition stands for: 1/n for a layer, h for a step of an SDE.</summary>
    double TimePerStep { get; }

    /// <summary>The time after a number of transitions. <see cref="TimePerStep"/> is its mean where transitions differ in length.</summary>
    /// <param name="steps">0 … <see cref="Steps"/>.</param>
    double TimeAt(int steps) => steps * TimePerStep;

    /// <summary>
    /// Keeps the random numbers of different chains with one seed apart: chains of equal purpose read the same numbers. A chain outside
    /// this library takes one from <see cref="FirstCustomPurpose"/> to <see cref="LastCustomPurpose"/>.
    /// </summary>
    uint StreamPurpose { get; }

    /// <summary>Makes the transition for a start and a precision.</summary>
    /// <param name="start">V_0.</param>
    /// <param name="blas">Computes dense products for engines that need them.</param>
    /// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
    /// <exception cref="ArgumentException">The chain does not exist for this start; the message says why.</exception>
    ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
