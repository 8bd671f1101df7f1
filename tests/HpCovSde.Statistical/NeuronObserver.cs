using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;
using HpCovSde.Networks;
using HpCovSde.Schemes;

namespace HpCovSde.Statistical;

/// <summary>
/// A residual diffusion of one input, for schemes whose states are <see cref="WideResidualState{T}"/>s. It observes the neurons, which no
/// quantity does: a function of X_t takes the place of the log norm of the features.
/// </summary>
internal sealed class NeuronObserver(IChain diffusion, int width, Func<ReadOnlySpan<double>, double> function) : IChain
{
    public int Steps => diffusion.Steps;

    public double TimePerStep => diffusion.TimePerStep;

    public uint StreamPurpose => diffusion.StreamPurpose;

    /// <summary>The function of X_t of every replica.</summary>
    internal static double[] Run(
        ResidualDiffusion diffusion,
        double step,
        Scheme scheme,
        GramMatrix start,
        int replicas,
        Func<ReadOnlySpan<double>, double> function)
    {
        var place = Quantity.LogFeatureNorm(0);
        return Experiment.Run(
            new NeuronObserver(diffusion.Integrate(step, scheme), diffusion.Width, function),
            start,
            replicas,
            keep: [place]).Samples(place).ToArray();
    }

    public ITransition<T> CreateTransition<T>(GramMatrix start, IBlas<T> blas)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => new Transition<T>(
            diffusion.CreateTransition(start, blas), width, function);

    private sealed class Transition<T>(ITransition<T> inner, int width, Func<ReadOnlySpan<double>, double> function) : ITransition<T>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        public int Inputs => inner.Inputs;

        public int ReplicasPerState => inner.ReplicasPerState;

        public int StateLength => inner.StateLength;

        public WorkspaceRequirement Requirement => inner.Requirement;

        public void Start(Span<T> state, RandomStream stream, Workspace workspace) => inner.Start(state, stream, workspace);

        public void Advance(Span<T> state, RandomStream stream, Workspace workspace) => inner.Advance(state, stream, workspace);

        public void Observe(Span<T> state, ObservationRows rows, Workspace workspace)
        {
            // States of other layouts are longer.
            Assert.Equal(WideResidualState<T>.Length(1, width), state.Length);
            inner.Observe(state, rows, workspace);
            Span<T> neurons = new WideResidualState<T>(state, 1, width, new(Own: true, MayOppose: false)).Neurons;
            Span<double> x = stackalloc double[width];
            for (int replica = 0; replica < ReplicasPerState; replica++)
            {
                double square = 0;
                for (int i = 0; i < width; i++)
                {
                    x[i] = double.CreateChecked(neurons[(i * Lanes<T>.Count) + replica]);
                    square += x[i] * x[i];
                }

                // The state has its unit in logs; V = |X|²/n.
                double unit = Math.Sqrt(width * Math.Exp(rows[replica].LogVariance(0)) / square);
                for (int i = 0; i < width; i++)
                {
                    x[i] *= unit;
                }

                rows.SetLogFeatureNorm(replica, 0, function(x));
            }
        }
    }
}
