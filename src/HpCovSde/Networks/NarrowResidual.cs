using System.Numerics;
using System.Runtime.CompilerServices;
using HpCovSde.Activations;
using HpCovSde.Kernels.Memory;
using HpCovSde.Kernels.Random;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Networks;

/// <summary>
/// The layer of <see cref="WideResidual{T, TActivation}"/> for few neurons: the normals of several layers are drawn at once, and for very
/// few neurons a state holds several bundles of replicas. Same law, same Y_0.
/// </summary>
/// <remarks>
/// Drawing normals takes most of the time. For n = 4 and one input a layer takes 1.35 ns per normal in double and 0.62 in single; drawing
/// normals in whole segments alone takes 0.87 and 0.37. The rest is about 110 instructions per bundle and layer. Drawn layer by layer, a
/// bundle at a time, it took 5.5 and 2.8 (Xeon, Sapphire Rapids; processor time, on a busy machine).
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
/// <typeparam name="TActivation">Kernel of the activation.</typeparam>
internal sealed class NarrowResidual<T, TActivation> : ResidualLanes<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation<T>
{
    internal NarrowResidual(ResidualLayers layers, TActivation activation)
        : base(layers, activation, layers.NormalsOfSeveralLayers<T>())
    {
    }

    public override void Advance(Span<T> state, RandomStream stream, Workspace workspace)
    {
        if (Inputs > 1)
        {
            base.Advance(state, stream, workspace);
            return;
        }

        HoldNormals(stream, state);
        if (AddBranchesOfOne(state, Lanes<T>.Of(Layers.Branches.Values[(int)stream.Step]), stream.Step))
        {
            for (int i = 0; i < Bundles; i++)
            {
                ChangeUnits(View(Bundle(state, i)), workspace);
            }
        }
    }

    // All neurons fit into one tile.
    protected override void AdvanceBundle(Span<T> bundle, in RandomStream stream, ReadOnlySpan<T> normals, Workspace workspace)
    {
        WideResidualState<T> view = View(bundle);
        using (WorkspaceFrame frame = workspace.Enter())
        {
            Span<T> factor = frame.Rent<T>(PackedElements);
            Span<T> gram = frame.Rent<T>(PackedElements);
            Span<T> featureGram = frame.Rent<T>(PackedElements);
            Span<T> tile = frame.Rent<T>(normals.Length);
            FactorBranch(view, Lanes<T>.Of(Layers.Branches.Values[(int)stream.Step]), factor);
            gram.Clear();
            featureGram.Clear();
            normals.CopyTo(tile);
            ResidualTile.Add(Inputs, view.Neurons, tile, factor, view.Units.References, Activation, gram, featureGram);
            TakeGrams(view, gram, featureGram, !default(LaneMask<T>));
        }

        ChangeUnits(view, workspace);
    }

    // Only the neurons and two sums leave the registers, and there is no call, which would spill the constants. True if units may have to
    // change.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool AddBranchesOfOne(Span<T> state, Lanes<T> alpha, uint step)
    {
        TActivation activation = Activation;
        Lanes<T> scale = Lanes<T>.Of(1.0 / Width);
        Span<Lanes<T>> bundles = Lanes<T>.Rows(state);
        int rows = BundleLength / Lanes<T>.Count;
        Lanes<T> least = Lanes<T>.One;
        Lanes<T> largest = Lanes<T>.One;
        for (int bundle = 0; bundle < Bundles; bundle++)
        {
            Span<Lanes<T>> own = bundles.Slice(bundle * rows, rows);
            Span<Lanes<T>> y = own[WideResidualState<T>.FirstNeuronOfOne..];
            ReadOnlySpan<Lanes<T>> g = Lanes<T>.Rows(NormalsOf(bundle, step, state))[..y.Length];
            Lanes<T> l = alpha * Lanes.Sqrt(own[WideResidualState<T>.FeatureGramOfOne]);
            Lanes<T> s = Lanes<T>.Zero;
            Lanes<T> r = Lanes<T>.Zero;
            for (int i = 0; i < y.Length; i++)
            {
                Lanes<T> u = Lanes.MultiplyAdd(l, g[i], y[i]);
                y[i] = u;
                Lanes<T> h = activation.Value(u);
                s = Lanes.MultiplyAdd(u, u, s);
                r = Lanes.MultiplyAdd(h, h, r);
            }

            s = scale * s;
            own[WideResidualState<T>.GramOfOne] = s;
            own[WideResidualState<T>.FeatureGramOfOne] = scale * r;
            least = Lanes.Min(s, least);
            largest = Lanes.Max(s, largest);
        }

        return ResidualUnits.MayLeaveRange(least, largest);
    }
}
