namespace HpCovSde.InfiniteWidth;

/// <summary>How a kernel goes on: by layers, or in time between the layers of a clock.</summary>
internal interface IKernelEvolution
{
    /// <summary>Carries the state from one step to another.</summary>
    /// <exception cref="ArithmeticException">A variance leaves the range of numbers.</exception>
    void Advance(KernelState state, int from, int to, KernelWorkers workers);
}
