using HpCovSde.Kernels.Memory;

namespace HpCovSde.InfiniteWidth;

/// <summary>
/// Threads that share the parts of a kernel. The result of a part does not depend on the thread, so the bits are always the same.
/// </summary>
internal sealed class KernelWorkers : IDisposable
{
    private readonly WorkspacePool _workspaces = new();
    private readonly ParallelOptions _options;

    internal KernelWorkers(int threads, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        _options = new() { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads, CancellationToken = cancellation };
    }

    public void Dispose() => _workspaces.Dispose();

    /// <summary>Calls the body for each part, with scratch memory.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    internal void For(int parts, WorkspaceRequirement scratch, Action<int, Workspace> body) => Parallel.For(
        0,
        parts,
        _options,
        () => _workspaces.Take(scratch),
        (part, _, workspace) =>
        {
            body(part, workspace);
            return workspace;
        },
        _workspaces.Return);

    /// <summary>Calls the body for each part.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    internal void For(int parts, Action<int> body) => Parallel.For(0, parts, _options, body);
}
