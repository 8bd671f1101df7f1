namespace HpCovSde.InfiniteWidth;

/// <summary>A layer by a <see cref="ClosedKernel"/>.</summary>
/// <remarks>
/// With s² the variance after the layer, x = √skip σ/s and f² = branch E φ(U)²/s², x² + f² = 1 and
/// δ' = ½ (x_a − x_b)² + x_a x_b δ + ½ (f_a − f_b)² + branch (√(E φ(U)² E φ(V)²) − E φ(U)φ(V))/(s_a s_b).
/// </remarks>
internal static class ClosedLayer
{
    internal static void Advance(KernelState state, ClosedKernel kernel, KernelStep layer, KernelWorkers workers)
    {
        int inputs = state.Inputs;
        double[] variances = (double[])state.Variances.Clone();
        double[] roots = new double[inputs];
        double[] carried = new double[inputs];
        double[] features = new double[inputs];
        double gain = 0;
        for (int a = 0; a < inputs; a++)
        {
            double meanSquare = kernel.MeanSquare(variances[a]);
            double after = layer.VarianceAfter(variances[a], meanSquare);
            state.Variances[a] = after;
            if (after > 0)
            {
                roots[a] = Math.Sqrt(after);
                carried[a] = Math.Sqrt(layer.Skip) * Math.Sqrt(variances[a]) / roots[a];
                features[a] = Math.Sqrt(layer.Branch * meanSquare) / roots[a];
                gain = Math.Max(
                    gain, (carried[a] * carried[a]) + (layer.Branch * kernel.MeanSquareSlope(variances[a]) / after));
            }
        }

        double[] deltas = state.Deltas;
        workers.For(inputs, a =>
        {
            Span<double> row = deltas.AsSpan(KernelState.Row(a), a);
            for (int b = 0; b < a; b++)
            {
                double apartCarried = carried[a] - carried[b];
                double apart = features[a] - features[b];
                double sum = (0.5 * apartCarried * apartCarried) + (carried[a] * carried[b] * row[b]) + (0.5 * apart * apart);
                double deficit = roots[a] > 0 && roots[b] > 0
                    ? layer.Branch * (kernel.Deficit(variances[a], variances[b], row[b]) / roots[a] / roots[b])
                    : 0;
                row[b] = Math.Clamp(sum + deficit, 0, 2);
            }
        });
        state.Error = Math.Min(2, state.Error * gain);
    }
}
