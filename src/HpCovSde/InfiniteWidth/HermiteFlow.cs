using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.InfiniteWidth;

/// <summary>
/// The flow dq/dt = E φ(U)φ(V), (U, V) ~ N(0, q), for any activation and clock, by <see cref="DormandPrince"/> with adaptive steps. Where
/// variances are large, a <see cref="ClosedKernel"/> is taken if there is one. The variances do not depend on the correlations.
/// With â_k = a_k/σ of both inputs,
/// <code>
/// dδ/dt = ½ Σ_k (â_k^a − â_k^b)² + Σ_k â_k^a â_k^b (1 − ρ^k) − ½ δ Σ_k ((â_k^a)² + (â_k^b)²).
/// </code>
/// </summary>
internal sealed class HermiteFlow(HermiteExpansion expansion, ClosedKernel? closed, Func<int, double> clock) : IKernelEvolution
{
    private const int Stages = DormandPrince.Stages;

    private const double FirstStep = 0.02;

    private double _step = FirstStep;

    public void Advance(KernelState state, int from, int to, KernelWorkers workers)
    {
        double time = clock(from);
        double end = clock(to);
        double smallest = 1e-12 * (end - time);
        while (end - time > smallest)
        {
            double step = Math.Min(_step, end - time);
            double leftOut = 0;
            (double[] variances, double[] deltas, double error) = closed is not null && closed.IsFor(state.Variances)
                ? ClosedFlow.Attempt(state, closed, step, workers)
                : Attempt(state, step, workers, out leftOut);
            double factor = DormandPrince.Growth(error);
            if (!(error <= DormandPrince.Tolerance) && step > smallest && double.IsFinite(error))
            {
                _step = step * factor;
                continue;
            }

            variances.CopyTo(state.Variances.AsSpan());
            state.CheckFinite(to);
            state.Deltas = deltas;
            state.ResetZeroInputs();
            state.Error = Math.Min(2, state.Error + error + leftOut);
            time += step;

            // The step may have been cut to end at a record, so it does not limit the next one.
            _step = Math.Max(_step, step * factor);
        }
    }

    // First the variances of all stages, which do not depend on the correlations; then the pairs.
    private (double[] Variances, double[] Deltas, double Error) Attempt(
        KernelState state, double step, KernelWorkers workers, out double leftOut)
    {
        var tables = new HermiteTable[Stages];
        double[] variances = state.Variances;
        double[] rates = new double[state.Inputs * Stages];
        double error = 0;
        for (int stage = 0; stage < Stages; stage++)
        {
            variances = new double[state.Inputs];
            for (int a = 0; a < variances.Length; a++)
            {
                variances[a] = DormandPrince.Point(state.Variances[a], rates.AsSpan(a * Stages, Stages), stage, step);
            }

            tables[stage] = expansion.Tabulate(variances, KernelStep.Rate, workers, stage > 0 ? tables[stage - 1] : null);
            for (int a = 0; a < variances.Length; a++)
            {
                rates[(a * Stages) + stage] = tables[stage].MeanSquares[a];
            }
        }

        for (int a = 0; a < variances.Length; a++)
        {
            double ofVariance = DormandPrince.Error(rates.AsSpan(a * Stages, Stages), step);
            error = Math.Max(error, variances[a] > 0 ? ofVariance / variances[a] : 0);
        }

        double[] deltas = new double[state.Deltas.Length];
        (double ofPairs, leftOut) = AdvancePairs(state, tables, step, deltas, workers);
        leftOut += step * tables.Max(table => table.QuadratureError);
        return (variances, deltas, Math.Max(error, ofPairs));
    }

    private static (double Error, double LeftOut) AdvancePairs(
        KernelState state, HermiteTable[] tables, double step, double[] deltas, KernelWorkers workers)
    {
        int blocks = PairBlocks.Count(state.Inputs);
        double[] errors = new double[blocks];
        double[] bounds = new double[blocks];
        int quads = PairBlocks.Rows / HermitePairs.Quad;
        WorkspaceRequirement scratch = WorkspaceRequirement.Of<double>(HermitePairs.Tile);
        for (int i = 0; i <= Stages; i++)
        {
            scratch = scratch.And(WorkspaceRequirement.Of<double>(HermitePairs.Tile));
        }

        scratch = scratch.And(WorkspaceRequirement.Of<double>((long)PairBlocks.Rows * tables.Sum(table => table.Terms)));
        workers.For(blocks, scratch, (block, workspace) =>
        {
            using WorkspaceFrame frame = workspace.Enter();
            Span<double> delta = frame.Rent<double>(HermitePairs.Tile);
            Span<double> point = frame.Rent<double>(HermitePairs.Tile);
            Span<double> rates = frame.Rent<double>(Stages * HermitePairs.Tile);
            Span<double> rows = frame.Rent<double>(PairBlocks.Rows * tables.Sum(table => table.Terms));
            int start = block * PairBlocks.Rows;
            int offset = 0;
            foreach (HermiteTable table in tables)
            {
                for (int quad = 0; quad < quads; quad++)
                {
                    HermitePairs.Pack(table, start + (quad * HermitePairs.Quad), rows.Slice(offset, HermitePairs.Quad * table.Terms));
                    offset += HermitePairs.Quad * table.Terms;
                }
            }

            foreach ((int first, int group) in PairBlocks.Tiles(block, state.Inputs))
            {
                PairBlocks.Load(state.Deltas, state.Inputs, first, group, delta);
                offset = 0;
                for (int stage = 0; stage < Stages; stage++)
                {
                    HermiteTable table = tables[stage];
                    Move(delta, rates, DormandPrince.Weights[stage], step, point);
                    int own = (first - start) * table.Terms;
                    ReadOnlySpan<double> quad = rows.Slice(offset + own, HermitePairs.Quad * table.Terms);
                    Span<double> rate = rates.Slice(stage * HermitePairs.Tile, HermitePairs.Tile);
                    double bound = HermitePairs.Rate(table, first, group, quad, point, rate);
                    bounds[block] = Math.Max(bounds[block], step * bound);
                    offset += PairBlocks.Rows * table.Terms;
                }

                errors[block] = Math.Max(errors[block], ErrorOf(delta, point, rates, step));
                PairBlocks.Store(point, state.Inputs, first, group, deltas);
            }
        });

        return (errors.Max(), bounds.Max());
    }

    // point = δ + h Σ_j w_j rate_j, clamped to [0, 2].
    private static void Move(ReadOnlySpan<double> delta, ReadOnlySpan<double> rates, double[] weights, double step, Span<double> point)
    {
        for (int i = 0; i < HermitePairs.Quad; i++)
        {
            Lanes<double> sum = 0;
            for (int j = 0; j < weights.Length; j++)
            {
                sum = Lanes.MultiplyAdd(weights[j], Lanes<double>.Load(rates, (j * HermitePairs.Quad) + i), sum);
            }

            sum = Lanes.MultiplyAdd(step, sum, Lanes<double>.Load(delta, i));
            Lanes.Min(Lanes.Max(sum, Lanes<double>.Zero), 2.0).Store(point, i);
        }
    }

    private static double ErrorOf(ReadOnlySpan<double> delta, ReadOnlySpan<double> after, ReadOnlySpan<double> rates, double step)
    {
        double largest = 0;
        for (int i = 0; i < HermitePairs.Tile; i++)
        {
            double sum = 0;
            for (int j = 0; j < Stages; j++)
            {
                sum = Math.FusedMultiplyAdd(DormandPrince.Difference[j], rates[(j * HermitePairs.Tile) + i], sum);
            }

            largest = Math.Max(largest, step * Math.Abs(sum) / Math.Max(DormandPrince.SmallestDelta, Math.Max(delta[i], after[i])));
        }

        return largest;
    }
}
