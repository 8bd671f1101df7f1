using System.Numerics;
using HpCovSde.Activations;
using HpCovSde.Chains;
using HpCovSde.Covariances;
using HpCovSde.Kernels.LinearAlgebra;
using HpCovSde.Kernels.Random;

namespace HpCovSde.Networks;

/// <summary>The ways to compute a layer of a residual network. All have the same law, the first two the same random numbers.</summary>
internal enum ResidualEngine
{
    /// <summary>Sampled conditionally, lanes = replicas.</summary>
    Wide,

    /// <summary>Sampled conditionally, a replica at a time.</summary>
    Blocked,

    /// <summary>With weights drawn, a replica at a time.</summary>
    Explicit,

    /// <summary>As <see cref="Wide"/>, with the normals of several layers drawn at once.</summary>
    Narrow,
}

/// <summary>What the engines need to know of a residual network.</summary>
/// <param name="Start">q_0.</param>
/// <param name="Width">n.</param>
/// <param name="Branches">α_1 … α_L.</param>
/// <param name="Activation">φ.</param>
internal sealed record ResidualLayers(GramMatrix Start, int Width, BranchScaling Branches, Activation Activation)
{
    // A step of one bundle of four neurons is a chain of a root, a product and sums, each of which waits for the last. Several bundles
    // overlap, and share the fixed cost of a step. They read whole segments of normals, 64 KB in all. In double, half as many normals,
    // which fit into the L1 cache, took 3 % more time, and four bundles 5 % more.
    private const int MostNeuronsOfSeveralBundles = 32;
    private const int SeveralBundles = 8;

    /// <summary>Bundles of replicas in a state of the narrow engine.</summary>
    internal int NarrowBundles => (long)Width * Start.Size <= MostNeuronsOfSeveralBundles ? SeveralBundles : 1;

    /// <summary>How the differences of inputs are kept.</summary>
    internal DifferenceUnits Units { get; } = LayerShape.UnitsOf(Activation);

    /// <summary>The log square of the unit Y_0 is drawn in.</summary>
    internal double LogStartUnit(int a) => Units.Own ? Math.Log(Start.Variance(a)) : 0;

    /// <summary>
    /// The normals of the narrow engine. Where only those of one layer would fit, the wide engine is used and reads them tile by tile.
    /// </summary>
    internal StepNormals<T> NormalsOfSeveralLayers<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => NarrowBundles == 1
            ? new(Width * Start.Size, bundles: 1, Branches.Depth)
            : new(Width * Start.Size, NarrowBundles, Branches.Depth, NarrowBundles * StandardNormals.SegmentLength);

    /// <summary>The engine, which is generic over the kernel of φ.</summary>
    internal ITransition<T> CreateTransition<T>(ResidualEngine engine, IBlas<T> blas)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Activation.Accept(new Engines<T>(this, engine, blas));

    private sealed class Engines<T>(ResidualLayers layers, ResidualEngine engine, IBlas<T> blas) : IKernelVisitor<T, ITransition<T>>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public ITransition<T> Visit<TKernel>(TKernel kernel)
            where TKernel : struct, IActivation<T> => engine switch
            {
                ResidualEngine.Narrow => new NarrowResidual<T, TKernel>(layers, kernel),
                ResidualEngine.Wide => new WideResidual<T, TKernel>(layers, kernel),
                ResidualEngine.Blocked => new BlockedResidual<T, TKernel>(layers, kernel, blas),
                _ => new ExplicitResidual<T, TKernel>(layers, kernel, blas),
            };
    }
}
