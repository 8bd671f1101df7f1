namespace HpCovSde.Sweeps;

/// <summary>Where a file is.</summary>
internal static class FileSystem
{
    // Shared by several machines, so that locks and memory maps are not those of one kernel.
    private static readonly string[] Networks =
    [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "lustre", "gpfs", "beegfs", "ceph", "glusterfs", "afs", "9p",
        "fuse.sshfs", "fuse.glusterfs",
    ];

    /// <summary>The type of the network file system that a file is on; null if it is on none, or that is not known.</summary>
    internal static string? NetworkOf(string path)
    {
        const string Mounts = "/proc/self/mounts";
        if (!File.Exists(Mounts))
        {
            return null;
        }

        string full = Path.GetFullPath(path);
        string? type = null;
        int longest = -1;
        foreach (string[] mount in File.ReadLines(Mounts).Select(line => line.Split(' ')).Where(mount => mount.Length > 2))
        {
            string point = mount[1].Replace("\\040", " ", StringComparison.Ordinal);
            string folder = point.EndsWith('/') ? point : $"{point}/";
            if (point.Length > longest && full.StartsWith(folder, StringComparison.Ordinal))
            {
                (longest, type) = (point.Length, mount[2]);
            }
        }

        return type is not null && Networks.Contains(type) ? type : null;
    }
}
