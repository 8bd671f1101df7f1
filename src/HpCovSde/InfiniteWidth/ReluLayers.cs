using HpCovSde.Activations;

namespace HpCovSde.InfiniteWidth;

/// <summary>
/// Layers of the ReLU family in closed form. With E φ(g)² = 1/c a layer multiplies variances by skip + branch/c. It changes correlations
/// like a feedforward layer whose strength is multiplied by the share of the branch in this factor.
/// </summary>
internal sealed class ReluLayers(ReluFamily activation, Func<int, KernelStep> steps) : IKernelEvolution
{
    // The number of pairs of a part, which stay in the cache through all layers.
    private const int Part = 1024;

    // The number of layers that a part goes through at a time, which bounds the memory and the time until a run stops.
    private const int LayersAtOnce = 1 << 16;

    public void Advance(KernelState state, int from, int to, KernelWorkers workers)
    {
        for (int count; from < to; from += count)
        {
            count = Math.Min(LayersAtOnce, to - from);
            AdvanceAtOnce(state, from, from + count, workers);
        }
    }

    private void AdvanceAtOnce(KernelState state, int from, int to, KernelWorkers workers)
    {
        double[] strengths = new double[to - from];
        for (int i = 0; i < strengths.Length; i++)
        {
            KernelStep step = steps(from + i + 1);
            double branch = step.Branch / activation.Normalization;
            double growth = step.Skip + branch;
            strengths[i] = activation.ArcCosineStrength * branch / growth;

            // Feedforward layers have c E φ(g)² = 1 and keep variances exactly. Multiplying would accumulate rounding errors.
            for (int a = 0; a < state.Inputs && (step.Skip != 0 || step.Branch != activation.Normalization); a++)
            {
                state.Variances[a] *= growth;
            }

            state.CheckFinite(from + i + 1);
        }

        double[] deltas = state.Deltas;
        int parts = (deltas.Length + Part - 1) / Part;
        workers.For(
            parts, part => ArcCosineMap.Apply(deltas.AsSpan(part * Part, Math.Min(Part, deltas.Length - (part * Part))), strengths));
        state.ResetZeroInputs();
    }
}
