using HpCovSde.Chains;
using HpCovSde.Dynamics;
using HpCovSde.InfiniteWidth;
using HpCovSde.Kernels.Random;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Estimation;

/// <summary>The paths in which one input explodes before all others, with the drift that makes them frequent.</summary>
internal sealed class ExplosionStratum
{
    private const int PathsPerPart = 1024;

    // Of a pilot, which finds the drift and then the variance.
    private const int PilotPaths = 4096;
    private const int PilotRounds = 4;

    // Paths in memory at once.
    private const int LargestSample = 1 << 17;

    private readonly SmoothCovarianceSde _limit;
    private readonly GramMatrix _start;
    private readonly TimeGrid _grid;
    private readonly int _index;
    private readonly uint _firstReplica;
    private readonly ulong _seed;
    private readonly KernelWorkers _workers;
    private PathTilt _tilt;

    /// <param name="limit">The SDE; β &gt; 0.</param>
    /// <param name="start">V_0.</param>
    /// <param name="index">The input, counted from 0. Its variance is not 0.</param>
    /// <param name="grid">The steps.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="workers">Threads.</param>
    internal ExplosionStratum(
        SmoothCovarianceSde limit, GramMatrix start, int index, TimeGrid grid, ulong seed, KernelWorkers workers)
    {
        _limit = limit;
        _start = start.Select([index, .. Enumerable.Range(0, start.Size).Where(a => a != index)]);
        _grid = grid;
        _index = index;
        _firstReplica = (uint)(index * MostPaths(start.Size));
        _seed = seed;
        _workers = workers;
        _tilt = PathTilt.Constant(grid, ConstantDrift(limit.Drift.Beta, start.Variance(index), limit.Time));
    }

    /// <summary>The replicas that each of m strata has of its own.</summary>
    internal static long MostPaths(int inputs) => (1L << 32) / inputs / PathsPerPart * PathsPerPart;

    /// <summary>Finds the drift by cross-entropy, and measures the moments with it.</summary>
    internal Moments RunPilot()
    {
        for (int round = 0; round < PilotRounds - 1; round++)
        {
            _tilt = _tilt.Improved(Pilot(round));
        }

        return Moments.Of(Pilot(PilotRounds - 1).Contributions);
    }

    /// <summary>The moments of the contributions of so many paths.</summary>
    internal Moments Run(long paths)
    {
        Moments moments = default;
        for (long done = 0; done < paths;)
        {
            int count = (int)Math.Min(LargestSample, paths - done);
            moments = Moments.Merge(
                moments, Moments.Of(Sample(StreamMap.Purposes.ExplosionPaths, _firstReplica + (uint)done, count).Contributions));
            done += count;
        }

        return moments;
    }

    // The drift λ with which the path without noise, log V = log v + (√2 λ − 1 − β)t as long as V is small, explodes at T.
    private static double ConstantDrift(double beta, double variance, double time)
    {
        double threshold = 1 / (beta * variance * time);
        double low = -1e3;
        double high = 1e3;
        while (high - low > 1e-6)
        {
            double middle = (low + high) / 2;
            (low, high) = ElementaryFunctions.Expm1(middle) < threshold * middle == middle > 0 ? (middle, high) : (low, middle);
        }

        return Math.Max(0, ((low / time) + 1 + beta) / Math.Sqrt(2));
    }

    private TiltedSample Pilot(int round) => Sample(
        StreamMap.Purposes.ExplosionPilot, (uint)(((_index * PilotRounds) + round) * PilotPaths), PilotPaths);

    private TiltedSample Sample(uint purpose, uint firstReplica, int count)
    {
        var paths = new TiltedExplosion(_limit, _start, _grid, _tilt);
        var key = new RandomKey(_seed, purpose);
        int whole = (count + PathsPerPart - 1) / PathsPerPart;
        var sample = new TiltedSample(whole * PathsPerPart);
        _workers.For(whole, paths.PathRequirement, (part, workspace) =>
        {
            for (int path = part * PathsPerPart; path < (part + 1) * PathsPerPart; path += paths.ReplicasPerState)
            {
                paths.Run(key.Stream(firstReplica + (uint)path, 0), path, sample, workspace);
            }
        });
        return sample;
    }
}
