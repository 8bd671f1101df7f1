using System.Collections.Concurrent;

namespace HpCovSde.Kernels.Memory;

/// <summary>
/// One <see cref="Workspace"/> per worker, shared by whatever runs on it: finite networks, SDE schemes and statistics
/// take their scratch from the same arenas. Workspaces are kept between runs and grow only when a run needs more.
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

    /// <summary>Gives a workspace back for the next taker. Thread-safe.</summary>
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
