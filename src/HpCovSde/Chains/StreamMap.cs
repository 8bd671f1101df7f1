using HpCovSde.Kernels.Random;

namespace HpCovSde.Chains;

/// <summary>
/// All reserved parts of the address space of random numbers. A number has the address (seed, purpose, replica, step, segment, index). Two
/// uses of one seed are independent if their purposes differ, or the segments they read. A new use takes a free number here.
/// </summary>
internal static class StreamMap
{
    /// <summary>What a stream is for, <see cref="IChain.StreamPurpose"/>.</summary>
    internal static class Purposes
    {
        internal const uint FeedforwardNetwork = 1;
        internal const uint SdeIntegration = 2;
        internal const uint ResidualNetwork = 3;
        internal const uint ResidualDiffusion = 4;
        internal const uint ShapedResidualNetwork = 5;
        internal const uint ExplosionPilot = 6;
        internal const uint ExplosionPaths = 7;
        internal const uint QuasiMonteCarlo = 8;
    }

    /// <summary>Purposes from here to below <see cref="LogitsBit"/> are free for chains of other assemblies.</summary>
    internal const uint FirstCustomPurpose = 1024;

    /// <summary>The highest bit of a purpose: the outputs drawn from the covariance that the chain of this purpose reports.</summary>
    internal const uint LogitsBit = 1u << 31;

    /// <summary>
    /// The step whose stream draws Y_0 = W_in x by a layer of its own, before step 0. A chain has fewer than 2³¹ steps.
    /// </summary>
    internal const uint StepOfDrawnInput = uint.MaxValue;

    /// <summary>Where a use begins within the stream of one replica and step. Each range ends where the next begins.</summary>
    internal static class Segments
    {
        /// <summary>
        /// The normals of a layer or a step. Those of a feedforward layer may reach into the ranges below, which it does not use.
        /// </summary>
        internal const uint Layer = 0;

        /// <summary>The normals of a random start, Y_0 of a residual network, in the stream of step 0.</summary>
        internal const uint Start = 1u << 30;

        /// <summary>The variates of a layer that is drawn from its exact law.</summary>
        internal const uint ExactLayer = 3u << 29;

        /// <summary>The variates of a start that is drawn from its exact law, in the stream of step 0.</summary>
        internal const uint ExactStart = ExactLayer + VariateLanes.Segments;

        /// <summary>The normals of a layer that is drawn from its exact law.</summary>
        internal const uint ExactNormals = ExactStart + VariateLanes.Segments;
    }
}
