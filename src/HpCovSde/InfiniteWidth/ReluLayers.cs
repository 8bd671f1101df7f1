using HpCovSde.Activations;

namespace HpCovSde.InfiniteWidth;

/// <summary>
/// Layers of the ReLU family in closed form: with E φ(g)² = 1/c a layer multiplies variances by skip + branch/c, and moves correlations as a feedforward layer
/// does, with the share of the branch in that for strength.
/// </summary>
internal sealed class ReluLayers(ReluFamily activation, Func<int, KernelStep> steps) : IKernelEvolution
{
    // Pairs of a part: they stay in the cache through all layers.
    private const int Part = 1024;

    public void Advance(KernelState state, int from, int to, KernelWorkers workers)
    {
        double[] strengths = new double[to - from];
        for (int i = 0; i < strengths.Length; i++)
        {
            KernelStep step = steps(from + i + 1);
            double branch = step.Branch / activation.Normalization;
            double growth = step.Skip + branch;
            strengths[i] = activation.ArcCosineStrength * branch / growth;

            // c E φ(g)² is 1 but for rounding, which would add up.
            for (int a = 0; a < state.Inputs && (step.Skip != 0 || step.Branch != activation.Normalization); a++)
            {
                state.Variances[a] *= growth;
            }

            state.CheckFinite(from + i + 1);
        }

        double[] deltas = state.Deltas;
        int parts = (deltas.Length + Part - 1) / Part;
        workers.For(parts, part => ArcCosineMap.Apply(deltas.AsSpan(part * Part, Math.Min(Part, deltas.Length - (part * Part))), strengths));
        state.ResetZeroInputs();
    }
}
