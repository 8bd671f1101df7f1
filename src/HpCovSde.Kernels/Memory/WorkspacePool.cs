using System.Collections.Concurrent;

namespace HpCovSde.Kernels.Memory;

/// <summary>
/// Workspaces for the threads of a run, kept between runs. A workspace that is too small for a request is disposed and replaced by a
/// larger one.
/// </summary>
internal sealed class WorkspacePool : IDisposable
{
    private readonly ConcurrentBag<Workspace> _idle = [];
    private volatile bool _disposed;

    /// <summary>Takes an idle workspace of at least the required size, or makes one. Thread-safe.</summary>
    public Workspace Take(WorkspaceRequirement requirement)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (_idle.TryTake(out Workspace? workspace))
        {
            if (workspace.Capacity.Bytes >= requirement.Bytes)
            {
                return workspace;
            }

            workspace.Dispose();
        }

        return new Workspace(requirement);
    }

    /// <summary>Returns a workspace to the pool. Thread-safe.</summary>
    public void Return(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (_disposed)
        {
            workspace.Dispose();
            return;
        }

        _idle.Add(workspace);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out Workspace? workspace))
        {
            workspace.Dispose();
        }
    }
}
