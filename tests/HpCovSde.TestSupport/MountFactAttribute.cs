using System.Diagnostics;
using Xunit;

namespace HpCovSde.TestSupport;

/// <summary>A fact that mounts a file system. Without the right to do so it is skipped with the reason, but not in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> IsAllowed = new(Try);

    /// <summary>A fact that mounts a file system.</summary>
    public MountFactAttribute()
    {
        if (!ContinuousIntegration.MustRunEverything && !IsAllowed.Value)
        {
            Skip = "There is no right to mount a file system.";
        }
    }

    /// <summary>Mounts a file system; false if that is not allowed.</summary>
    /// <param name="args">The arguments of mount.</param>
    public static bool Mount(params string[] args) => Run("mount", args);

    /// <summary>Takes a file system away again.</summary>
    /// <param name="folder">Where it is mounted.</param>
    public static void Unmount(string folder) => Run("umount", folder);

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return false;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("hpcovsde-mount-");
        bool isMounted = Mount("-t", "tmpfs", "-o", "size=100k", "tmpfs", folder.FullName);
        if (isMounted)
        {
            Unmount(folder.FullName);
        }

        folder.Delete();
        return isMounted;
    }

    private static bool Run(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
