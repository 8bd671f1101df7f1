namespace HpCovSde.InfiniteWidth;

/// <summary>A step of the flow dq/dt = E φ(U)φ(V) by a <see cref="ClosedKernel"/>.</summary>
/// <remarks>
/// With f² = E φ(U)²/q of an input, dδ/dt = ½ (f_a − f_b)² + (√(E φ(U)² E φ(V)²) − E φ(U)φ(V))/√(q_a q_b) − ½ δ (f_a² + f_b²).
/// </remarks>
internal static class ClosedFlow
{
    private const int Stages = DormandPrince.Stages;

    /// <summary>The variances and the δ after a step, and the estimated error.</summary>
    internal static (double[] Variances, double[] Deltas, double Error) Attempt(
        KernelState state, ClosedKernel kernel, double step, KernelWorkers workers)
    {
        // Both are indexed [input][stage].
        double[] points = new double[state.Inputs * Stages];
        double[] features = new double[state.Inputs * Stages];
        double[] variances = new double[state.Inputs];
        double error = 0;
        Span<double> rates = stackalloc double[Stages];
        for (int a = 0; a < state.Inputs; a++)
        {
            for (int stage = 0; stage < Stages; stage++)
            {
                double variance = DormandPrince.Point(state.Variances[a], rates, stage, step);
                rates[stage] = kernel.MeanSquare(variance);
                points[(a * Stages) + stage] = variances[a] = variance;
                features[(a * Stages) + stage] = variance > 0 ? Math.Sqrt(rates[stage]) / Math.Sqrt(variance) : 0;
            }

            error = Math.Max(error, variances[a] > 0 ? DormandPrince.Error(rates, step) / variances[a] : 0);
        }

        double[] deltas = (double[])state.Deltas.Clone();
        double[] errors = new double[state.Inputs];
        workers.For(state.Inputs, a =>
        {
            for (int b = 0; b < a && state.Variances[a] > 0; b++)
            {
                if (state.Variances[b] > 0)
                {
                    ref double delta = ref deltas[KernelState.Row(a) + b];
                    (delta, double ofPair) = Move(
                        kernel,
                        delta,
                        step,
                        points.AsSpan(a * Stages, Stages),
                        points.AsSpan(b * Stages, Stages),
                        features.AsSpan(a * Stages, Stages),
                        features.AsSpan(b * Stages, Stages));
                    errors[a] = Math.Max(errors[a], ofPair);
                }
            }
        });

        return (variances, deltas, Math.Max(error, errors.Max()));
    }

    private static (double Delta, double Error) Move(
        ClosedKernel kernel,
        double start,
        double step,
        ReadOnlySpan<double> a,
        ReadOnlySpan<double> b,
        ReadOnlySpan<double> ofA,
        ReadOnlySpan<double> ofB)
    {
        Span<double> rates = stackalloc double[Stages];
        double delta = start;
        for (int stage = 0; stage < Stages; stage++)
        {
            delta = Math.Clamp(DormandPrince.Point(start, rates, stage, step), 0, 2);
            double apart = ofA[stage] - ofB[stage];
            double deficit = kernel.Deficit(a[stage], b[stage], delta) / Math.Sqrt(a[stage]) / Math.Sqrt(b[stage]);
            double growth = 0.5 * ((ofA[stage] * ofA[stage]) + (ofB[stage] * ofB[stage]));
            rates[stage] = (0.5 * apart * apart) + deficit - (delta * growth);
        }

        double scale = Math.Max(DormandPrince.SmallestDelta, Math.Max(start, delta));
        return (delta, DormandPrince.Error(rates, step) / scale);
    }
}
