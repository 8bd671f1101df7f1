using HpCovSde.Kernels.Memory;

namespace HpCovSde.InfiniteWidth;

/// <summary>
/// Layers at infinite width for any activation, by <see cref="HermitePairs"/>, or where variances are large by a
/// <see cref="ClosedKernel"/>, if there is one.
/// </summary>
internal sealed class HermiteLayers(HermiteExpansion expansion, ClosedKernel? closed, Func<int, KernelStep> steps) : IKernelEvolution
{
    public void Advance(KernelState state, int from, int to, KernelWorkers workers)
    {
        HermiteTable? last = null;
        for (int step = from; step < to; step++)
        {
            KernelStep layer = steps(step + 1);
            if (closed is not null && closed.IsFor(state.Variances))
            {
                ClosedLayer.Advance(state, closed, layer, workers);
                last = null;
            }
            else
            {
                last = expansion.Tabulate(state.Variances, layer, workers, last);
                Advance(state, last, workers);
                for (int a = 0; a < state.Inputs; a++)
                {
                    state.Variances[a] = layer.VarianceAfter(state.Variances[a], last.MeanSquares[a]);
                }
            }

            state.CheckFinite(step + 1);
            state.ResetZeroInputs();
        }
    }

    private static void Advance(KernelState state, HermiteTable table, KernelWorkers workers)
    {
        int blocks = PairBlocks.Count(state.Inputs);
        int rowsLength = HermitePairs.Quad * table.Terms;
        double[] bounds = new double[blocks];
        WorkspaceRequirement scratch = WorkspaceRequirement.Of<double>((long)PairBlocks.Rows * table.Terms)
            .And(WorkspaceRequirement.Of<double>(HermitePairs.Tile));
        workers.For(blocks, scratch, (block, workspace) =>
        {
            using WorkspaceFrame frame = workspace.Enter();
            Span<double> rows = frame.Rent<double>(PairBlocks.Rows * table.Terms);
            Span<double> tile = frame.Rent<double>(HermitePairs.Tile);
            int start = block * PairBlocks.Rows;
            for (int quad = 0; quad < PairBlocks.Rows / HermitePairs.Quad; quad++)
            {
                HermitePairs.Pack(table, start + (quad * HermitePairs.Quad), rows.Slice(quad * rowsLength, rowsLength));
            }

            foreach ((int first, int group) in PairBlocks.Tiles(block, state.Inputs))
            {
                PairBlocks.Load(state.Deltas, state.Inputs, first, group, tile);
                ReadOnlySpan<double> quad = rows.Slice((first - start) * table.Terms, rowsLength);
                bounds[block] = Math.Max(bounds[block], HermitePairs.Step(table, first, group, quad, tile, tile));
                PairBlocks.Store(tile, state.Inputs, first, group, state.Deltas);
            }
        });

        // ρ is in [−1, 1], so the error is at most 2.
        state.Error = Math.Min(2, (state.Error * table.Gain) + bounds.Max() + table.QuadratureError);
    }
}
