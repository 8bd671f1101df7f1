using System.Numerics;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Chains;

/// <summary>
/// One transition of a Markov chain that is observed through an m×m covariance matrix: a layer of a finite network or a step of an SDE. It
/// is the only thing the runner knows of either. A state holds <see cref="ReplicasPerState"/> replicas with consecutive numbers.
/// </summary>
/// <remarks>
/// A transition is immutable and may be used by many threads at once, each with its own state and workspace. All that the next step needs
/// is in the state: a copy of it continues to the same bits. What is drawn depends on the stream alone. <see cref="Start"/>,
/// <see cref="Advance"/> and <see cref="Observe"/> do not allocate.
/// </remarks>
/// <typeparam name="T">The precision, <see cref="double"/> or <see cref="float"/>.</typeparam>
public interface ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>m, the number of inputs.</summary>
    int Inputs { get; }

    /// <summary>Replicas in one state: several where the lanes of a vector are replicas, else 1.</summary>
    int ReplicasPerState { get; }

    /// <summary>Elements of a state.</summary>
    int StateLength { get; }

    /// <summary>The scratch memory that any call below needs.</summary>
    WorkspaceRequirement Requirement { get; }

    /// <summary>Writes the state at step 0, which can be observed. A start that is random is drawn here.</summary>
    /// <param name="state">The state, <see cref="StateLength"/> elements with unspecified contents.</param>
    /// <param name="stream">The random numbers of step 0; its replica is the first of the state.</param>
    /// <param name="workspace">At least <see cref="Requirement"/>.</param>
    void Start(Span<T> state, RandomStream stream, Workspace workspace);

    /// <summary>Advances from step <c>stream.Step</c> to the next.</summary>
    /// <param name="state">The state, in and out.</param>
    /// <param name="stream">The random numbers of this step; its replica is the first of the state.</param>
    /// <param name="workspace">At least <see cref="Requirement"/>.</param>
    void Advance(Span<T> state, RandomStream stream, Workspace workspace);

    /// <summary>Writes down the covariance of every replica. Later steps do not depend on whether a state was observed.</summary>
    /// <param name="state">The state after <see cref="Start"/> or any number of steps.</param>
    /// <param name="rows">A row for each replica, with nothing set.</param>
    /// <param name="workspace">At least <see cref="Requirement"/>.</param>
    void Observe(Span<T> state, ObservationRows rows, Workspace workspace);
}
