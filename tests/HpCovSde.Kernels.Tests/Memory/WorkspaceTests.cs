using System.Runtime.CompilerServices;
using HpCovSde.Kernels.Memory;

namespace HpCovSde.Kernels.Tests.Memory;

public sealed class WorkspaceTests
{
    [Fact]
    public void A_workspace_of_exactly_the_requirement_holds_the_buffers_and_nothing_more()
    {
        WorkspaceRequirement requirement = WorkspaceRequirement.Of<double>(3).And(WorkspaceRequirement.Of<float>(17));
        Assert.Equal(64 + 128, requirement.Bytes);
        using var workspace = new Workspace(requirement);
        using WorkspaceFrame frame = workspace.Enter();
        Assert.Equal(3, frame.Rent<double>(3).Length);
        Assert.Equal(17, frame.Rent<float>(17).Length);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => workspace.Rent<byte>(1));
        Assert.Contains("192 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public unsafe void Buffers_are_aligned_to_cache_lines_and_do_not_overlap()
    {
        using var workspace = new Workspace(new(4096));
        using WorkspaceFrame frame = workspace.Enter();
        Span<float> first = frame.Rent<float>(5);
        Span<double> second = frame.Rent<double>(5);
        Assert.Equal(0, (nint)Unsafe.AsPointer(ref first[0]) % 64);
        Assert.Equal(0, (nint)Unsafe.AsPointer(ref second[0]) % 64);
        first.Fill(1);
        second.Fill(2);
        Assert.Equal([1f, 1, 1, 1, 1], first.ToArray());
    }

    [Fact]
    public void Closing_a_frame_gives_its_memory_back()
    {
        using var workspace = new Workspace(WorkspaceRequirement.Of<double>(100));
        for (int i = 0; i < 10; i++)
        {
            using WorkspaceFrame outer = workspace.Enter();
            _ = outer.Rent<double>(40);
            for (int k = 0; k < 10; k++)
            {
                using WorkspaceFrame inner = workspace.Enter();
                _ = inner.Rent<double>(56);
            }
        }
    }

    [Fact]
    public void Nothing_can_be_rented_from_a_disposed_workspace()
    {
        var workspace = new Workspace(new(64));
        using WorkspaceFrame frame = workspace.Enter();
        workspace.Dispose();
        Assert.Throws<ObjectDisposedException>(() => workspace.Rent<double>(1));
        Assert.Throws<ObjectDisposedException>(() => workspace.Enter());
    }

    [Fact]
    public void Requirements_compose()
    {
        WorkspaceRequirement small = WorkspaceRequirement.Of<double>(8);
        WorkspaceRequirement large = WorkspaceRequirement.Of<double>(80);
        Assert.Equal(large, small.Or(large));
        Assert.Equal(small.Bytes + large.Bytes, small.And(large).Bytes);
        Assert.Equal(small, small.And(WorkspaceRequirement.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkspaceRequirement.Of<double>(-1));
        Assert.Throws<OverflowException>(() => WorkspaceRequirement.Of<double>(long.MaxValue / 4));
    }

    [Fact]
    public void The_pool_keeps_workspaces_and_replaces_small_ones()
    {
        using var pool = new WorkspacePool();
        Workspace first = pool.Take(new(64));
        pool.Return(first);
        Assert.Same(first, pool.Take(new(64)));
        pool.Return(first);
        Workspace larger = pool.Take(new(640));
        Assert.NotSame(first, larger);
        Assert.True(larger.Capacity.Bytes >= 640);
        Assert.Throws<ObjectDisposedException>(() => first.Enter());
        pool.Return(larger);
    }

    [Fact]
    public void Renting_does_not_allocate()
    {
        using var workspace = new Workspace(new(4096));
        long before = GC.GetAllocatedBytesForCurrentThread();
        using (WorkspaceFrame frame = workspace.Enter())
        {
            _ = frame.Rent<double>(9);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
