namespace HpCovSde.InfiniteWidth;

/// <summary>How a kernel is advanced: layer by layer, or as a flow over the time that the layers take.</summary>
internal interface IKernelEvolution
{
    /// <summary>Advances the state from one layer to another.</summary>
    /// <exception cref="ArithmeticException">A variance overflows.</exception>
    void Advance(KernelState state, int from, int to, KernelWorkers workers);
}
