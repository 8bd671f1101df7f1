using System.Runtime.CompilerServices;

namespace HpCovSde.Kernels.Memory;

/// <summary>
/// The scratch memory that a routine needs, known before it runs. Requirements compose: <see cref="And"/> is for two buffers in use at
/// the same time, <see cref="Or"/> for two phases that follow each other.
/// </summary>
/// <param name="Bytes">Bytes, a multiple of <see cref="Alignment"/>.</param>
public readonly record struct WorkspaceRequirement(long Bytes)
{
    /// <summary>Every rented buffer starts at a multiple of this many bytes: one cache line, one 512-bit register.</summary>
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

    /// <summary>The requirement of both at the same time: the sum.</summary>
    public WorkspaceRequirement And(WorkspaceRequirement other) => new(checked(Bytes + other.Bytes));

    /// <summary>The requirement of one after the other: the larger of the two.</summary>
    public WorkspaceRequirement Or(WorkspaceRequirement other) => new(Math.Max(Bytes, other.Bytes));
}
