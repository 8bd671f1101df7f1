using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// The normals that the steps of a scheme, or the layers of a network, consume, drawn for several steps at once: to begin a stream costs as much as some twenty
/// normals of it.
/// </summary>
/// <remarks>
/// With r normals a step and groups of G steps, the q-th normal of step s is number (s mod G)·r + q of the stream of step s − (s mod G). G is a
/// power of two that depends on r, the number of bundles and how many rows there may be, that is on the chain and m alone, so this is an address like any other: a function of
/// what is computed. What has been drawn is kept in the
/// state beside the stream it came from, and drawn again where that is not the one asked for: a step can be taken from any state.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class StepNormals<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Enough to make the beginning cheap; few enough, over all bundles, to stay in the first cache beside them (24 KB of 32).
    private const int RowsInFirstCache = 384;

    private readonly int _bundles;
    private readonly int _elementsPerStep;
    private readonly int _elementsPerBundle;
    private readonly uint _steps;
    private readonly uint _lastStep;

    /// <param name="perStep">r, of each replica.</param>
    /// <param name="bundles">Bundles of <see cref="Lanes{T}.Count"/> replicas.</param>
    /// <param name="steps">How many steps there are, so that none is drawn for after the last.</param>
    /// <param name="mostRows">Rows drawn at once, of all bundles, if those of one step are not more.</param>
    internal StepNormals(int perStep, int bundles, int steps, int mostRows = RowsInFirstCache)
    {
        _lastStep = (uint)steps - 1;
        _bundles = bundles;
        _elementsPerStep = perStep * Lanes<T>.Count;
        _steps = Math.Max(1, BitOperations.RoundUpToPowerOf2((uint)(mostRows / (bundles * Math.Max(perStep, 1))) + 1) / 2);
        _elementsPerBundle = StandardNormals.WholePairs((int)_steps * perStep) * Lanes<T>.Count;
    }

    /// <summary>Bundles of <see cref="Lanes{T}.Count"/> replicas.</summary>
    internal int Bundles => _bundles;

    /// <summary>G.</summary>
    internal int StepsAtOnce => (int)_steps;

    /// <summary>Elements of memory this keeps: a row for the stream, then the normals of each bundle.</summary>
    internal int Length => Lanes<T>.Count + (_bundles * _elementsPerBundle);

    /// <summary>Makes what is held the normals of no stream.</summary>
    internal static void Forget(Span<T> held) => Origin(held) = new(default, 0, uint.MaxValue);

    /// <summary>Sees to it that the normals of step <c>stream.Step</c> of the replicas from <c>stream.Replica</c> on are held.</summary>
    internal void Hold(in RandomStream stream, Span<T> held)
    {
        Debug.Assert(stream.Step <= _lastStep, "There are no normals after the last step.");

        // Field by field: a whole record copied right after it was put together waits for its pieces.
        ref RandomStream origin = ref Origin(held);
        uint step = stream.Step & ~(_steps - 1);
        if (origin.Step != step || origin.Replica != stream.Replica || origin.Key.Seed != stream.Key.Seed || origin.Key.Purpose != stream.Key.Purpose)
        {
            Draw(stream with { Step = step }, held);
        }
    }

    /// <summary>Row q is the q-th normal of step <paramref name="step"/>, of the replicas of a bundle.</summary>
    internal ReadOnlySpan<T> Of(int bundle, uint step, ReadOnlySpan<T> held) => held.Slice(
        Lanes<T>.Count + (bundle * _elementsPerBundle) + ((int)(step & (_steps - 1)) * _elementsPerStep), _elementsPerStep);

    private void Draw(RandomStream stream, Span<T> held)
    {
        uint steps = Math.Min(_steps, _lastStep - stream.Step + 1);
        int drawn = StandardNormals.WholePairs((int)steps * _elementsPerStep / Lanes<T>.Count) * Lanes<T>.Count;
        Origin(held) = stream;
        for (int i = 0; i < _bundles; i++)
        {
            RandomStream own = stream with { Replica = stream.Replica + (uint)(i * Lanes<T>.Count) };
            StandardNormals.FillLanes(own, held.Slice(Lanes<T>.Count + (i * _elementsPerBundle), drawn));
        }
    }

    private static ref RandomStream Origin(Span<T> held) => ref MemoryMarshal.AsRef<RandomStream>(MemoryMarshal.AsBytes(held));
}
