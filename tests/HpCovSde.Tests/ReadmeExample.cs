using HpCovSde.Covariances;
using HpCovSde.Dynamics;
using HpCovSde.Networks;
using HpCovSde.Runs;
using HpCovSde.Schemes;
using HpCovSde.Statistics;

namespace HpCovSde.Tests;

/// <summary>The README's example, run; <see cref="Architecture.ReadmeTests"/> holds the two together.</summary>
public sealed class ReadmeExample
{
    [Fact]
    public void The_example_of_the_README_finds_the_network_near_its_limit()
    {
        // A shaped ReLU network of 100 neurons and 100 layers, and the SDE it tends to.
        FeedforwardNetwork network = FeedforwardNetwork.ShapedRelu(width: 100, depth: 100, cPlus: 0, cMinus: -1);
        LimitProcess limit = Limits.Of(network);

        // Two inputs of norm 1 with correlation 0.3; 8192 independent replicas of each chain.
        GramMatrix inputs = GramMatrix.Pair(0.3);
        using var ensemble = new Ensemble(seed: 42);
        EnsembleResult finite = ensemble.Run(network, inputs);
        EnsembleResult sde = ensemble.Run(limit.Integrate(step: 0.01), inputs);

        // How far apart are the two laws of the correlation?
        Quantity correlation = Quantity.Correlation(0, 1);
        SampleComparison comparison = SampleComparison.Of(finite.Samples(correlation), sde.Samples(correlation));
        Console.WriteLine($"KS {comparison.Ks:0.000} (p = {comparison.P:0.00}), W1 {comparison.Wasserstein1:0.000}");

        // Two samples of 8192 from one law stay below 0.036 with probability 1 - 5e-5; the finite width adds O(1/n).
        Assert.InRange(comparison.Ks, 0, 0.036 + (1.0 / network.Width));
    }
}
