using System.Numerics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Chains;

/// <summary>
/// A transition for inputs of which some are equal, or parallel where the chain is homogeneous. It runs the different ones, and observes
/// each as often as it occurs: equal inputs remain equal to the bit.
/// </summary>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class RepeatedInputs<T> : ITransition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ITransition<T> _inner;
    private readonly int[] _ofInput;
    private readonly double[] _logRatio;

    private RepeatedInputs(ITransition<T> inner, int[] ofInput, double[] logRatio)
    {
        _inner = inner;
        _ofInput = ofInput;
        _logRatio = logRatio;
    }

    public int Inputs => _ofInput.Length;

    public int ReplicasPerState => _inner.ReplicasPerState;

    public int StateLength => _inner.StateLength;

    public WorkspaceRequirement Requirement => _inner.Requirement.And(WorkspaceRequirement.Of<double>(RowsLength));

    private int RowsLength => ObservationRows.Length(_inner.Inputs, ReplicasPerState);

    public void Start(Span<T> state, RandomStream stream, Workspace workspace) => _inner.Start(state, stream, workspace);

    public void Advance(Span<T> state, RandomStream stream, Workspace workspace) => _inner.Advance(state, stream, workspace);

    public void Observe(Span<T> state, ObservationRows rows, Workspace workspace)
    {
        using WorkspaceFrame frame = workspace.Enter();
        var different = new ObservationRows(frame.Rent<double>(RowsLength), _inner.Inputs, ReplicasPerState);
        _inner.Observe(state, different, workspace);
        for (int replica = 0; replica < ReplicasPerState; replica++)
        {
            rows.SetRepeated(replica, different, _ofInput, _logRatio);
        }
    }

    /// <summary>
    /// The transition of a chain: its own where all inputs are different, or where it does not take so few inputs as are different.
    /// </summary>
    internal static ITransition<T> Create(IChain chain, GramMatrix start, IBlas<T> blas)
    {
        var reducible = chain as IReducibleChain;
        int[] ofInput = new int[start.Size];
        double[] logRatio = new double[start.Size];
        var different = new List<int>();
        for (int a = 0; a < start.Size && reducible is not null; a++)
        {
            int place = different.FindIndex(b => AreEqual(start, a, b, reducible.IsHomogeneous));
            ofInput[a] = place >= 0 ? place : different.Count;
            if (place < 0)
            {
                different.Add(a);
            }
            else if (start.Variance(a) > 0)
            {
                logRatio[a] = Math.Log(start.Variance(a)) - Math.Log(start.Variance(different[place]));
            }
        }

        return reducible is not null && different.Count < start.Size && reducible.Takes(different.Count)
            ? new RepeatedInputs<T>(chain.CreateTransition(start.Select(different), blas), ofInput, logRatio)
            : chain.CreateTransition(start, blas);
    }

    private static bool AreEqual(GramMatrix start, int a, int b, bool orParallel)
    {
        double variance = start.Variance(a);
        double other = start.Variance(b);
        return variance > 0 && other > 0
            ? start.OneMinusCorrelation(a, b) == 0 && (orParallel || variance == other)
            : variance == other;
    }
}
