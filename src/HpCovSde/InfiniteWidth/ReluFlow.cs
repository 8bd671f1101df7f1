namespace HpCovSde.InfiniteWidth;

/// <summary>
/// The flow of the ReLU family at the times of a clock: variances grow like e^{gt}, and correlations follow the
/// <see cref="CorrelationFlow"/> with s = vt.
/// </summary>
internal sealed class ReluFlow(double growth, double speed, Func<int, double> clock) : IKernelEvolution
{
    private const int Part = 1024;

    public void Advance(KernelState state, int from, int to, KernelWorkers workers)
    {
        double time = clock(to) - clock(from);
        double factor = Math.Exp(growth * time);
        for (int a = 0; a < state.Inputs; a++)
        {
            state.Variances[a] *= factor;
        }

        state.CheckFinite(to);
        double[] deltas = state.Deltas;
        int parts = (deltas.Length + Part - 1) / Part;
        workers.For(parts, part =>
        {
            foreach (ref double delta in deltas.AsSpan(part * Part, Math.Min(Part, deltas.Length - (part * Part))))
            {
                delta = CorrelationFlow.Advance(delta, speed * time);
            }
        });
        state.ResetZeroInputs();
    }
}
