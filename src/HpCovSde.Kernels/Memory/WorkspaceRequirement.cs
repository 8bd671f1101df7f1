using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Memory;

/// <summary>
/// The scratch memory a routine needs, known before it runs. Requirements compose: two buffers alive at once are
/// joined by <see cref="And"/>, two phases that follow each other by <see cref="Or"/>.
/// </summary>
/// <param name="Bytes">Bytes, a multiple of <see cref="Alignment"/>.</param>
public readonly record struct WorkspaceRequirement(long Bytes)
{
    /// <summary>Every rented buffer starts at a multiple of this many bytes: one cache line, one 512-bit row.</summary>
    public const int Alignment = 64;

    /// <summary>No scratch at all.</summary>
    public static WorkspaceRequirement None => default;

    /// <summary>The requirement of one buffer of <paramref name="count"/> elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static WorkspaceRequirement Of<T>(long count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        long bytes = checked(count * Unsafe.SizeOf<T>());
        return new(checked(bytes + Alignment - 1) / Alignment * Alignment);
    }

    /// <summary>Both at the same time: the sum.</summary>
    public WorkspaceRequirement And(WorkspaceRequirement other) => new(checked(Bytes + other.Bytes));

    /// <summary>One after the other: the larger.</summary>
    public WorkspaceRequirement Or(WorkspaceRequirement other) => new(Math.Max(Bytes, other.Bytes));
}
