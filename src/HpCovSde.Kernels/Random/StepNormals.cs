using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>
/// The normals of the steps of a scheme, or of the layers of a network, drawn for several steps at once, because starting a stream costs
/// as much as about twenty of its normals.
/// </summary>
/// <remarks>
/// With r normals per step and groups of G steps, the q-th normal of step s is number (s mod G)·r + q of the stream of step
/// s − (s mod G). G is a power of two that depends on r, the number of bundles and the limit on rows, that is, only on the chain and m.
/// So the address of a normal is a function of what is computed. The drawn normals are kept in the state together with the stream that
/// they came from. If a step asks for another stream, they are drawn again, so a step can be taken from any state. With a source of its
/// own, all steps are one group.
/// </remarks>
/// <typeparam name="T">Precision.</typeparam>
internal sealed class StepNormals<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Enough rows to make the start of a stream cheap, and few enough, over all bundles, to stay in the first-level cache (24 KB of 32).
    private const int RowsInFirstCache = 384;

    private readonly int _bundles;
    private readonly int _elementsPerStep;
    private readonly int _elementsPerBundle;
    private readonly uint _steps;
    private readonly uint _lastStep;
    private readonly INormalSource<T>? _source;

    /// <param name="perStep">r, the normals of one replica per step.</param>
    /// <param name="bundles">Bundles of <see cref="Lanes{T}.Count"/> replicas.</param>
    /// <param name="steps">The number of steps; nothing is drawn for later steps.</param>
    /// <param name="mostRows">The limit on the rows drawn at once for all bundles, unless one step alone needs more.</param>
    /// <param name="source">Where the normals come from; null draws them from their streams.</param>
    internal StepNormals(int perStep, int bundles, int steps, int mostRows = RowsInFirstCache, INormalSource<T>? source = null)
    {
        _source = source;
        _lastStep = (uint)steps - 1;
        _bundles = bundles;
        _elementsPerStep = perStep * Lanes<T>.Count;
        _steps = source is null
            ? Math.Max(1, BitOperations.RoundUpToPowerOf2((uint)(mostRows / (bundles * Math.Max(perStep, 1))) + 1) / 2)
            : BitOperations.RoundUpToPowerOf2((uint)steps);
        _elementsPerBundle = StandardNormals.WholePairs((int)_steps * perStep) * Lanes<T>.Count;
    }

    /// <summary>Bundles of <see cref="Lanes{T}.Count"/> replicas.</summary>
    internal int Bundles => _bundles;

    /// <summary>G.</summary>
    internal int StepsAtOnce => (int)_steps;

    /// <summary>The number of elements that the state keeps: a row for the stream, then the normals of each bundle.</summary>
    internal int Length => Lanes<T>.Count + (_bundles * _elementsPerBundle);

    /// <summary>Marks the held normals as belonging to no stream.</summary>
    internal static void Forget(Span<T> held) => Origin(held) = new(default, 0, uint.MaxValue);

    /// <summary>Ensures that the normals of step <c>stream.Step</c> of the replicas from <c>stream.Replica</c> on are held.</summary>
    internal void Hold(in RandomStream stream, Span<T> held)
    {
        Debug.Assert(stream.Step <= _lastStep, "The step must not be after the last one.");

        // Compared field by field: copying a whole record right after its fields were written stalls on store forwarding.
        ref RandomStream origin = ref Origin(held);
        uint step = stream.Step & ~(_steps - 1);
        if (origin.Step != step || origin.Replica != stream.Replica
            || origin.Key.Seed != stream.Key.Seed || origin.Key.Purpose != stream.Key.Purpose)
        {
            Draw(stream with { Step = step }, held);
        }
    }

    /// <summary>The normals of step <paramref name="step"/> of a bundle; row q is the q-th normal.</summary>
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
            Span<T> rows = held.Slice(Lanes<T>.Count + (i * _elementsPerBundle), drawn);
            if (_source is null)
            {
                StandardNormals.FillLanes(own, rows);
            }
            else
            {
                _source.Fill(own.Replica, rows[..((int)steps * _elementsPerStep)]);
            }
        }
    }

    private static ref RandomStream Origin(Span<T> held) => ref MemoryMarshal.AsRef<RandomStream>(MemoryMarshal.AsBytes(held));
}
